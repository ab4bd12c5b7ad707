using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

[Collection(nameof(Alone))]
public sealed class LeaderTests(PatientCluster cluster)
{
    [Fact(Timeout = Alone.Timeout)]
    public async Task LeaderIsKilled_FollowersHaveTheirAnswerWithinTheLease()
    {
        var deployment = await cluster.QuietAsync();

        await AssertTakenOverAsync(deployment, leader => leader.KillAsync(TestContext.Current.CancellationToken));
    }

    [Fact(Timeout = Alone.Timeout, Skip = Alone.Full, SkipUnless = nameof(TestDepth.IsFull), SkipType = typeof(TestDepth))]
    public async Task LeaderStandsStill_FollowersHaveTheirAnswerWithinTheLease_AndItFindsItselfReplaced()
    {
        var deployment = await cluster.QuietAsync();

        await AssertTakenOverAsync(deployment, leader => leader.StopAsync(TestContext.Current.CancellationToken));

        (await deployment.AskAsync(0, deployment.Question())).ShouldBePage();
    }

    static async Task AssertTakenOverAsync(Deployment deployment, Func<GatewayProcess, Task> befall)
    {
        var (others, _) = await Leaders.LoseAsync(deployment, async leader =>
        {
            await befall(leader);
            await LapseAsync(deployment);
        });

        foreach (var got in others) got.ShouldBePage();
        deployment.Tenant.Record.Calls.Count(call => Deployment.IsFor(call, others[0].Question)).ShouldBeLessThanOrEqualTo(2);
    }

    /// <summary>Nobody renews the lease: what is left of it, which is no more than it lasts, passes at once.</summary>
    static async Task LapseAsync(Deployment deployment)
    {
        foreach (var lease in await deployment.Redis.KeysAsync("*:lease:*"))
        {
            ((long)(await deployment.Redis.CommandAsync("PTTL", lease))!).ShouldBeLessThanOrEqualTo((long)Leaders.Lease.TotalMilliseconds);
            if (!TestDepth.IsFull) await deployment.Redis.CommandAsync("PEXPIRE", lease, "1");
        }
    }
}
