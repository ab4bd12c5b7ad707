namespace Netskope.AlertGateway.IntegrationTests.Cluster;

[Collection(nameof(Alone))]
public sealed class LeaderTests
{
    // On a machine that has other things to do.
    static readonly TimeSpan Margin = TimeSpan.FromSeconds(4);

    [Fact]
    public async Task LeaderIsKilled_FollowersHaveTheirAnswerWithinTheLease()
    {
        await using var deployment = await Deployment.StartAsync();

        var lost = await Leaders.LoseAsync(deployment, leader => leader.KillAsync(TestContext.Current.CancellationToken));

        AssertTakenOver(deployment, lost);
    }

    [Fact]
    public async Task LeaderStandsStill_FollowersHaveTheirAnswerWithinTheLease_AndItFindsItselfReplaced()
    {
        await using var deployment = await Deployment.StartAsync();

        var lost = await Leaders.LoseAsync(deployment, leader => leader.StopAsync(TestContext.Current.CancellationToken));

        AssertTakenOver(deployment, lost);
        (await deployment.AskAsync(0, deployment.Question())).ShouldBePage();
    }

    static void AssertTakenOver(Deployment deployment, (IReadOnlyList<Got> Others, TimeSpan Took) lost)
    {
        foreach (var got in lost.Others) got.ShouldBePage();
        lost.Took.ShouldBeLessThan(Leaders.Lease + Margin);
        deployment.Tenant.Record.Calls.Count(call => Deployment.IsFor(call, lost.Others[0].Question)).ShouldBeLessThanOrEqualTo(2);
    }
}
