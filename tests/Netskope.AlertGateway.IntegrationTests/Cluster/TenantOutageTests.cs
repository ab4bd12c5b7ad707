using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>Something befalls the tenant under load: what is kept goes on, what is not fails fast, and its return is no stampede.</summary>
[Collection(nameof(Alone))]
public sealed class TenantOutageTests
{
    // The deadline is 6 s; the rest is what a busy machine adds.
    static readonly TimeSpan Most = TimeSpan.FromSeconds(26);

    [Fact(Timeout = Alone.Timeout)]
    public async Task Down_StaleAnswersGoOn_TheBreakerOpens_AndItsReturnIsNoStampede()
    {
        await using var deployment = await StartAsync();

        var outage = await TenantOutages.BefallAsync(deployment, TenantFault.Down, TimeSpan.FromSeconds(6), newPerSecond: 5);

        AssertStaleWhereKept(outage);
        outage.LateFailures.ShouldNotBeEmpty();
        outage.LateFailures.ShouldContain(
            got => got.Problem == "tenant-unavailable" && got.IsPutOff && !outage.Calls.Any(call => Deployment.IsFor(call, got.Question)), "the breaker is open");
        AssertNoStampede(outage);
    }

    [Fact(Timeout = Alone.Timeout, Skip = Alone.Full, SkipUnless = nameof(TestDepth.IsFull), SkipType = typeof(TestDepth))]
    public async Task Slow_StaleAnswersGoOn_AndNobodyWaitsLongerThanTheDeadline()
    {
        await using var deployment = await StartAsync();

        var outage = await TenantOutages.BefallAsync(deployment, TenantFault.Slow, TimeSpan.FromSeconds(8));

        AssertStaleWhereKept(outage);
        outage.During.Where(got => !got.IsPage).ShouldAllBe(got => (got.Status == 503 || got.Status == 504) && got.Answer!["Retry-After"] != null);
        AssertNoStampede(outage);
    }

    [Fact(Timeout = Alone.Timeout, Skip = Alone.Full, SkipUnless = nameof(TestDepth.IsFull), SkipType = typeof(TestDepth))]
    public async Task OverItsQuota_ItIsLeftInPeaceByAllReplicas_ForAsLongAsItSaid()
    {
        await using var deployment = await StartAsync();

        var outage = await TenantOutages.BefallAsync(deployment, TenantFault.Quota, TimeSpan.FromSeconds(8));

        AssertStaleWhereKept(outage);
        var refused = outage.Calls.First(call => call.Status == 429).At;
        outage.Calls.Where(call => call.At - refused > TimeSpan.FromSeconds(3) && call.At - refused < TimeSpan.FromSeconds(7)).ShouldBeEmpty("the budget is closed");
        outage.LateFailures.ShouldAllBe(got => got.Problem == "tenant-quota" && got.IsPutOff);
        outage.LateFailures.ShouldAllBe(got => !outage.Calls.Any(call => Deployment.IsFor(call, got.Question)), "who would wait in vain is told on arrival");
        AssertNoStampede(outage);
    }

    [Fact(Timeout = Alone.Timeout, Skip = Alone.Full, SkipUnless = nameof(TestDepth.IsFull), SkipType = typeof(TestDepth))]
    public async Task EveryFifthPageBroken_NobodyNotices()
    {
        await using var deployment = await StartAsync();

        var outage = await TenantOutages.BefallAsync(deployment, TenantFault.BrokenPages, TimeSpan.FromSeconds(8));

        AssertStaleWhereKept(outage);
        outage.During.Where(got => !got.IsPage).ShouldBeEmpty();
        AssertNoStampede(outage);
    }

    static Task<Deployment> StartAsync() => Deployment.StartAsync(
        settings: settings =>
        {
            Quota.Hasten(settings);
            TenantOutages.Settings(settings);
        },
        simulate: Quota.Hasten);

    static void AssertStaleWhereKept(TenantOutage outage)
    {
        outage.Known.Where(got => !got.IsPage).ShouldBeEmpty("each has a good answer that is kept");
        outage.Stale.ShouldNotBeEmpty();
        outage.During.Where(got => got.IsOverdue && !got.IsMarkedStale).ShouldBeEmpty();
        outage.During.ShouldAllBe(got => got.Took < Most);
    }

    static void AssertNoStampede(TenantOutage outage)
    {
        outage.Afterwards.ShouldAllBe(got => got.IsPage);
        Quota.ShouldNotBeExceeded(outage.Calls);
    }
}
