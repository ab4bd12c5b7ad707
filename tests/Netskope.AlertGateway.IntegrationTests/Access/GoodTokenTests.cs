using System.Text.Json.Nodes;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

public sealed class GoodTokenTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    [Theory]
    [InlineData("alerts.read")]
    [InlineData("openid alerts.read profile")]
    public async Task ScopeInScope_Is200(string scope) =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: scope))).ShouldBePage();

    [Fact]
    public async Task ScopeInScpAsText_Is200() =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scp: "openid alerts.read"))).ShouldBePage();

    [Fact]
    public async Task ScopeInScpAsList_Is200() =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scp: new JsonArray("openid", "alerts.read")))).ShouldBePage();

    [Fact]
    public async Task ScopeInRoles_Is200() =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(roles: ["alerts.read"]))).ShouldBePage();

    [Fact]
    public async Task ScopeAsAnEntryOfSeveral_Is200() =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(claims: claims => claims["scope"] = new JsonArray("open all", "alerts.read")))).ShouldBePage();

    [Fact]
    public async Task TokenThatNeverExpires_Is200()
    {
        var last = new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero);

        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: "alerts.read", expires: last))).ShouldBePage();
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: "alerts.read", expires: last, claims: claims => claims.Remove("nbf")))).ShouldBePage();
    }

    [Theory]
    [InlineData(null)]
    [InlineData("JWT")]
    [InlineData("at+jwt")]
    [InlineData("application/at+jwt")]
    public async Task TypOfAnAccessToken_Is200(string? typ) =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: "alerts.read", typ: typ))).ShouldBePage();

    [Theory]
    [InlineData("RS256")]
    [InlineData("RS384")]
    [InlineData("RS512")]
    [InlineData("PS256")]
    [InlineData("PS512")]
    [InlineData("ES256")]
    public async Task AlgorithmOfTheAllowedFamilies_Is200(string algorithm) =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: "alerts.read", algorithm: algorithm))).ShouldBePage();

    [Fact]
    public async Task AudienceInAList_Is200() =>
        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: "alerts.read", claims: claims => claims["aud"] = new JsonArray("another-api", "alert-gateway")))).ShouldBePage();

    [Fact]
    public async Task ExpiredWithinTheSkewOf30Seconds_Is200()
    {
        var now = Gateway.Now;

        (await Gateway.GetAsync(Gateway.Question(), Gateway.Issuer.Issue(scope: "alerts.read", notBefore: now.AddHours(-1), expires: now.AddSeconds(-10)))).ShouldBePage();
    }

    [Fact]
    public async Task SchemeInLowerCase_Is200() =>
        (await Gateway.GetAsync(Gateway.Question(), token: null, request => request.Headers.TryAddWithoutValidation("Authorization", "bearer " + Gateway.GoodToken))).ShouldBePage();

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger/index.html")]
    public async Task HealthAndDocuments_NeedNoToken(string path)
    {
        (await Gateway.GetAsync(path, token: null)).Status.ShouldBe(200);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty("health and documents never spend quota");
    }

    [Theory]
    [InlineData("/health/live", "POST")]
    [InlineData("/health/ready", "POST")]
    [InlineData("/health/live", "DELETE")]
    public async Task HealthByAnotherMethod_Is405(string path, string method)
    {
        var answer = await Gateway.SendAsync(new HttpMethod(method), path, Gateway.GoodToken);

        answer.ShouldBeProblem(405, "method-not-allowed");
        answer["Allow"].ShouldNotBeNull().ShouldContain("GET");
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task HealthByHead_Is200(string path) => (await Gateway.SendAsync(HttpMethod.Head, path, token: null)).Status.ShouldBe(200);
}
