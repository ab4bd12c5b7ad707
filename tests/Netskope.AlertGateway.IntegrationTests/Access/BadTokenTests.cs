using System.Text.Json.Nodes;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

public sealed class BadTokenTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    public static TheoryData<string> Names => [.. BadTokens.All.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task BadToken_Is401_AndTheTenantIsNotAsked(string name)
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), BadTokens.All[name](Gateway.Issuer));

        answer.ShouldBeProblem(401, "invalid-token");
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldStartWith("Bearer");
        answer["WWW-Authenticate"]!.ShouldContain("error=\"invalid_token\"");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Bearer")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("Digest username=x")]
    public async Task NoToken_Is401WithoutErrorCode(string? authorization)
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), token: null, request =>
        {
            if (authorization is not null) request.Headers.TryAddWithoutValidation("Authorization", authorization);
        });

        answer.ShouldBeProblem(401);
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldStartWith("Bearer");
        answer["WWW-Authenticate"]!.ShouldNotContain("error=");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task TokenOverTheHeaderLimit_Is431()
    {
        var token = Gateway.Issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims => claims["padding"] = new string('x', 33 * 1024));

        var answer = await Gateway.GetAsync(Gateway.Question(), token);

        answer.Status.ShouldBe(431);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task LargeTokenBelowTheLimit_Is200()
    {
        var token = Gateway.Issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims => claims["padding"] = new string('x', 20 * 1024));

        (await Gateway.GetAsync(Gateway.Question(), token)).ShouldBePage();
    }

    [Theory]
    [InlineData("Bearer {0}", "Bearer {0}")]
    [InlineData("Bearer {0}", "Basic dXNlcjpwYXNz")]
    [InlineData("Basic dXNlcjpwYXNz", "Bearer {0}")]
    [InlineData("Bearer {0}", "")]
    public async Task TwoAuthorizationHeaders_AreRefused(string first, string second)
    {
        var answer = await Gateway.SendRawAsync(
            $"GET {Gateway.Question()} HTTP/1.1\r\nHost: {Gateway.Address.Authority}\r\nConnection: close\r\n"
            + $"Authorization: {first.Replace("{0}", Gateway.GoodToken, StringComparison.Ordinal)}\r\n"
            + $"Authorization: {second.Replace("{0}", Gateway.GoodToken, StringComparison.Ordinal)}\r\n\r\n");

        answer.Status.ShouldBeOneOf(400, 401);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task TokenInUrlOrCookie_OpensNothing()
    {
        var inUrl = await Gateway.GetAsync(Gateway.Question($"&access_token={Gateway.GoodToken}"), token: null);
        var inCookie = await Gateway.GetAsync(Gateway.Question(), token: null, request => request.Headers.Add("Cookie", $"access_token={Gateway.GoodToken}"));

        inUrl.ShouldBeProblem(401);
        inCookie.ShouldBeProblem(401);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("events.read")]
    [InlineData("alerts.reader")]
    [InlineData("xalerts.read")]
    [InlineData("ALERTS.READ")]
    [InlineData("alerts.read,events.read")]
    public async Task ScopeMissing_Is403NamingTheScope(string? scope)
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: scope));

        answer.ShouldBeProblem(403, "insufficient-scope");
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("error=\"insufficient_scope\"");
        answer["WWW-Authenticate"]!.ShouldContain("scope=\"alerts.read\"");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""["openid alerts.read","profile"]""")]
    [InlineData("""["profile","alerts.read "]""")]
    [InlineData("""{"alerts.read":true}""")]
    [InlineData("""{"name":"alerts.read"}""")]
    [InlineData("""[{"name":"alerts.read"}]""")]
    [InlineData("""[{"name":"alerts.read"},"profile"]""")]
    [InlineData("""[["alerts.read"],"profile"]""")]
    [InlineData("true")]
    [InlineData("[]")]
    public async Task ScopeInAnotherShape_Is403(string scope)
    {
        foreach (var claim in (string[])["scope", "scp", "roles"])
        {
            var token = Gateway.Issuer.Issue(claims: claims => claims[claim] = JsonNode.Parse(scope));
            (await Gateway.GetAsync(Gateway.Question(), token)).ShouldBeProblem(403, "insufficient-scope");
        }

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task WrongParametersWithoutToken_Are401_NotTheValidationMessage()
    {
        (await Gateway.GetAsync("/api/v1/alerts?limit=0", token: null)).ShouldBeProblem(401).Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task ErrorBody_HoldsNothingOfTheToken()
    {
        var token = Gateway.Issuer.Issue(scope: GatewayFixture.AllScopes, issuer: "https://issuer.example");

        var answer = await Gateway.GetAsync(Gateway.Question(), token);

        answer.Text.ShouldNotContain(token.Split('.')[2]);
        answer.Text.ShouldNotContain("   at ");
        answer.Text.ShouldNotContain("IDX");
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldNotContain("IDX");
    }
}
