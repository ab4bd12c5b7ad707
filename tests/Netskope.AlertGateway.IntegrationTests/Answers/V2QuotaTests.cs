using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

/// <summary>What a v2 tenant says of its quota and of questions, and for how long it counts; the clock is turned by hand.</summary>
public abstract class V2QuotaTests<TSubject>(FixtureFor<TSubject, V2ClockedFixture> fixture) : ContractTests<TSubject, V2ClockedFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task Reset_IsObeyedToTheSecond_ByWhoCanWaitForIt()
    {
        Gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RateLimitReset = "7" });
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "tenant-quota")["Retry-After"].ShouldBe("7");

        var waiting = Gateway.GetAsync(Gateway.Question());
        await Gateway.WaitForArrivalsAsync(2);
        await Eventually.HoldsAsync("it does not wait for the quota", () => Gateway.CallsWaiting == 1);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(6.9));
        Gateway.Tenant.Record.Count.ShouldBe(1, "until the reset nothing is sent");
        Gateway.CallsWaiting.ShouldBe(1);

        (await Eventually.DoneAsync(waiting, Gateway.Clock, TimeSpan.FromSeconds(0.1))).ShouldBePage();
        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ResetBehindTheDeadline_IsToldAtOnce()
    {
        Gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RateLimitReset = "100" });
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "tenant-quota")["Retry-After"].ShouldBe("100");

        // A request may take 55 s, and its call 2 of them.
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "tenant-quota")["Retry-After"].ShouldBe("47");
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task ShorterHoldOff_DoesNotReplaceALongerOne()
    {
        var slow = Gateway.Tenant.Faults.Order(FaultKind.Hold, 1, new FaultDetails { Then = FaultKind.TooManyRequests429, RateLimitReset = "2" }, request => request.Query["limit"] == "9");
        Gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RateLimitReset = "120" });
        var held = Gateway.GetAsync(Gateway.Question("&limit=9"));
        await Gateway.WaitForCallsAsync(1);
        (await Gateway.GetAsync(Gateway.Question("&limit=8"))).ShouldBeProblem(503, "tenant-quota");
        slow.Release();
        (await held).ShouldBeProblem(503, "tenant-quota");

        Gateway.Clock!.Advance(TimeSpan.FromSeconds(60));
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "tenant-quota")["Retry-After"].ShouldBe("7");
        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task QuestionThatTheTenantRefuses_Is400_InItsWords_RememberedForFiveSeconds()
    {
        var question = Gateway.Question();
        Gateway.Tenant.OrderAnswer(400, $$"""{"message":"syntax error near token={{GatewayFixture.TenantToken}}"}""", "application/json");

        for (var i = 0; i < 3; i++)
        {
            var refused = (await Gateway.GetAsync(question)).ShouldBeProblem(400, "invalid-request");
            refused.Errors["query"].ShouldContain("syntax error near");
            refused.Text.ShouldNotContain(GatewayFixture.TenantToken);
            Gateway.Clock!.Advance(TimeSpan.FromSeconds(2));
        }

        // At 0, 2 and 4 seconds: one call.
        Gateway.Tenant.Record.Count.ShouldBe(1);
        Gateway.Tenant.Faults.Clear();
        (await Gateway.GetAsync(question)).ShouldBePage();
    }
}

public sealed class V2AlertsQuotaTests(FixtureFor<V2Alerts, V2ClockedFixture> fixture) : V2QuotaTests<V2Alerts>(fixture);

public sealed class V2EventsQuotaTests(FixtureFor<V2Events, V2ClockedFixture> fixture) : V2QuotaTests<V2Events>(fixture);

public sealed class V2ClockedFixture : GatewayFixture
{
    public V2ClockedFixture()
    {
        Clock = new ManualTimeProvider();
        Settings["Netskope:ApiVersion"] = "v2";
    }
}
