using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>Each resource has a scope of its own, which opens no other.</summary>
public abstract class ScopeTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    const string Window = "starttime=1760000000&endtime=1760003600&limit=3";
    const string Alerts = "/api/v1/alerts?" + Window;
    const string Events = "/api/v1/events?type=page&" + Window;
    const string Report = "/api/v1/report?type=alert&" + Window;

    [Theory]
    [InlineData(Alerts, "alerts.read")]
    [InlineData(Events, "events.read")]
    [InlineData(Report, "reports.read")]
    public async Task ItsScope_OpensAResource(string question, string scope)
    {
        var answer = await Gateway.GetAsync(question, Gateway.Token(scope));

        if (question == Report && Subject.IsV2) answer.ShouldBeProblem(501, "not-in-v2");
        else answer.ShouldBePage();
    }

    [Theory]
    [InlineData(Alerts, "events.read reports.read")]
    [InlineData(Events, "alerts.read reports.read")]
    [InlineData(Report, "alerts.read events.read report.read")]
    public async Task OtherScopes_DoNot_AndTheTenantIsNotAsked(string question, string scopes)
    {
        foreach (var method in (HttpMethod[])[HttpMethod.Get, HttpMethod.Head])
        {
            var answer = await Gateway.SendAsync(method, question, Gateway.Token(scopes));

            answer.Status.ShouldBe(403);
            answer["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("insufficient_scope");
        }

        (await Gateway.GetAsync(question, token: null)).ShouldBeProblem(401);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    /// <summary>Whoever may not read it learns nothing of its parameters.</summary>
    [Theory]
    [InlineData("/api/v1/events")]
    [InlineData("/api/v1/report?groupby=nothing")]
    public async Task Scope_IsJudgedBeforeParameters(string question) =>
        (await Gateway.GetAsync(question, Gateway.Token("alerts.read"))).ShouldBeProblem(403, "insufficient-scope");
}

public sealed class V1AlertsScopeTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : ScopeTests<V1Alerts>(fixture);

public sealed class V2AlertsScopeTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : ScopeTests<V2Alerts>(fixture);
