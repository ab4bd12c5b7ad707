using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Failures;

public sealed class OddBodyTests(StrictFaultFixture gateway) : ContractTests<StrictFaultFixture>(gateway)
{
    [Fact]
    public void Generator_MakesEnough()
    {
        OddBodies.All.Keys.Count(name => name.StartsWith("n_", StringComparison.Ordinal)).ShouldBeGreaterThan(150);
        OddBodies.All.Keys.Count(name => name.StartsWith("y_", StringComparison.Ordinal)).ShouldBeGreaterThan(80);
    }

    [Theory]
    [MemberData(nameof(OddBodies.Names), MemberType = typeof(OddBodies))]
    public async Task OddBody_IsRefusedOrPassesByteForByte(string name)
    {
        var body = OddBodies.All[name];
        var question = Gateway.Question("&limit=10000&unsorted=true");
        Gateway.Tenant.Faults.Order(name, new WireFault(200, body, "application/json"));

        var answer = await Gateway.GetAsync(question, ("Accept-Encoding", "identity"));

        if (name.StartsWith("y_", StringComparison.Ordinal))
        {
            answer.Status.ShouldBe(200, answer.Status == 200 ? null : answer.Text);
            answer.Bytes.AsSpan().SequenceEqual(TenantBody.Page(body)).ShouldBeTrue("the bytes are not the tenant's");
            return;
        }

        answer.ShouldBeProblem(502);
        foreach (var inside in (string[])["Exception", "   at ", "System.", "BytePosition", "LineNumber", "Utf8JsonReader"]) answer.Text.ShouldNotContain(inside);
        (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse("the body was kept");
    }
}
