using System.Globalization;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

public abstract class CachingTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task SecondEqualCall_IsAHit_WithoutAnUpstreamCall()
    {
        var question = Gateway.Question();

        var first = (await Gateway.GetAsync(question)).ShouldBePage();
        var second = (await Gateway.GetAsync(question)).ShouldBePage();

        first.IsHit.ShouldBeFalse();
        first["Cache-Status"].ShouldNotBeNull().ShouldContain("fwd=");
        second.IsHit.ShouldBeTrue();
        second.Bytes.ShouldBe(first.Bytes);
        second["ETag"].ShouldBe(first["ETag"]);
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("&limit=5000", "")]
    [InlineData("&limit=9&skip=0", "&limit=09")]
    [InlineData("&limit=7&unsorted=false", "&limit=7&unsorted=")]
    [InlineData("&limit=6", "&timeperiod=&limit=6")]
    public async Task QuestionSpelledAnotherWay_IsAHit(string first, string second)
    {
        var question = Gateway.Question("");

        (await Gateway.GetAsync(question + first)).ShouldBePage();
        (await Gateway.GetAsync(question + second)).ShouldBePage().IsHit.ShouldBeTrue();

        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("&limit=10", "&limit=11")]
    [InlineData("&skip=0", "&skip=1")]
    [InlineData("&unsorted=true", "")]
    [InlineData("&query=user%20eq%20a", "&query=user%20eq%20A")]
    public async Task AnotherQuestion_IsNoHit(string first, string second)
    {
        var question = Gateway.Question("");

        await Gateway.GetAsync(question + first);
        (await Gateway.GetAsync(question + second)).IsHit.ShouldBeFalse();

        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnotherCallerWithEqualRights_SharesTheAnswer()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);

        (await Gateway.GetAsync(question, Gateway.Token(Subject.Scope, subject: "app-2"))).IsHit.ShouldBeTrue();
        (await Gateway.GetAsync(question, Gateway.Token(scope: Subject.OtherScope))).ShouldBeProblem(403);
    }

    [Fact]
    public async Task Headers_SayWhatTheAnswerIs()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);

        var answer = await Gateway.GetAsync(question);

        answer["Cache-Control"].ShouldBe("private, max-age=3600", "the window ended over 27 h ago");
        int.Parse(answer["Age"].ShouldNotBeNull(), CultureInfo.InvariantCulture).ShouldBeInRange(0, 30);
        answer["Vary"].ShouldNotBeNull().Split(", ").ShouldBe(["Authorization", "Accept-Encoding"], ignoreOrder: true);
        answer["X-Content-Type-Options"].ShouldBe("nosniff");
        answer["ETag"].ShouldNotBeNull().ShouldMatch("^\"[^\"]+\"$");
        var ends = question.Split('?', '&', '=');
        answer["Gateway-Window"].ShouldBe($"{ends[2]}-{ends[4]}");
        answer["Cache-Status"].ShouldNotBeNull().ShouldMatch(@";\s*ttl=3[56]\d\d\b");
    }

    [Fact]
    public async Task UpstreamHeaders_DoNotReachTheCaller()
    {
        var answer = await Gateway.GetAsync(Gateway.Question());

        answer["Set-Cookie"].ShouldBeNull();
        answer["Server"].ShouldBeNull();
        answer["Pragma"].ShouldBeNull();
        answer["Expires"].ShouldBeNull();
        answer["Cache-Control"].ShouldNotBeNull().ShouldNotContain("no-store");
    }

    [Theory]
    [InlineData("identity", null)]
    [InlineData("br", "br")]
    [InlineData("gzip", "gzip")]
    [InlineData("gzip, deflate, br", "br")]
    [InlineData("deflate", null)]
    [InlineData("br;q=0, gzip;q=0.5", "gzip")]
    [InlineData("gzip;q=0, br;q=0", null)]
    [InlineData("", null)]
    public async Task EveryCoding_GivesTheTenantsOwnBytes(string accepted, string? coding)
    {
        var question = Gateway.Question("&limit=200");

        var answer = (await Gateway.GetAsync(question, ("Accept-Encoding", accepted))).ShouldBePage();

        answer["Content-Encoding"].ShouldBe(coding);
        answer.Rows.ShouldNotBeEmpty();
        answer.Bytes.ShouldBe(await Gateway.PageOfAsync(Gateway.Tenant.Record.Calls[0]));
    }

    [Fact]
    public async Task EveryCoding_HasItsOwnTag_OfTheSameBytes()
    {
        var question = Gateway.Question();

        var plain = await Gateway.GetAsync(question, ("Accept-Encoding", "identity"));
        var brotli = await Gateway.GetAsync(question, ("Accept-Encoding", "br"));
        var gzip = await Gateway.GetAsync(question, ("Accept-Encoding", "gzip"));

        string?[] tags = [plain["ETag"], brotli["ETag"], gzip["ETag"]];
        tags.ShouldBeUnique();
        brotli.Bytes.ShouldBe(plain.Bytes);
        gzip.Bytes.ShouldBe(plain.Bytes);
        gzip["ETag"].ShouldNotBeNull().ShouldStartWith(plain["ETag"]!.TrimEnd('"'));
    }

    [Theory]
    [InlineData("{0}", "identity")]
    [InlineData("*", "identity")]
    [InlineData("\"other\", {0}", "identity")]
    [InlineData("W/{0}", "identity")]
    [InlineData("{0}", "br")]
    [InlineData("W/\"x\",W/{0} , \"y\"", "gzip")]
    public async Task TagThatMatches_Is304_WithTheHeadersOfIts200(string condition, string coding)
    {
        var question = Gateway.Question();
        var tag = (await Gateway.GetAsync(question, ("Accept-Encoding", "identity")))["ETag"]!;
        var full = await Gateway.GetAsync(question, ("Accept-Encoding", coding));

        var answer = await Gateway.GetAsync(question, ("Accept-Encoding", coding), ("If-None-Match", condition.Replace("{0}", tag, StringComparison.Ordinal)));

        answer.Status.ShouldBe(304);
        answer.Raw.ShouldBeEmpty();
        foreach (var name in (string[])["ETag", "Cache-Control", "Vary", "Gateway-Window", "Link", "X-Content-Type-Options"])
            answer[name].ShouldBe(full[name], name);
        answer["Age"].ShouldNotBeNull();
        answer["Cache-Status"].ShouldNotBeNull();
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("\"other\"")]
    [InlineData("\"\"")]
    [InlineData("W/\"other\", \"another\"")]
    [InlineData("garbage")]
    public async Task TagThatDoesNotMatch_Is200(string condition) =>
        (await Gateway.GetAsync(Gateway.Question(), ("If-None-Match", condition))).ShouldBePage();

    [Fact]
    public async Task Access_IsDecidedBeforeTheComparison()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);

        var answer = await Gateway.GetAsync(question, token: null, request => request.Headers.TryAddWithoutValidation("If-None-Match", "*"));

        answer.ShouldBeProblem(401);
    }

    [Fact]
    public async Task Head_HasTheHeadersOfGet_AndSharesItsAnswer()
    {
        var question = Gateway.Question();

        var head = await Gateway.SendAsync(HttpMethod.Head, question, Gateway.GoodToken);
        var get = await Gateway.GetAsync(question);

        head.Status.ShouldBe(200);
        head.Raw.ShouldBeEmpty();
        foreach (var name in (string[])["ETag", "Cache-Control", "Vary", "Gateway-Window", "Link", "Content-Type", "Content-Length"])
            head[name].ShouldBe(get[name], name);
        get.IsHit.ShouldBeTrue();
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Head_OfAnError_HasNoBody()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Head, Gateway.Question("&limit=0"), Gateway.GoodToken);

        answer.Status.ShouldBe(400);
        answer.Raw.ShouldBeEmpty();
        answer["Cache-Control"].ShouldBe("no-store");
    }

    [Fact]
    public async Task OnlyIfCached_WithNothingKept_Is504_AndTheTenantIsNotAsked()
    {
        var question = Gateway.Question();

        (await Gateway.GetAsync(question, ("Cache-Control", "only-if-cached"))).ShouldBeProblem(504, "nothing-kept");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();

        await Gateway.GetAsync(question);
        (await Gateway.GetAsync(question, ("Cache-Control", "only-if-cached"))).ShouldBePage().IsHit.ShouldBeTrue();
    }

    [Fact]
    public async Task FullPage_LinksToTheNext_WithTheWindowsOwnEnds()
    {
        var answer = await Gateway.GetAsync(Subject.Target($"timeperiod=86400&limit=5&type={Subject.SomeType}"));

        answer.Rows.Count.ShouldBe(5);
        var next = answer.Next.ShouldNotBeNull();
        next.ShouldStartWith(Subject.Path + "?");
        next.ShouldNotContain("timeperiod");
        next.ShouldContain($"starttime={answer["Gateway-Window"]!.Split('-')[0]}");
        next.ShouldContain("endtime=");
        next.ShouldContain("limit=5");
        next.ShouldContain("type=" + Subject.SomeType);

        var following = (await Gateway.GetAsync(next)).ShouldBePage();
        following.Ids.Intersect(answer.Ids, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task ShortPage_LinksNowhere()
    {
        var answer = await Gateway.GetAsync(Gateway.Question("&limit=10000"));

        answer.Rows.Count.ShouldBeInRange(1, 9999);
        answer["Link"].ShouldBeNull();
    }

    [Fact]
    public async Task PagePastTheEnd_IsAnEmptyPage() => (await Gateway.GetAsync(Gateway.Question("&skip=900000"))).ShouldBePage().Rows.ShouldBeEmpty();
}

/// <summary>What alerts alone have.</summary>
public abstract class AlertCachingTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : CachingTests<TSubject>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData("&acked=true", "&ack=TRUE")]
    [InlineData("&type=Security%20Assessment", "&type=security+assessment")]
    [InlineData("&limit=8&type=DLP", "&type=dlp&limit=8")]
    public Task QuestionSpelledAnotherWay_IsAHit_OfAlerts(string first, string second) => QuestionSpelledAnotherWay_IsAHit(first, second);

    [Theory]
    [InlineData("&acked=true", "&acked=false")]
    [InlineData("&acked=false", "")]
    [InlineData("&type=DLP", "&type=uba")]
    public Task AnotherQuestion_IsNoHit_OfAlerts(string first, string second) => AnotherQuestion_IsNoHit(first, second);
}

public sealed class V1AlertsCachingTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : AlertCachingTests<V1Alerts>(fixture);

public sealed class V2AlertsCachingTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : AlertCachingTests<V2Alerts>(fixture);

public sealed class V1EventsCachingTests(FixtureFor<V1Events, GatewayFixture> fixture) : CachingTests<V1Events>(fixture);

public sealed class V2EventsCachingTests(FixtureFor<V2Events, GatewayFixture> fixture) : CachingTests<V2Events>(fixture);
