using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.IntegrationTests.Edges;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

public abstract class HostileRequestTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task ManyUnknownParameters_MakeASmallAnswer_ThatNames20()
    {
        // As many as a request line holds.
        var many = string.Concat(Enumerable.Range(0, 3800).Select(i => "&" + Name(i)));

        var answer = await Gateway.GetAsync(Gateway.Question(many));

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Raw.Length.ShouldBeLessThan(10 * 1024);
        answer.Errors.Count.ShouldBe(21);
        answer.Errors["(more)"].ShouldContain("3780");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task OneUnknownParameterManyTimes_IsToldOnce()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(string.Concat(Enumerable.Repeat("&zzz", 3000))));

        answer.ShouldBeProblem(400, "invalid-request").Errors.Keys.ShouldBe(["zzz"]);
        answer.Raw.Length.ShouldBeLessThan(2048);
    }

    [Fact]
    public async Task OneParameterManyTimes_IsToldOnce()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(string.Concat(Enumerable.Repeat("&skip=1", 1500))));

        answer.ShouldBeProblem(400, "invalid-request").Errors.Keys.ShouldBe(["skip"]);
        answer.Raw.Length.ShouldBeLessThan(2048);
    }

    [Theory]
    [InlineData("limit=10%00", "limit")]
    [InlineData("limit=10&skip=1%00", "skip")]
    [InlineData("limit=%2010", "limit")]
    [InlineData("limit=10%09", "limit")]
    [InlineData("limit=%2B10", "limit")]
    [InlineData("limit=%D9%A1", "limit")]
    public async Task NumberWithMoreThanDigits_Is400(string more, string parameter)
    {
        (await Gateway.GetAsync(Gateway.Question("&" + more))).ShouldBeProblem(400, "invalid-request").Errors.Keys.ShouldBe([parameter]);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task SecondWithANul_Is400()
    {
        var answer = await Gateway.GetAsync("/api/v1/alerts?starttime=1760000000%00&endtime=1760003600");

        answer.ShouldBeProblem(400, "invalid-request").Errors.Keys.ShouldBe(["starttime"]);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/API/V1/Alerts")]
    [InlineData("/api/v1/ALERTS")]
    [InlineData("/api/v1/alerts/")]
    public async Task PathInAnotherSpelling_Is404(string path)
    {
        var question = Gateway.Question();

        (await Gateway.GetAsync(path + question[question.IndexOf('?', StringComparison.Ordinal)..])).ShouldBeProblem(404, "not-found");

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/./api/v1/alerts")]
    [InlineData("/swagger/../api/v1/alerts")]
    [InlineData("/api/v1/alerts/../alerts")]
    [InlineData("/api/v1/%61lerts")]
    [InlineData("/api/v1/alert%73")]
    [InlineData("/%61pi/v1/alerts")]
    [InlineData("http://gateway/./api/v1/alerts")]
    public async Task PathThatOnlyBecomesTheResources_Is404(string path)
    {
        // A rule for the path in a gateway in front of us may have read it as another one.
        var question = Gateway.Question();

        Answer.Parse(await Gateway.SendBytesAsync(Gateway.Last(path + question[question.IndexOf('?', StringComparison.Ordinal)..]), hangUp: false)).Status.ShouldBe(404);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("get")]
    [InlineData("Head")]
    public async Task MethodInAnotherSpelling_Is405(string method)
    {
        var request = method + Gateway.Last(Gateway.Question())["GET".Length..];

        var answer = Answer.Parse(await Gateway.SendBytesAsync(request, hangUp: false));

        (answer.Status, answer["Allow"]).ShouldBe((405, "GET, HEAD"));
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AbsoluteForm_IsServed()
    {
        // RFC 9112, 3.2.2: a server must accept it.
        var question = Gateway.Question();

        Answer.Parse(await Gateway.SendBytesAsync(Gateway.Last("http://gateway.example" + question).Replace("Host: ", "Host: gateway.example\r\nX-Host: ", StringComparison.Ordinal), hangUp: false)).ShouldBePage();
    }

    [Theory]
    [InlineData("&query={0}")]
    [InlineData("&query=user%20eq%20%27{0}%27")]
    [InlineData("&ack={0}")]
    [InlineData("&limit={0}")]
    [InlineData("&foo={0}")]
    [InlineData("&foo=%zz{0}")]
    [InlineData("&{0}=foo")]
    [InlineData("&token={0}")]
    public async Task TenantsOwnTokenInAnyParameter_Is401_AndAnAlarm(string more)
    {
        (await Gateway.GetAsync(Gateway.Question(more.Replace("{0}", GatewayFixture.TenantToken, StringComparison.Ordinal)))).ShouldBeProblem(401).Text.ShouldNotContain(GatewayFixture.TenantToken);

        Gateway.LoggedFaults.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Critical);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("only-if-cached, x=\"")]
    [InlineData("x=\"a, only-if-cached")]
    public async Task OnlyIfCachedInAHeaderThatDoesNotParse_IsHonoured(string header)
    {
        (await Gateway.GetAsync(Gateway.Question(), ("Cache-Control", header))).ShouldBeProblem(504, "nothing-kept");

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    static string Name(int number) => new([(char)('p' + (number / 676)), (char)('a' + (number / 26 % 26)), (char)('a' + (number % 26))]);
}

public sealed class V1AlertsHostileRequestTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : HostileRequestTests<V1Alerts>(fixture);

public sealed class V2AlertsHostileRequestTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : HostileRequestTests<V2Alerts>(fixture);

public abstract class HostileCacheControlTests<TSubject>(FixtureFor<TSubject, ClockedFixture> fixture) : ContractTests<TSubject, ClockedFixture>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData("no-cache, x=\"a")]
    [InlineData("max-age=abc")]
    public async Task DemandForAFreshAnswerInAHeaderThatDoesNotParse_IsHonoured(string header)
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(6));

        (await Gateway.GetAsync(question, ("Cache-Control", header))).ShouldBePage().IsHit.ShouldBeFalse();

        Gateway.Tenant.Record.Count.ShouldBe(2);
    }
}

public sealed class V1AlertsHostileCacheControlTests(FixtureFor<V1Alerts, ClockedFixture> fixture) : HostileCacheControlTests<V1Alerts>(fixture);

public sealed class V2AlertsHostileCacheControlTests(FixtureFor<V2Alerts, ClockedFixture> fixture) : HostileCacheControlTests<V2Alerts>(fixture);

public abstract class HostileLegacyRequestTests<TSubject>(FixtureFor<TSubject, LegacyFixture> fixture) : ContractTests<TSubject, LegacyFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task EightThousandUnknownParameters_MakeASmallHeader()
    {
        var many = string.Join('&', Enumerable.Range(0, 8000).Select(i => $"x{i:x}"));

        var answer = (await Gateway.PostFormAsync(Gateway.Question(), many, Gateway.GoodToken)).ShouldBePage();

        answer["Gateway-Ignored"].ShouldNotBeNull().Split(',').Length.ShouldBe(21);
    }

    [Theory]
    [InlineData("&query={0}")]
    [InlineData("&ack={0}")]
    [InlineData("&foo={0}")]
    [InlineData("&{0}=foo")]
    [InlineData("&token=x{0}")]
    public async Task TenantsOwnTokenInAnyParameter_Is401_AndAnAlarm(string more)
    {
        more = more.Replace("{0}", GatewayFixture.TenantToken, StringComparison.Ordinal);
        (await Gateway.GetAsync(Gateway.Question(more))).ShouldBeLegacyError(401).Text.ShouldNotContain(GatewayFixture.TenantToken);
        (await Gateway.PostFormAsync(Gateway.Question(), more, Gateway.GoodToken)).ShouldBeLegacyError(401).Text.ShouldNotContain(GatewayFixture.TenantToken);

        Gateway.LoggedFaults.Count.ShouldBe(2);
        Gateway.LoggedFaults.ShouldAllBe(line => line.Level == LogLevel.Critical);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/API/V1/Alerts")]
    [InlineData("/api/v1/alerts/")]
    public async Task PathInAnotherSpelling_Is404(string path)
    {
        var question = Gateway.Question();

        (await Gateway.GetAsync(path + question[question.IndexOf('?', StringComparison.Ordinal)..])).ShouldBeLegacyError(404);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Transfer-Encoding: chunked", "ZZ\r\n", false, true)]
    [InlineData("Transfer-Encoding: chunked", "ZZ\r\n", false, false)]
    [InlineData("Transfer-Encoding: chunked", "5\r\nlimitXX", false, true)]
    [InlineData("Transfer-Encoding: chunked", "5\r\nlim", true, true)]
    [InlineData("Transfer-Encoding: chunked", "5\r\nlim", true, false)]
    [InlineData("Content-Length: 100", "limit=1", true, true)]
    [InlineData("Content-Length: 100", "limit=1", true, false)]
    public async Task BodyThatIsHalfABody_IsTheCallersFault_AndNoneInTheLog(string framing, string body, bool hangUp, bool withToken)
    {
        var authorization = withToken ? $"Authorization: Bearer {Gateway.GoodToken}\r\n" : "";

        var bytes = await Gateway.SendBytesAsync(
            $"POST {Gateway.Question("")} HTTP/1.1\r\nHost: {Gateway.Address.Authority}\r\nConnection: close\r\n{authorization}"
            + $"Content-Type: application/x-www-form-urlencoded\r\n{framing}\r\n\r\n{body}",
            hangUp);

        // Nobody may be there any more to be answered.
        if (bytes.Length > 0 || !hangUp) Answer.Parse(bytes).Status.ShouldBeInRange(400, 499);
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
        Gateway.LoggedFaults.ShouldBeEmpty();
    }
}

public sealed class V1AlertsHostileLegacyRequestTests(FixtureFor<V1Alerts, LegacyFixture> fixture) : HostileLegacyRequestTests<V1Alerts>(fixture);

public sealed class V2AlertsHostileLegacyRequestTests(FixtureFor<V2Alerts, LegacyFixture> fixture) : HostileLegacyRequestTests<V2Alerts>(fixture);
