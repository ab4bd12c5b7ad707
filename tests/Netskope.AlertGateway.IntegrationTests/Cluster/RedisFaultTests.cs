using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

[Collection(nameof(Alone))]
public sealed class RedisFaultTests(ImpatientCluster cluster)
{
    static readonly TimeSpan Lasts = TimeSpan.FromSeconds(TestDepth.IsFull ? 3 : 1);

    public static TheoryData<RedisFault> Faults => TestDepth.IsFull ? [.. Enum.GetValues<RedisFault>()] : [RedisFault.Killed, RedisFault.StandsStill];

    [Theory(Timeout = Alone.Timeout)]
    [MemberData(nameof(Faults))]
    public async Task NoRequestFails_AndAnswersAreSharedAgainAfterwards(RedisFault fault)
    {
        var deployment = await cluster.QuietAsync();

        var (answers, _) = await RedisFaults.BefallAsync(deployment, fault, Lasts);

        answers.Where(got => !got.IsPage).ShouldBeEmpty();
        deployment.Tenant.Record.Calls.ShouldHaveItsQuota();
    }
}
