using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Upstream;

/// <summary>Questions to two endpoints of a v2 tenant are not in each other's way; in v1 all share one quota. The clock is turned by hand.</summary>
public sealed class EndpointQuotaTests
{
    const string Alerts = "/api/v1/alerts?timeperiod=86400&limit=";
    const string Pages = "/api/v1/events?type=page&timeperiod=86400&limit=";
    const string Audit = "/api/v1/events?type=audit&timeperiod=86400&limit=";
    const string Report = "/api/v1/report?timeperiod=86400&limit=";

    [Fact]
    public async Task UsedUpForOneEndpoint_IsThereForAnother_OnV2()
    {
        await using var gateway = await StartAsync("v2");
        (await gateway.GetAsync(Alerts + 1)).ShouldBePage();
        var waiting = gateway.GetAsync(Alerts + 2);
        await Eventually.HoldsAsync("it does not wait for the quota", () => gateway.CallsWaiting == 1);

        // Nobody turns the clock: who had to wait would wait for ever.
        (await gateway.GetAsync(Pages + 1)).ShouldBePage();
        (await gateway.GetAsync(Audit + 1)).ShouldBePage();

        waiting.IsCompleted.ShouldBeFalse();
        gateway.Clock!.Advance(Interval);
        (await Eventually.DoneAsync(waiting, gateway.Clock, TimeSpan.FromMilliseconds(1))).ShouldBePage();
        gateway.Tenant.Record.Calls.Select(call => call.Path[(call.Path.LastIndexOf('/') + 1)..]).ShouldBe(["alert", "page", "audit", "alert"]);
    }

    [Fact]
    public async Task ClosedForOneEndpoint_IsOpenForAnother_OnV2()
    {
        await using var gateway = await StartAsync("v2");
        gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RateLimitReset = "100" });
        (await gateway.GetAsync(Pages + 1)).ShouldBeProblem(503, "tenant-quota");

        (await gateway.GetAsync(Alerts + 1)).ShouldBePage();
        (await gateway.GetAsync(Audit + 1)).ShouldBePage();
        (await gateway.GetAsync(Pages + 2)).ShouldBeProblem(503, "tenant-quota");

        gateway.Tenant.Record.Calls.Select(call => call.Path[(call.Path.LastIndexOf('/') + 1)..]).ShouldBe(["page", "alert", "audit"]);
        gateway.Clock!.Advance(TimeSpan.FromSeconds(100));
        (await gateway.GetAsync(Pages + 2)).ShouldBePage();
    }

    [Fact]
    public async Task TypesOfAlerts_ShareTheirEndpointsQuota_OnV2()
    {
        await using var gateway = await StartAsync("v2");
        gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RateLimitReset = "100" });
        (await gateway.GetAsync(Alerts + "1&type=DLP")).ShouldBeProblem(503, "tenant-quota");

        (await gateway.GetAsync(Alerts + "1&type=uba")).ShouldBeProblem(503, "tenant-quota");

        gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task UsedUpForOneResource_IsUsedUpForAll_OnV1()
    {
        await using var gateway = await StartAsync("v1");
        (await gateway.GetAsync(Alerts + 1)).ShouldBePage();

        var waiting = new[] { Pages + 1, Audit + 1, Report + 1 }.Select(gateway.GetAsync).ToList();
        await Eventually.HoldsAsync("they do not wait for the quota", () => gateway.CallsWaiting >= 3);

        for (var answered = 1; answered <= waiting.Count; answered++)
        {
            gateway.Clock!.Advance(Interval);
            await Eventually.HoldsAsync("one has its turn", () =>
            {
                // It may have looked at the clock before it was turned; while a call is under way the clock stands.
                if (gateway.CallsWaiting > waiting.Count - answered) gateway.Clock.Advance(TimeSpan.FromMilliseconds(1));
                return waiting.Count(one => one.IsCompleted) >= answered;
            });
        }

        foreach (var one in waiting) (await one).ShouldBePage();
        var calls = gateway.Tenant.Record.Calls;
        for (var i = 1; i < calls.Count; i++) (calls[i].At - calls[0].At).ShouldBeGreaterThanOrEqualTo(i * Interval);
    }

    [Fact]
    public async Task ClosedForOneResource_IsClosedForAll_OnV1()
    {
        await using var gateway = await StartAsync("v1");
        gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RetryAfter = "100" });
        (await gateway.GetAsync(Report + 1)).ShouldBeProblem(503, "tenant-quota");

        foreach (var other in (string[])[Alerts, Pages, Audit]) (await gateway.GetAsync(other + 1)).ShouldBeProblem(503, "tenant-quota");

        gateway.Tenant.Record.Count.ShouldBe(1);
    }

    static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    static Task<GatewayFixture> StartAsync(string version) => GatewayFixture.StartAsync(
        settings => (settings["Netskope:ApiVersion"], settings["Netskope:RequestsPerSecond"], settings["Netskope:Burst"]) = (version, "0.1", "1"),
        new ManualTimeProvider());
}
