namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>Something befalls the tenant under load: what is kept goes on, what is not fails fast, and its return is no stampede.</summary>
[Collection(nameof(Alone))]
public sealed class TenantFaultTests
{
    static readonly TimeSpan Fast = TimeSpan.FromSeconds(1);

    // Waiting, the attempts and what a busy machine adds; the deadline is 6 s.
    static readonly TimeSpan Most = TimeSpan.FromSeconds(8);

    [Fact]
    public async Task Down_StaleAnswersGoOn_TheBreakerOpens_AndItsReturnIsNoStampede()
    {
        await using var deployment = await Deployment.StartAsync(settings: TenantFaults.Settings);

        var outage = await TenantFaults.BefallAsync(deployment, TenantFault.Down, TimeSpan.FromSeconds(14));

        AssertStaleWhereKept(outage);
        outage.LateFailures.ShouldNotBeEmpty();
        outage.LateFailures.ShouldContain(got => got.Problem == "tenant-unavailable" && got.IsPutOff && got.Took < Fast, "the breaker is open");
        AssertNoStampede(outage);
    }

    [Fact]
    public async Task Slow_StaleAnswersGoOn_AndNobodyWaitsLongerThanTheDeadline()
    {
        await using var deployment = await Deployment.StartAsync(settings: TenantFaults.Settings);

        var outage = await TenantFaults.BefallAsync(deployment, TenantFault.Slow, TimeSpan.FromSeconds(8));

        AssertStaleWhereKept(outage);
        outage.During.Where(got => !got.IsPage).ShouldAllBe(got => (got.Status == 503 || got.Status == 504) && got.Answer!["Retry-After"] != null);
        AssertNoStampede(outage);
    }

    [Fact]
    public async Task OverItsQuota_ItIsLeftInPeaceByAllReplicas_ForAsLongAsItSaid()
    {
        await using var deployment = await Deployment.StartAsync(settings: TenantFaults.Settings);

        var outage = await TenantFaults.BefallAsync(deployment, TenantFault.Quota, TimeSpan.FromSeconds(8));

        AssertStaleWhereKept(outage);
        var refused = outage.Calls.First(call => call.Status == 429).At;
        outage.Calls.Where(call => call.At - refused > TimeSpan.FromSeconds(1) && call.At - refused < TimeSpan.FromSeconds(7)).ShouldBeEmpty("the budget is closed");
        outage.LateFailures.ShouldAllBe(got => got.Problem == "tenant-quota" && got.IsPutOff);
        outage.During.Where(got => !got.IsPage).ShouldContain(got => got.Took < Fast, "who would wait in vain is told on arrival");
        AssertNoStampede(outage);
    }

    [Fact]
    public async Task EveryFifthPageBroken_NobodyNotices()
    {
        await using var deployment = await Deployment.StartAsync(settings: TenantFaults.Settings);

        var outage = await TenantFaults.BefallAsync(deployment, TenantFault.BrokenPages, TimeSpan.FromSeconds(8));

        AssertStaleWhereKept(outage);
        outage.During.Where(got => !got.IsPage).ShouldBeEmpty();
        AssertNoStampede(outage);
    }

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
        Quota.Most(outage.Calls).ShouldBeLessThanOrEqualTo(Quota.MostInSpan);
    }
}
