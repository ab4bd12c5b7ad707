using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>The requests of Netskope's documentation page, letter by letter; of reports v2 has none.</summary>
static class DocumentedRequests
{
    public const string FilterBySingleStandard =
        "/api/v1/alerts?timeperiod=86400&type=Security%20Assessment&limit=1&stimeperiod=2592000&query=%28compliance_standards.standard%20eq%20%27CSA-CCM-3.0.1%27%29";

    public const string FilterByMultipleStandards =
        "/api/v1/alerts?timeperiod=2592000&query=%28compliance_standards.standard%20in%20%5B%27CSA-CCM-3.0.1%27%2C%20%27NIST-CSF-1.1%27%2C%20%27CIS-AZRFND-1.0.0%27%5D%29";

    /// <summary>The page has blanks in it, which no client sends: most encode them, and some as a form would.</summary>
    public const string DlpViolationsByUser = "/api/v1/report?query=alert_type%20eq%20DLP&type=alert&groupby=user&timeperiod=2592000";

    public const string DlpViolationsByUserWithPluses = "/api/v1/report?query=alert_type+eq+DLP&type=alert&groupby=user&timeperiod=2592000";

    public const string FilterByType = "/api/v1/alerts?timeperiod=86400&type=Security%20Assessment&limit=1&skip=0&ack=false";
}

public abstract class DocumentedRequestsInLegacyTests<TSubject>(FixtureFor<TSubject, LegacyFixture> fixture) : ContractTests<TSubject, LegacyFixture>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData(DocumentedRequests.FilterBySingleStandard)]
    [InlineData(DocumentedRequests.FilterByMultipleStandards)]
    [InlineData(DocumentedRequests.FilterByType)]
    public async Task Get_Is200(string request) => (await Gateway.GetAsync(request)).ShouldBePage();

    [Theory]
    [InlineData(DocumentedRequests.FilterBySingleStandard)]
    [InlineData(DocumentedRequests.FilterByMultipleStandards)]
    [InlineData(DocumentedRequests.FilterByType)]
    public async Task PostWithTheTokenInTheBody_Is200(string request)
    {
        var body = $$"""
            {
            "token": "{{Gateway.GoodToken}}"
            }
            """;

        (await Gateway.PostJsonAsync(request, body)).ShouldBePage();
    }
}

public sealed class V1AlertsDocumentedRequestsInLegacyTests(FixtureFor<V1Alerts, LegacyFixture> fixture) : DocumentedRequestsInLegacyTests<V1Alerts>(fixture);

public sealed class V2AlertsDocumentedRequestsInLegacyTests(FixtureFor<V2Alerts, LegacyFixture> fixture) : DocumentedRequestsInLegacyTests<V2Alerts>(fixture);

public abstract class DocumentedRequestsInStrictTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task First_Is400_BecauseOfItsSlip()
    {
        var answer = await Gateway.GetAsync(DocumentedRequests.FilterBySingleStandard);

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Errors.Keys.ShouldHaveSingleItem().ShouldBe("stimeperiod");
        answer.Errors["stimeperiod"].ShouldMatch("(?<!s)timeperiod");
    }

    [Theory]
    [InlineData(DocumentedRequests.FilterByMultipleStandards)]
    [InlineData(DocumentedRequests.FilterByType)]
    public async Task TheOtherTwo_Are200(string request) => (await Gateway.GetAsync(request)).ShouldBePage();
}

public sealed class V1AlertsDocumentedRequestsInStrictTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : DocumentedRequestsInStrictTests<V1Alerts>(fixture);

public sealed class V2AlertsDocumentedRequestsInStrictTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : DocumentedRequestsInStrictTests<V2Alerts>(fixture);

public sealed class DocumentedReportsInLegacyTests(LegacyFixture gateway) : ContractTests<LegacyFixture>(gateway)
{
    [Theory]
    [InlineData(DocumentedRequests.DlpViolationsByUser)]
    [InlineData(DocumentedRequests.DlpViolationsByUserWithPluses)]
    public async Task GetAndPost_Are200_AndOneQuestion(string request)
    {
        var get = (await Gateway.GetAsync(request)).ShouldBePage();
        var post = (await Gateway.PostJsonAsync(request, $$"""{ "token": "{{Gateway.GoodToken}}" }""")).ShouldBePage();

        get.Rows.ShouldNotBeEmpty();
        post.Rows.ShouldNotBeEmpty();
        foreach (var call in Gateway.Tenant.Record.Calls) call.Query["query"].ShouldBe("alert_type eq DLP");
    }

    /// <summary>"Set query=…, set type=alert, set groupby=user", as the page says it once more.</summary>
    [Fact]
    public async Task ParametersInTheBody_AreTakenAsTheyAreInTheQuery()
    {
        var window = Gateway.Question("").Split('?')[1];
        var json = (await Gateway.PostJsonAsync(
            "/api/v1/report?" + window, $$"""{"token":"{{Gateway.GoodToken}}","query":"alert_type eq DLP","type":"alert","groupby":"user"}""")).ShouldBePage();
        var form = (await Gateway.PostFormAsync("/api/v1/report", $"token={Gateway.GoodToken}&query=alert_type+eq+DLP&type=alert&groupby=user&{window}")).ShouldBePage();

        json.Rows.ShouldNotBeEmpty();
        form.Bytes.ShouldBe(json.Bytes);
        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.Query["query"], call.Query["type"], call.Query["groupby"]).ShouldBe(("alert_type eq DLP", "alert", "user"));
        call.Body.ShouldNotContain(Gateway.GoodToken);
    }
}

public sealed class DocumentedReportsInStrictTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    [Theory]
    [InlineData(DocumentedRequests.DlpViolationsByUser)]
    [InlineData(DocumentedRequests.DlpViolationsByUserWithPluses)]
    public async Task Get_Is200_WithTheGroups(string request)
    {
        var answer = (await Gateway.GetAsync(request)).ShouldBePage();

        answer.Rows.ShouldNotBeEmpty();
        answer.Rows.ShouldAllBe(row => row.GetProperty("count").GetInt32() > 0);
    }
}
