using System.Globalization;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Conformance;

/// <summary>RFC 9110, HTTP Semantics: a test per rule that an answer keeps. The number in a name is the section.</summary>
public abstract class Rfc9110Tests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task S8Dot8Dot3_Tag_IsStrong_AndStaysWhileTheBytesDo(string coding)
    {
        var question = Gateway.Question();

        var first = await Gateway.GetAsync(question, ("Accept-Encoding", coding));
        var second = await Gateway.GetAsync(question, ("Accept-Encoding", coding));

        first["ETag"].ShouldNotBeNull().ShouldMatch("^\"[\\x21\\x23-\\x7e]+\"$");
        second["ETag"].ShouldBe(first["ETag"]);
        second.Raw.ShouldBe(first.Raw, "a strong tag promises equal bytes");
    }

    [Fact]
    public async Task S8Dot8Dot1_OtherBytes_HaveAnotherTag()
    {
        var tags = new List<string?>();
        for (var limit = 1; limit <= 3; limit++) tags.Add((await Gateway.GetAsync(Gateway.Question("&limit=" + limit.ToString(CultureInfo.InvariantCulture))))["ETag"]);

        tags.ShouldBeUnique();
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task S8Dot8Dot3Dot3_TagOfACoding_IsNotThatOfIdentity(string coding)
    {
        var question = Gateway.Question();

        var plain = await Gateway.GetAsync(question, ("Accept-Encoding", "identity"));
        var coded = await Gateway.GetAsync(question, ("Accept-Encoding", coding));

        coded["ETag"].ShouldNotBe(plain["ETag"]);
    }

    [Theory]
    [InlineData("W/{0}")]
    [InlineData("{0}")]
    [InlineData("  {0}  ")]
    [InlineData("\"a\",\"b\",W/{0}")]
    [InlineData(",,{0},,")]
    [InlineData("\"with, comma\", {0}")]
    public async Task S13Dot1Dot2_IfNoneMatch_ComparesWeakly_InLists(string condition)
    {
        var question = Gateway.Question();
        var tag = (await Gateway.GetAsync(question))["ETag"]!;

        (await Gateway.GetAsync(question, ("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)))).Status.ShouldBe(304);
    }

    [Fact]
    public async Task S13Dot1Dot2_IfNoneMatch_InSeveralLines_IsOneList()
    {
        var question = Gateway.Question();
        var tag = (await Gateway.GetAsync(question))["ETag"]!;

        var answer = await Gateway.SendRawAsync(
            $"GET {question} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Gateway.GoodToken}\r\nIf-None-Match: \"a\"\r\nIf-None-Match: {tag}\r\nConnection: close\r\n\r\n");

        answer.Status.ShouldBe(304);
    }

    [Fact]
    public async Task S13Dot1Dot2_Star_MatchesWhatIsFetchedForIt()
    {
        // "*" is false when there is a current representation, and a verified page is one, kept or not.
        (await Gateway.GetAsync(Gateway.Question(), ("If-None-Match", "*"))).Status.ShouldBe(304);
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task S13Dot1Dot3_IfModifiedSince_IsIgnored_WhereThereIsNoModificationDate()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), ("If-Modified-Since", "Fri, 01 Jan 2100 00:00:00 GMT"));

        answer.ShouldBePage();
        answer["Last-Modified"].ShouldBeNull();
    }

    [Theory]
    [InlineData("If-None-Match", "*", 400)]
    public async Task S13Dot2Dot1_Preconditions_AreIgnored_WhereTheAnswerIsAnError(string name, string value, int status)
    {
        (await Gateway.GetAsync(Gateway.Question("&limit=0"), (name, value))).ShouldBeProblem(status);

        Gateway.Tenant.OrderAnswer(500);
        (await Gateway.GetAsync(Gateway.Question(), (name, value))).ShouldBeProblem(502);
    }

    [Theory]
    [InlineData("If-Match", "\"other\"")]
    [InlineData("If-Unmodified-Since", "Sat, 01 Jan 2000 00:00:00 GMT")]
    public async Task S13Dot2Dot1_PreconditionsThatAreNotForCaches_AreIgnored(string name, string value) =>
        (await Gateway.GetAsync(Gateway.Question(), (name, value))).ShouldBePage();

    [Theory]
    [InlineData("\"other\"", "Fri, 01 Jan 2100 00:00:00 GMT", 200)]
    [InlineData("*", "Sat, 01 Jan 2000 00:00:00 GMT", 304)]
    public async Task S13Dot2Dot2_IfNoneMatch_GoesBeforeIfModifiedSince(string tag, string date, int status) =>
        (await Gateway.GetAsync(Gateway.Question(), ("If-None-Match", tag), ("If-Modified-Since", date))).Status.ShouldBe(status);

    [Fact]
    public async Task S13Dot2Dot2_IfNoneMatch_GoesBeforeRangeAndIfRange()
    {
        var question = Gateway.Question();
        var tag = (await Gateway.GetAsync(question))["ETag"]!;

        (await Gateway.GetAsync(question, ("If-None-Match", tag), ("Range", "bytes=0-1"), ("If-Range", tag))).Status.ShouldBe(304);
        (await Gateway.GetAsync(question, ("Range", "bytes=0-1"), ("If-Range", tag))).ShouldBePage();
    }

    [Theory]
    [InlineData("Cache-Control")]
    [InlineData("Date")]
    [InlineData("ETag")]
    [InlineData("Vary")]
    public async Task S15Dot4Dot5_NotModified_HasWhatIts200WouldHave(string name)
    {
        var question = Gateway.Question();
        var full = await Gateway.GetAsync(question);

        var answer = await Gateway.GetAsync(question, ("If-None-Match", full["ETag"]!));

        answer.Status.ShouldBe(304);
        answer[name].ShouldNotBeNull();
        if (name != "Date") answer[name].ShouldBe(full[name]);
    }

    [Theory]
    [InlineData("identity", "br", "-br\"")]
    [InlineData("br", "gzip", "-gzip\"")]
    public async Task S15Dot4Dot5_NotModified_HasTheTagOfTheCodingThatIsAskedNow(string had, string asks, string suffix)
    {
        var question = Gateway.Question();
        var tag = (await Gateway.GetAsync(question, ("Accept-Encoding", had)))["ETag"]!;

        var answer = await Gateway.GetAsync(question, ("Accept-Encoding", asks), ("If-None-Match", tag));

        answer.Status.ShouldBe(304);
        answer["ETag"].ShouldNotBeNull().ShouldEndWith(suffix);
    }

    [Fact]
    public async Task S15Dot4Dot5_NotModified_HasNoContent_NorHeadersThatDescribeOne()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), ("If-None-Match", "*"));

        answer.Raw.ShouldBeEmpty();
        answer["Content-Type"].ShouldBeNull();
        answer["Content-Encoding"].ShouldBeNull();
        (answer["Content-Length"] ?? "0").ShouldBe("0");
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task S9Dot3Dot2_Head_HasTheHeadersOfGet_InEveryCoding(string coding)
    {
        var question = Gateway.Question("&limit=50");
        await Gateway.GetAsync(question);

        var get = await Gateway.GetAsync(question, ("Accept-Encoding", coding));
        var head = await Gateway.SendAsync(HttpMethod.Head, question, Gateway.GoodToken, request => request.Headers.TryAddWithoutValidation("Accept-Encoding", coding));

        head.Raw.ShouldBeEmpty();
        string[] moving = ["Date", "Age", "Cache-Status"];
        head.HeaderNames.Order(StringComparer.Ordinal).ShouldBe(get.HeaderNames.Order(StringComparer.Ordinal));
        foreach (var name in get.HeaderNames.Except(moving, StringComparer.OrdinalIgnoreCase)) head[name].ShouldBe(get[name], name);
        head["Content-Length"].ShouldBe(get.Raw.Length.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task S9Dot3Dot2_Head_HasTheHeadersOfGetsError()
    {
        var question = Gateway.Question("&limit=0");

        var get = await Gateway.GetAsync(question);
        var head = await Gateway.SendAsync(HttpMethod.Head, question, Gateway.GoodToken);

        head.Status.ShouldBe(get.Status);
        head.Raw.ShouldBeEmpty();
        foreach (var name in (string[])["Content-Type", "Cache-Control", "X-Content-Type-Options"]) head[name].ShouldBe(get[name], name);
    }

    [Fact]
    public async Task S13Dot1Dot2_Head_IsConditionalToo()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Head, Gateway.Question(), Gateway.GoodToken, request => request.Headers.TryAddWithoutValidation("If-None-Match", "*"));

        answer.Status.ShouldBe(304);
    }

    [Theory]
    [InlineData("gzip;q=0, br;q=0", null)]
    [InlineData("br;q=0.001", "br")]
    [InlineData("identity;q=0, gzip", "gzip")]
    [InlineData("identity;q=0, *;q=0, gzip", "gzip")]
    [InlineData("*;q=0, identity", null)]
    [InlineData("identity;q=0.5, *;q=0", null)]
    [InlineData("br;q=0, *", "gzip")]
    [InlineData("identity, gzip;q=0.5", null)]
    [InlineData("gzip;q=1.000, br;q=0.999", "gzip")]
    public async Task S12Dot5Dot3_Coding_IsOneThatIsAcceptable(string accepted, string? coding)
    {
        var answer = (await Gateway.GetAsync(Gateway.Question(), ("Accept-Encoding", accepted))).ShouldBePage();

        answer["Content-Encoding"].ShouldBe(coding);
    }

    [Fact]
    public async Task S12Dot5Dot3_WithoutAcceptEncoding_ThereIsNoCoding() =>
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage()["Content-Encoding"].ShouldBeNull();

    [Theory]
    [InlineData("identity;q=0")]
    [InlineData("*;q=0")]
    public async Task S12Dot4Dot1_NothingAcceptable_IsAnsweredAsIfNotNegotiated(string accepted) =>
        (await Gateway.GetAsync(Gateway.Question(), ("Accept-Encoding", accepted))).ShouldBePage()["Content-Encoding"].ShouldBeNull();

    [Theory]
    [InlineData("identity", null)]
    [InlineData("br", null)]
    [InlineData("br", "*")]
    public async Task S12Dot5Dot5_Vary_NamesAllThatTheChoiceDependedOn_Always(string coding, string? condition)
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), ("Accept-Encoding", coding), ("If-None-Match", condition ?? "\"other\""));

        answer["Vary"].ShouldNotBeNull().Split(", ").ShouldBe(["Authorization", "Accept-Encoding"], ignoreOrder: true);
    }

    [Fact]
    public async Task S14Dot2_Range_MayBeIgnored_AndNothingSaysOtherwise()
    {
        var answer = (await Gateway.GetAsync(Gateway.Question(), ("Range", "bytes=0-9"))).ShouldBePage();

        answer["Accept-Ranges"].ShouldBeNull();
        answer["Content-Range"].ShouldBeNull();
    }

    [Theory]
    [InlineData(429, "7", "7")]
    [InlineData(429, null, null)]
    [InlineData(503, "120", "120")]
    [InlineData(503, null, null)]
    [InlineData(503, "garbage", null)]
    public async Task S10Dot2Dot3_RetryAfter_IsWholeSeconds(int upstream, string? sent, string? expected)
    {
        Gateway.Tenant.OrderAnswer(upstream, head: response => response.Headers.RetryAfter = sent);

        var answer = (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503);

        answer["Retry-After"].ShouldNotBeNull().ShouldMatch("^[1-9][0-9]*$");
        if (expected is not null) answer["Retry-After"].ShouldBe(expected);
    }

    [Fact]
    public async Task S15Dot5Dot6_MethodNotAllowed_NamesTheMethodsThatAre()
    {
        var answer = (await Gateway.SendAsync(HttpMethod.Delete, Gateway.Question(), Gateway.GoodToken)).ShouldBeProblem(405);

        answer["Allow"].ShouldNotBeNull().Split(',', StringSplitOptions.TrimEntries).ShouldBe(["GET", "HEAD"], ignoreOrder: true);
    }

    [Fact]
    public async Task S11Dot6Dot1_Unauthorized_HasAChallenge() =>
        (await Gateway.GetAsync(Gateway.Question(), token: null)).ShouldBeProblem(401)["WWW-Authenticate"].ShouldBe("Bearer");
}

public sealed class V1AlertsRfc9110Tests(FixtureFor<V1Alerts, GatewayFixture> fixture) : Rfc9110Tests<V1Alerts>(fixture);

public sealed class V2AlertsRfc9110Tests(FixtureFor<V2Alerts, GatewayFixture> fixture) : Rfc9110Tests<V2Alerts>(fixture);

public sealed class V1EventsRfc9110Tests(FixtureFor<V1Events, GatewayFixture> fixture) : Rfc9110Tests<V1Events>(fixture);

public sealed class V2EventsRfc9110Tests(FixtureFor<V2Events, GatewayFixture> fixture) : Rfc9110Tests<V2Events>(fixture);
