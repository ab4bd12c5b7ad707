using System.Net;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class SimulatedQuotaTests
{
    [Fact]
    public async Task CallsOfASecond_AreAnsweredAtOnce()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);

        for (var i = 0; i < 4; i++)
        {
            using var response = await tenant.AskAsync();
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task QueuedCalls_WaitTheirTurn()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);
        await SpendAsync(tenant, 4);

        var first = tenant.AskAsync();
        await tenant.Clock.WhenTimersAsync(1, RunningTenant.Stop);
        var second = tenant.AskAsync();
        await tenant.Clock.WhenTimersAsync(2, RunningTenant.Stop);

        tenant.Clock.Advance(TimeSpan.FromMilliseconds(249));
        tenant.Clock.WaitingTimers.ShouldBe(2);
        tenant.Clock.Advance(TimeSpan.FromMilliseconds(1));
        (await first).StatusCode.ShouldBe(HttpStatusCode.OK);
        tenant.Clock.WaitingTimers.ShouldBe(1);
        tenant.Clock.Advance(TimeSpan.FromMilliseconds(250));
        (await second).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AFullQueue_Refuses()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);
        await SpendAsync(tenant, 4);
        var queued = Enumerable.Range(0, 20).Select(_ => tenant.AskAsync()).ToList();
        await tenant.Clock.WhenTimersAsync(20, RunningTenant.Stop);

        using (var refused = await tenant.AskAsync())
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        tenant.Clock.Advance(TimeSpan.FromSeconds(5));
        foreach (var response in await Task.WhenAll(queued))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        tenant.Clock.Advance(TimeSpan.FromMilliseconds(250));
        using var later = await tenant.AskAsync();
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Idleness_IsNotSavedUp()
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.RequestsPerSecond, options.QueueLength) = (4, 0));
        tenant.Clock.Advance(TimeSpan.FromHours(1));
        await SpendAsync(tenant, 4);

        using var response = await tenant.AskAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task NoQuota_NeverWaits()
    {
        await using var tenant = await RunningTenant.StartAsync();

        await SpendAsync(tenant, 40);

        tenant.Tenant.Record.Calls.ShouldAllBe(call => call.Status == 200);
    }

    static async Task SpendAsync(RunningTenant tenant, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            using var response = await tenant.AskAsync("timeperiod=3600");
        }
    }
}
