using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Failures;

public abstract class OddBodyTests<TSubject>(FixtureFor<TSubject, StrictFaultFixture> fixture) : ContractTests<TSubject, StrictFaultFixture>(fixture)
    where TSubject : ISubject
{
    static readonly IReadOnlyDictionary<string, byte[]> Bodies = new OddBodies(Subject).Make();

    public static TheoryData<string> Names => [.. Bodies.Keys];

    [Fact]
    public void Generator_MakesEnough()
    {
        Bodies.Keys.Count(name => name.StartsWith("n_", StringComparison.Ordinal)).ShouldBeGreaterThan(150);
        Bodies.Keys.Count(name => name.StartsWith("y_", StringComparison.Ordinal)).ShouldBeGreaterThan(80);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task OddBody_IsRefusedOrPassesByteForByte(string name)
    {
        var body = Bodies[name];
        var question = Gateway.Question("&limit=10000&unsorted=true");
        Gateway.Tenant.Faults.Order(name, new WireFault(200, body, "application/json"));

        var answer = await Gateway.GetAsync(question, ("Accept-Encoding", "identity"));

        if (name.StartsWith("y_", StringComparison.Ordinal))
        {
            answer.Status.ShouldBe(200, answer.Status == 200 ? null : answer.Text);
            answer.Bytes.AsSpan().SequenceEqual(Subject.Page(body)).ShouldBeTrue("the bytes are not the tenant's");
            return;
        }

        answer.ShouldBeProblem(502);
        foreach (var inside in (string[])["Exception", "   at ", "System.", "BytePosition", "LineNumber", "Utf8JsonReader"]) answer.Text.ShouldNotContain(inside);
        (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse("the body was kept");
    }
}

public sealed class V1AlertsOddBodyTests(FixtureFor<V1Alerts, StrictFaultFixture> fixture) : OddBodyTests<V1Alerts>(fixture);

public sealed class V2AlertsOddBodyTests(FixtureFor<V2Alerts, StrictFaultFixture> fixture) : OddBodyTests<V2Alerts>(fixture);

public sealed class V1EventsOddBodyTests(FixtureFor<V1Events, StrictFaultFixture> fixture) : OddBodyTests<V1Events>(fixture);

public sealed class V2EventsOddBodyTests(FixtureFor<V2Events, StrictFaultFixture> fixture) : OddBodyTests<V2Events>(fixture);
