using System.Text;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

public sealed class RouteTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    [Theory]
    [MemberData(nameof(Routes.Names), MemberType = typeof(Routes))]
    public async Task AllowedCall_Is200_WithTheTenantsBytes_AndTheTokenOnlyInTheUpstreamBody(string name)
    {
        var route = Routes.All[name];

        var answer = (await Gateway.GetAsync(route.Target)).ShouldBePage();

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.Method, call.Path, call.RawQuery).ShouldBe(("POST", route.Path, route.Query));
        (call.TokenPlace, call.TokenValid).ShouldBe((TokenPlace.Json, true));
        call.Body.ShouldBe($$"""{"token":"{{GatewayFixture.TenantToken}}"}""");
        call.RawQuery.ShouldNotContain(GatewayFixture.TenantToken);
        call.Headers.Values.ShouldAllBe(value => !value.Contains(GatewayFixture.TenantToken, StringComparison.Ordinal));
        answer.Bytes.ShouldBe(await Gateway.AskTenantAsync(route.Name, route.Query));
    }

    [Theory]
    [MemberData(nameof(Routes.Names), MemberType = typeof(Routes))]
    public async Task HeadersOfTheAnswer_AreThoseOfAList(string name)
    {
        var answer = (await Gateway.GetAsync(Routes.All[name].Target)).ShouldBePage();

        answer.HeaderNames.ShouldBe(["Content-Type", "Date", "Cache-Control", "X-Content-Type-Options", answer["Content-Length"] is null ? "Transfer-Encoding" : "Content-Length"], ignoreOrder: true);
        (answer["Cache-Control"], answer["Content-Type"]).ShouldBe(("no-store", "application/json"));
    }

    [Theory]
    [MemberData(nameof(Routes.Names), MemberType = typeof(Routes))]
    public async Task TokenWithoutTheRoutesScope_Is403(string name)
    {
        var route = Routes.All[name];
        var others = GatewayFixture.AllScopes.Split(' ').Where(scope => scope != route.Scope);

        var answer = (await Gateway.GetAsync(route.Target, Gateway.Token(string.Join(' ', others)))).ShouldBeProblem(403, "insufficient-scope");

        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldContain(route.Scope);
        (await Gateway.GetAsync(route.Target, token: null)).ShouldBeProblem(401);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
        (await Gateway.GetAsync(route.Target, Gateway.Token(route.Scope))).ShouldBePage();
    }

    [Theory]
    [MemberData(nameof(Routes.WrongQueries), MemberType = typeof(Routes))]
    public async Task UnlistedParameterOrValue_Is400_AndNamesIt(string name, string query, string parameter)
    {
        (await Gateway.GetAsync($"/api/v1/{name}?{query}")).ShouldBeProblem(400, "invalid-request").Errors.Keys.ShouldContain(parameter);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Routes.Names), MemberType = typeof(Routes))]
    public async Task AnyOtherMethod_Is405(string name)
    {
        foreach (var method in (string[])["POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"])
        {
            var answer = await Gateway.SendAsync(new HttpMethod(method), Routes.All[name].Target, Gateway.GoodToken);

            answer.Status.ShouldBe(405, method);
            answer["Allow"].ShouldBe("GET");
        }

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task EveryRoute_IsInTheDocument_AndNoOther()
    {
        var document = await Gateway.GetAsync("/openapi/v1.json");

        var paths = document.Json.GetProperty("paths").EnumerateObject().Select(path => path.Name);
        paths.ShouldBe(["/gateway/me", "/api/v1/alerts", "/api/v1/events", "/api/v1/report", .. Routes.All.Values.Select(route => route.Path)], ignoreOrder: true);
    }

    [Fact]
    public async Task QueryIsEncodedOnce_HoweverItWasWritten()
    {
        (await Gateway.GetAsync("/api/v1/clients?query=a+eq%20'b%2526c%26op%3dx'")).Status.ShouldBe(200);

        Gateway.Tenant.Record.Calls.ShouldHaveSingleItem().RawQuery.ShouldBe("query=" + Uri.EscapeDataString("a eq 'b%26c&op=x'"));
    }

    [Fact]
    public async Task TooLongATarget_Is400_WithBothLengths()
    {
        var answer = (await Gateway.GetAsync("/api/v1/clients?query=" + new string('<', 5000))).ShouldBeProblem(400);

        answer.Errors["query"].ShouldContain("8000");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AnswersAreNotKept_AndCallersNotJoined()
    {
        (await Gateway.GetAsync(Routes.All["clients"].Target)).ShouldBePage();
        (await Gateway.GetAsync(Routes.All["clients"].Target)).ShouldBePage();

        Gateway.Tenant.Record.Count.ShouldBe(2);
    }
}

public sealed class LegacyRouteTests(LegacyFixture gateway) : ContractTests<LegacyFixture>(gateway)
{
    [Fact]
    public async Task UnknownParameter_IsLeftOut_CountedAndNamed()
    {
        var answer = (await Gateway.GetAsync("/api/v1/app_instances?op=list&debug=1")).ShouldBePage();

        answer["Gateway-Ignored"].ShouldBe("debug");
        Gateway.Tenant.Record.Calls.ShouldHaveSingleItem().RawQuery.ShouldBe("op=list");
    }

    [Fact]
    public async Task TokenParameter_IsTheCallersCredential_AndNeverTravelsOn()
    {
        (await Gateway.GetAsync("/api/v1/quarantine?op=get-files&token=" + Gateway.GoodToken, token: null)).ShouldBePage();

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.RawQuery.ShouldBe("op=get-files");
        Encoding.UTF8.GetByteCount(call.Body).ShouldBeLessThan(100);
    }

    [Theory]
    [MemberData(nameof(Routes.Names), MemberType = typeof(Routes))]
    public async Task Post_Is405_HereToo(string name)
    {
        (await Gateway.PostJsonAsync(Routes.All[name].Target, "{}", Gateway.GoodToken)).ShouldBeLegacyError(405)["Allow"].ShouldBe("GET");

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task ErrorIn200_IsNetskopesEnvelope_WithTheRightStatus()
    {
        Gateway.Tenant.Faults.Order(FaultKind.ErrorIn200);

        (await Gateway.GetAsync(Routes.All["userconfig"].Target)).ShouldBeLegacyError(502);
    }
}

public sealed class RouteOnV2Tests
{
    [Theory]
    [MemberData(nameof(Routes.Names), MemberType = typeof(Routes))]
    public async Task EveryRoute_Is501_WhereTheTenantSpeaksV2(string name)
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Netskope:ApiVersion"] = "v2");

        (await gateway.GetAsync(Routes.All[name].Target)).ShouldBeProblem(501, ":not-in-v2").Text.ShouldContain("v2");
        (await gateway.GetAsync(Routes.All[name].Target, gateway.Token("alerts.read"))).ShouldBeProblem(403);

        gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }
}
