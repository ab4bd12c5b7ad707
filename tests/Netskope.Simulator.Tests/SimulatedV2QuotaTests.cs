using System.Net;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class SimulatedV2QuotaTests
{
    const string Small = "starttime=0&endtime=1";

    [Fact]
    public async Task EveryAnswer_TellsWhatIsLeft()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);

        foreach (var left in (string[])["3", "2", "1", "0"])
        {
            using var response = await tenant.AskV2Async(Small);
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            Quota(response).ShouldBe(("4", left, "1"));
        }
    }

    [Fact]
    public async Task TheFifthCallOfASecond_IsRefusedAtOnce()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);
        await SpendAsync(tenant, 4);

        using var refused = await tenant.AskV2Async(Small);

        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        (await refused.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"message":"API rate limit exceeded"}""");
        Quota(refused).ShouldBe(("4", "0", "1"));
        refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(1));
        tenant.Tenant.Record.Calls[^1].Status.ShouldBe(429);
    }

    [Fact]
    public async Task TheNextSecond_BeginsAnew()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);
        await SpendAsync(tenant, 9);

        tenant.Clock.Advance(TimeSpan.FromMilliseconds(999));
        using (var refused = await tenant.AskV2Async(Small))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }

        tenant.Clock.Advance(TimeSpan.FromMilliseconds(1));
        using var response = await tenant.AskV2Async(Small);
        Quota(response).ShouldBe(("4", "3", "1"));
    }

    [Fact]
    public async Task ALongerWindow_HoldsMoreCalls()
    {
        await using var tenant = await RunningTenant.StartAsync(
            options => (options.RequestsPerSecond, options.V2QuotaWindow) = (4, TimeSpan.FromSeconds(10)));

        using var first = await tenant.AskV2Async(Small);
        Quota(first).ShouldBe(("40", "39", "10"));
        tenant.Clock.Advance(TimeSpan.FromMilliseconds(7500));
        using var second = await tenant.AskV2Async(Small);
        Quota(second).ShouldBe(("40", "38", "3"));
    }

    [Fact]
    public async Task EachEndpoint_HasItsOwn()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);
        await SpendAsync(tenant, 5);

        using var other = await tenant.SendV2Async(HttpMethod.Get, "/api/v2/events/data/other", tenant.Tenant.Options.TokenV2);

        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        Quota(other).ShouldBe(("4", "3", "1"));
    }

    [Fact]
    public async Task OneEndpoint_IsOneHoweverItsPathIsWritten()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 1);
        await SpendAsync(tenant, 1);

        using var response = await tenant.SendV2Async(HttpMethod.Get, $"/API/v2/events/data/Alert/?{Small}", tenant.Tenant.Options.TokenV2);

        response.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task V1_HasAnother()
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.RequestsPerSecond, options.QueueLength) = (4, 0));
        await SpendAsync(tenant, 5);

        for (var i = 0; i < 4; i++)
        {
            using var v1 = await tenant.AskAsync("timeperiod=3600");
            v1.StatusCode.ShouldBe(HttpStatusCode.OK);
            v1.Headers.Contains("RateLimit-Limit").ShouldBeFalse();
        }

        using var refused = await tenant.AskAsync("timeperiod=3600");
        refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        refused.Headers.RetryAfter.ShouldBeNull();
    }

    [Fact]
    public async Task Refusals_OfOtherKindsCountAndTellTheQuotaToo()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 4);

        using var wrongToken = await tenant.SendV2Async(HttpMethod.Get, "/api/v2/events/data/alert", "wrong");
        using var wrongQuery = await tenant.AskV2Async("limit=x");

        Quota(wrongToken).ShouldBe(("4", "3", "1"));
        Quota(wrongQuery).ShouldBe(("4", "2", "1"));
    }

    [Fact]
    public async Task NoQuota_SaysNothingAndNeverRefuses()
    {
        await using var tenant = await RunningTenant.StartAsync();

        await SpendAsync(tenant, 40);

        using var response = await tenant.AskV2Async(Small);
        response.Headers.ShouldNotContain(header => header.Key.StartsWith("RateLimit", StringComparison.OrdinalIgnoreCase));
        tenant.Tenant.Record.Calls.ShouldAllBe(call => call.Status == 200);
    }

    static (string Limit, string Remaining, string Reset) Quota(HttpResponseMessage response) =>
        (One(response, "RateLimit-Limit"), One(response, "RateLimit-Remaining"), One(response, "RateLimit-Reset"));

    static string One(HttpResponseMessage response, string header) => response.Headers.GetValues(header).ShouldHaveSingleItem();

    static async Task SpendAsync(RunningTenant tenant, int calls)
    {
        for (var i = 0; i < calls; i++)
        {
            using var response = await tenant.AskV2Async(Small);
        }
    }
}
