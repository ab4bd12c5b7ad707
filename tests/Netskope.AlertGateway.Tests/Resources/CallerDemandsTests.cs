using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Resources;

namespace Netskope.AlertGateway.Tests.Resources;

/// <summary>RFC 9111, 5.2.1; RFC 5861, 4.</summary>
public class CallerDemandsTests
{
    [Fact]
    public void WithoutTheHeader_NothingIsDemanded() => CallerDemands.Of(new HeaderDictionary()).ShouldBe(default);

    [Theory]
    [InlineData("no-cache", 0, null, null, false)]
    [InlineData("NO-CACHE", 0, null, null, false)]
    [InlineData("max-age=0", 0, null, null, false)]
    [InlineData("max-age=60", 60, null, null, false)]
    [InlineData("no-cache, max-age=60", 0, null, null, false)]
    [InlineData("max-stale=0", null, 0, null, false)]
    [InlineData("max-stale=30", null, 30, null, false)]
    [InlineData("max-stale", null, null, null, false)]
    [InlineData("stale-if-error=0", null, null, 0, false)]
    [InlineData("stale-if-error=20", null, null, 20, false)]
    [InlineData("Stale-If-Error=20", null, null, 20, false)]
    [InlineData("max-stale=30, stale-if-error=20", null, 30, 20, false)]
    [InlineData("max-stale=10, stale-if-error=20", null, 10, 20, false)]
    [InlineData("max-age=5,stale-if-error=20", 5, null, 20, false)]
    [InlineData("only-if-cached", null, null, null, true)]
    [InlineData("only-if-cached, max-stale=30, max-age=5", 5, 30, null, true)]
    [InlineData("no-transform, foo=\"bar, max-age=1\", max-age=7", 7, null, null, false)]
    [InlineData("no-store", null, null, null, false)]
    [InlineData("", null, null, null, false)]
    public void Directives_BecomeDemands(string header, int? mostAge, int? mostStale, int? mostStaleOnError, bool onlyKept) =>
        Of(header).ShouldBe(new Demands(Seconds(mostAge), Seconds(mostStale), Seconds(mostStaleOnError), onlyKept));

    [Fact]
    public void SeveralHeaderLines_AreOneList() =>
        Of("max-age=5", "only-if-cached", "stale-if-error=9").ShouldBe(new Demands(TimeSpan.FromSeconds(5), null, TimeSpan.FromSeconds(9), true));

    [Theory]
    [InlineData("stale-if-error=abc", false, true)]
    [InlineData("stale-if-error=", false, true)]
    [InlineData("stale-if-error=\"0\"", false, true)]
    [InlineData("max-stale=0, foo=\"", true, false)]
    [InlineData("max-stale=0, stale-if-error=0, x=\"a", true, true)]
    public void UnreadableLimitOfStaleness_IsTheStrictest(string header, bool stale, bool staleOnError) =>
        Of(header).ShouldBe(new Demands(null, stale ? TimeSpan.Zero : null, staleOnError ? TimeSpan.Zero : null, OnlyKept: false));

    [Theory]
    [InlineData("@@@")]
    [InlineData(",,,")]
    public void Garbage_DemandsNothing(string header) => Of(header).ShouldBe(default);

    // RFC 9111, 4.2.1: freshness that can not be read counts as stale.
    [Theory]
    [InlineData("max-age=abc", false)]
    [InlineData("max-age=-1", false)]
    [InlineData("max-age=", false)]
    [InlineData("no-cache, x=\"a", false)]
    [InlineData("x=\"a, NO-CACHE", false)]
    [InlineData("no-cache, only-if-cached, x=\"", true)]
    [InlineData("max-age=abc, only-if-cached", true)]
    public void WhatCanBeReadOfABrokenHeader_IsHonoured(string header, bool onlyKept) =>
        Of(header).ShouldBe(new Demands(TimeSpan.Zero, null, null, onlyKept));

    [Theory]
    [InlineData("only-if-cached, x=\"")]
    [InlineData("Only-If-Cached, x=\"a")]
    public void OnlyIfCached_IsHonoured_InAHeaderThatDoesNotParse(string header) =>
        Of(header).ShouldBe(new Demands(null, null, null, OnlyKept: true));

    // RFC 9111, 1.2.2: a number too great for the recipient stands for 2^31 or its own greatest.
    [Theory]
    [InlineData("2147483648")]
    [InlineData("99999999999")]
    [InlineData("9223372036854775807")]
    [InlineData("99999999999999999999999999")]
    public void TooManySeconds_AreTakenForVeryMany(string seconds)
    {
        var least = TimeSpan.FromDays(365);

        (Of($"max-age={seconds}").MostAge ?? TimeSpan.MaxValue).ShouldBeGreaterThan(least);
        (Of($"max-stale={seconds}").MostStale ?? TimeSpan.MaxValue).ShouldBeGreaterThan(least);
        (Of($"stale-if-error={seconds}").MostStale ?? TimeSpan.MaxValue).ShouldBeGreaterThan(least);
    }

    [Theory]
    [InlineData("max-age=99999999999, only-if-cached")]
    [InlineData("max-stale=99999999999, only-if-cached")]
    [InlineData("stale-if-error=99999999999, only-if-cached")]
    public void TooManySeconds_DoNotUndoTheOtherDirectives(string header) => Of(header).OnlyKept.ShouldBeTrue();

    static Demands Of(params string[] lines) => CallerDemands.Of(new HeaderDictionary { ["Cache-Control"] = new StringValues(lines) });

    static TimeSpan? Seconds(int? seconds) => seconds is { } s ? TimeSpan.FromSeconds(s) : null;
}
