using Netskope.AlertGateway.Tests.Infrastructure;

namespace Netskope.AlertGateway.Tests.Resources;

/// <summary>The three alert requests of Netskope's documentation page, letter by letter.</summary>
static class DocumentedRequests
{
    public const string FilterBySingleStandard =
        "/api/v1/alerts?timeperiod=86400&type=Security%20Assessment&limit=1&stimeperiod=2592000&query=%28compliance_standards.standard%20eq%20%27CSA-CCM-3.0.1%27%29";

    public const string FilterByMultipleStandards =
        "/api/v1/alerts?timeperiod=2592000&query=%28compliance_standards.standard%20in%20%5B%27CSA-CCM-3.0.1%27%2C%20%27NIST-CSF-1.1%27%2C%20%27CIS-AZRFND-1.0.0%27%5D%29";

    public const string FilterByType = "/api/v1/alerts?timeperiod=86400&type=Security%20Assessment&limit=1&skip=0&ack=false";
}

public sealed class DocumentedRequestsInLegacyTests(LegacyFixture gateway) : ContractTests<LegacyFixture>(gateway)
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

public sealed class DocumentedRequestsInStrictTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
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
