using System.Text.Json;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>Where the operator has written no profiles, every holder of a scope sees all that it is for, as often as it asks.</summary>
public sealed class NoProfilesTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    [Fact]
    public async Task EveryHolderOfAScope_SeesAll_WithoutARate()
    {
        var answer = (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
        var me = (await Gateway.GetAsync("/gateway/me")).Json;

        answer["RateLimit"].ShouldBeNull();
        me.GetProperty("profile").ValueKind.ShouldBe(JsonValueKind.Null);
        me.GetProperty("requestsPerMinute").ValueKind.ShouldBe(JsonValueKind.Null);
        me.GetProperty("endpoints").EnumerateArray().ShouldAllBe(endpoint => endpoint.GetProperty("allowed").GetBoolean());
        me.GetProperty("removed").EnumerateArray().ShouldBeEmpty();
    }
}
