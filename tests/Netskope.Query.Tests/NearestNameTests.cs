
namespace Netskope.Query.Tests;

public class NearestNameTests
{
    static readonly string[] Known =
    [
        "query", "type", "acked", "timeperiod", "starttime", "endtime", "insertionstarttime", "insertionendtime", "limit", "skip", "unsorted", "ack",
    ];

    [Theory]
    [InlineData("limt", "limit")]
    [InlineData("limits", "limit")]
    [InlineData("limti", "limit")]
    [InlineData("ilmit", "limit")]
    [InlineData("LIMIT", "limit")]
    [InlineData("qeury", "query")]
    [InlineData("quary", "query")]
    [InlineData("typ", "type")]
    [InlineData("Type", "type")]
    [InlineData("skp", "skip")]
    [InlineData("timePeriod", "timeperiod")]
    [InlineData("time_period", "timeperiod")]
    [InlineData("start_time", "starttime")]
    [InlineData("startime", "starttime")]
    [InlineData("end-time", "endtime")]
    [InlineData("insertion_start_time", "insertionstarttime")]
    [InlineData("unsortd", "unsorted")]
    [InlineData("acke", "acked")]
    [InlineData("akced", "acked")]
    public void MisspeltName_IsRecognised(string written, string meant) => NearestName.Of(written, Known).ShouldBe(meant);

    [Theory]
    [InlineData("")]
    [InlineData("offset")]
    [InlineData("page")]
    [InlineData("token")]
    [InlineData("q")]
    [InlineData("format")]
    [InlineData("xyzzy")]
    [InlineData("é")]
    public void WhatResemblesNothing_IsLeftAlone(string written) => NearestName.Of(written, Known).ShouldBeNull();

    [Fact]
    public void NearestOfSeveral_Wins_WhereverItStands()
    {
        NearestName.Of("starttimes", ["starttimeX", "starttime", "endtime"]).ShouldBe("starttimeX");
        NearestName.Of("starttime", ["starttimeX", "starttime"]).ShouldBe("starttime");
        NearestName.Of("starttime", ["starttime", "starttimeX"]).ShouldBe("starttime");
    }

    [Fact]
    public void AThirdOfTheLetters_MayDiffer_AndNoMore()
    {
        NearestName.Of("abcdefXXX", ["abcdefghi"]).ShouldBe("abcdefghi");
        NearestName.Of("abcdeXXXX", ["abcdefghi"]).ShouldBeNull();
    }

    [Fact]
    public void NameOfAnyLength_IsLookedAtInBoundedTime()
    {
        NearestName.Of(new string('x', 5_000_000), Known).ShouldBeNull();
        NearestName.Of("limit", []).ShouldBeNull();
    }
}
