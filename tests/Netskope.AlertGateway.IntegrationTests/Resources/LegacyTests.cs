using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

public abstract class LegacyTests<TSubject>(FixtureFor<TSubject, LegacyFixture> fixture) : ContractTests<TSubject, LegacyFixture>(fixture)
    where TSubject : ISubject
{
    string TokenJson => $$"""{"token":"{{Gateway.GoodToken}}"}""";

    [Fact]
    public async Task QueryStringJsonAndForm_AreMerged_AndShareTheCache()
    {
        var parts = Gateway.Question("").Split('?', '&', '=');
        var (start, end) = (parts[2], parts[4]);

        var json = await Gateway.PostJsonAsync($"/api/v1/alerts?starttime={start}", $$"""{"endtime":{{end}},"limit":3,"type":"dlp","acked":false,"skip":"0"}""", Gateway.GoodToken);
        var form = await Gateway.PostFormAsync($"/api/v1/alerts?starttime={start}", $"endtime={end}&limit=3&type=DLP&acked=false", Gateway.GoodToken);
        var query = await Gateway.GetAsync($"/api/v1/alerts?starttime={start}&endtime={end}&limit=3&type=DLP&ack=false");

        json.ShouldBePage();
        form.ShouldBePage().Bytes.ShouldBe(json.Bytes);
        query.ShouldBePage().Bytes.ShouldBe(json.Bytes);
        var asked = Subject.Asked(Gateway.Tenant.Record.Calls.ShouldHaveSingleItem());
        asked["type"].ShouldBe("DLP");
        asked["acked"].ShouldBe("false");
        asked["limit"].ShouldBe("3");
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    public async Task EmptyBody_Is200(string body) =>
        (await Gateway.PostJsonAsync(Gateway.Question(), body, Gateway.GoodToken)).ShouldBePage();

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("""{"limit":{"most":1}}""")]
    public async Task BodyThatIsNoParameterList_Is400(string body)
    {
        (await Gateway.PostJsonAsync(Gateway.Question(""), body, Gateway.GoodToken)).ShouldBeLegacyError(400);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task SameParameterInQueryAndBody_Is400_AsAnyRepeat() =>
        (await Gateway.PostJsonAsync(Gateway.Question(), """{"limit":10}""", Gateway.GoodToken)).ShouldBeLegacyError(400).Text.ShouldContain("limit");

    [Fact]
    public async Task BodyOver64Kilobytes_Is413()
    {
        var body = $$"""{"token":"{{Gateway.GoodToken}}","note":"{{new string('x', 65 * 1024)}}"}""";

        (await Gateway.PostJsonAsync(Gateway.Question(), body, Gateway.GoodToken)).ShouldBeLegacyError(413);
        (await Gateway.PostJsonAsync(Gateway.Question(), body)).ShouldBeLegacyError(413);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task BodyJustBelow64Kilobytes_Is200() =>
        (await Gateway.PostJsonAsync(Gateway.Question(), $$"""{"note":"{{new string('x', 62 * 1024)}}"}""", Gateway.GoodToken)).ShouldBePage();

    [Fact]
    public async Task UnknownParameters_AreIgnoredAndNamed()
    {
        var answer = await Gateway.GetAsync(Gateway.Question("&limit=2&stimeperiod=1&foo=bar"));

        answer.ShouldBePage();
        answer["Gateway-Ignored"].ShouldNotBeNull().Split(',', StringSplitOptions.TrimEntries).ShouldBe(["stimeperiod", "foo"], ignoreOrder: true);
        Subject.Asked(Gateway.Tenant.Record.Calls.ShouldHaveSingleItem()).Keys.ShouldBe(["starttime", "endtime", "limit", "skip"], ignoreOrder: true);
    }

    [Fact]
    public async Task UnknownParameter_DoesNotSplitTheCache()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();

        var second = await Gateway.GetAsync(question + "&foo=bar");

        second.IsHit.ShouldBeTrue();
        second["Gateway-Ignored"].ShouldBe("foo");
    }

    [Fact]
    public async Task IgnoredName_CannotSplitTheHeader()
    {
        var answer = await Gateway.GetAsync(Gateway.Question("&limit=2&a%0D%0AInjected:%20yes=1&b%C3%BC=1"));

        answer.ShouldBePage();
        answer["Injected"].ShouldBeNull();
        answer["Gateway-Ignored"].ShouldNotBeNull();
    }

    [Fact]
    public async Task KnownButWrongParameter_Is400InNetskopesShape()
    {
        var answer = await Gateway.GetAsync(Gateway.Question("&limit=0"));

        answer.ShouldBeLegacyError(400);
        answer.Json.GetProperty("errors").EnumerateArray().ShouldContain(error => error.GetString()!.Contains("limit", StringComparison.Ordinal));
    }

    [Fact]
    public async Task TokenInTheQuery_IsTheCallersCredential_AndGoesNoFurther()
    {
        var answer = await Gateway.GetAsync(Gateway.Question($"&limit=2&token={Gateway.GoodToken}"), token: null);

        answer.ShouldBePage();
        answer["Link"].ShouldNotBeNull().ShouldNotContain("token");
        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Query.Keys.ShouldNotContain("token");
        call.Body.ShouldNotContain(Gateway.GoodToken);
        call.TokenValid.ShouldBeTrue();
    }

    [Fact]
    public async Task TokenInAForm_IsTheCallersCredential() =>
        (await Gateway.PostFormAsync(Gateway.Question(), $"token={Gateway.GoodToken}")).ShouldBePage();

    [Fact]
    public async Task TokenBesideAuthorization_IsDropped()
    {
        (await Gateway.GetAsync(Gateway.Question("&limit=2&token=whatever"))).ShouldBePage();
        (await Gateway.PostJsonAsync(Gateway.Question(), TokenJson, token: "bad.bad.bad")).ShouldBeLegacyError(401);

        Gateway.Tenant.Record.Calls.ShouldHaveSingleItem().RawQuery.ShouldNotContain("whatever");
    }

    [Fact]
    public async Task TokensInQueryAndBody_Are400Or401()
    {
        var answer = await Gateway.PostJsonAsync(Gateway.Question($"&token={Gateway.GoodToken}"), TokenJson);

        answer.Status.ShouldBeOneOf(400, 401);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("query")]
    [InlineData("json")]
    [InlineData("form")]
    [InlineData("header")]
    public async Task TenantsOwnToken_Is401_AndNotEchoed(string place)
    {
        var question = Gateway.Question();

        var answer = place switch
        {
            "query" => await Gateway.GetAsync($"{question}&token={GatewayFixture.TenantToken}", token: null),
            "json" => await Gateway.PostJsonAsync(question, $$"""{"token":"{{GatewayFixture.TenantToken}}"}"""),
            "form" => await Gateway.PostFormAsync(question, $"token={GatewayFixture.TenantToken}"),
            _ => await Gateway.GetAsync(question, GatewayFixture.TenantToken),
        };

        answer.ShouldBeLegacyError(401);
        answer.Text.ShouldNotContain(GatewayFixture.TenantToken);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task BadTokenInTheBody_Is401()
    {
        var answer = await Gateway.PostJsonAsync(Gateway.Question(), """{"token":"f32a973eddd7bc1602fc0f48dc0a"}""");

        answer.ShouldBeLegacyError(401);
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("invalid_token");
        answer.Json.GetProperty("errorCode").GetString().ShouldBe("Authorization Error");
    }

    [Fact]
    public async Task NoToken_Is401InNetskopesShape()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), token: null);

        answer.ShouldBeLegacyError(401);
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldNotContain("error=");
    }

    [Fact]
    public async Task ScopeMissing_Is403InNetskopesShape()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: "other"));

        answer.ShouldBeLegacyError(403);
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("insufficient_scope");
    }

    [Fact]
    public async Task UnknownPath_Is404InNetskopesShape() => (await Gateway.GetAsync("/api/v1/alertz")).ShouldBeLegacyError(404);

    [Fact]
    public async Task OtherMethod_Is405InNetskopesShape()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Delete, Gateway.Question(), Gateway.GoodToken);

        answer.ShouldBeLegacyError(405);
        answer["Allow"].ShouldNotBeNull().ShouldContain("GET");
    }

    [Fact]
    public async Task TenantError_Is502InNetskopesShape()
    {
        Gateway.Tenant.Faults.Order(FaultKind.ErrorIn200, times: 10, new FaultDetails { Errors = [$"no luck with {GatewayFixture.TenantToken}"] });

        var answer = await Gateway.GetAsync(Gateway.Question());

        answer.ShouldBeLegacyError(502);
        answer.Text.ShouldContain("no luck");
        answer.Text.ShouldNotContain(GatewayFixture.TenantToken);
    }

    [Fact]
    public async Task DoubleSlash_IsServed_WithTheSameGuard()
    {
        var question = Gateway.Question();

        (await Gateway.GetAsync("/" + question)).ShouldBePage();
        (await Gateway.GetAsync("/" + question, token: null)).ShouldBeLegacyError(401);
    }
}

public sealed class V1AlertsLegacyTests(FixtureFor<V1Alerts, LegacyFixture> fixture) : LegacyTests<V1Alerts>(fixture);

public sealed class V2AlertsLegacyTests(FixtureFor<V2Alerts, LegacyFixture> fixture) : LegacyTests<V2Alerts>(fixture);
