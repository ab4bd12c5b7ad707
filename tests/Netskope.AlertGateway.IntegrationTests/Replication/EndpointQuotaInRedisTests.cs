using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>All replicas together keep to the quota of each endpoint of a v2 tenant, and to v1's one.</summary>
public sealed class EndpointQuotaInRedisTests
{
    const string Alerts = "/api/v1/alerts?timeperiod=86400&limit=";
    const string Pages = "/api/v1/events?type=page&timeperiod=86400&limit=";

    [Fact]
    public async Task UsedUpByOneReplica_IsUsedUpForAll_ButOnlyAtThatEndpoint()
    {
        await using var replicas = await StartAsync("v2");
        (await replicas.First.GetAsync(Alerts + 1)).ShouldBePage();

        // A permit comes every 10 s: this one waits for longer than any of the others takes.
        using var leaving = new CancellationTokenSource();
        var waiting = replicas.Second.GetUntilAsync(Alerts + 2, leaving.Token);
        await Eventually.HoldsAsync("it waits for the quota", () => replicas.Second.CallsWaiting == 1);
        (await replicas.Second.GetAsync(Pages + 1)).ShouldBePage();

        replicas.First.Tenant.Record.Calls.Select(call => call.Path).Take(2).ShouldBe(["/api/v2/events/data/alert", "/api/v2/events/data/page"]);

        // That of alerts ends behind the tenant: it has no name of its own.
        (await replicas.Redis.KeysAsync("*:budget:1:*")).Select(key => key[(key.IndexOf('}', StringComparison.Ordinal) + 1)..]).Order(StringComparer.Ordinal).ShouldBe(["", ":page"]);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    [Fact]
    public async Task ClosedByOneReplica_IsClosedForAll_ButOnlyAtThatEndpoint()
    {
        await using var replicas = await StartAsync("v2");
        replicas.First.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RateLimitReset = "1000" });
        (await replicas.First.GetAsync(Pages + 1)).ShouldBeProblem(503, "tenant-quota");

        (await replicas.Second.GetAsync(Pages + 2)).ShouldBeProblem(503, "tenant-quota");
        (await replicas.Second.GetAsync(Alerts + 1)).ShouldBePage();

        replicas.First.Tenant.Record.Calls.Select(call => call.Path).ShouldBe(["/api/v2/events/data/page", "/api/v2/events/data/alert"]);
    }

    [Fact]
    public async Task ClosedByOneReplica_IsClosedForEverything_OnV1()
    {
        await using var replicas = await StartAsync("v1");
        replicas.First.Tenant.Faults.Order(FaultKind.TooManyRequests429, 1, new FaultDetails { RetryAfter = "1000" });
        (await replicas.First.GetAsync(Pages + 1)).ShouldBeProblem(503, "tenant-quota");

        (await replicas.Second.GetAsync(Alerts + 1)).ShouldBeProblem(503, "tenant-quota");
        (await replicas.Second.GetAsync("/api/v1/report?timeperiod=86400")).ShouldBeProblem(503, "tenant-quota");

        replicas.First.Tenant.Record.Count.ShouldBe(1);
        (await replicas.Redis.KeysAsync("*:budget:1:*")).ShouldHaveSingleItem().ShouldEndWith("}");
    }

    static Task<Replicas> StartAsync(string version) => Replicas.StartAsync(settings: settings =>
        (settings["Netskope:ApiVersion"], settings["Netskope:RequestsPerSecond"], settings["Netskope:Burst"]) = (version, "0.1", "1"));
}
