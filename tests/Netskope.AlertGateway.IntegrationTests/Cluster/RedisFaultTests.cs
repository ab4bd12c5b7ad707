namespace Netskope.AlertGateway.IntegrationTests.Cluster;

public sealed class ClusterFixture : IAsyncLifetime
{
    internal Deployment Deployment { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Deployment = await Deployment.StartAsync();

    public ValueTask DisposeAsync() => Deployment?.DisposeAsync() ?? ValueTask.CompletedTask;
}

[Collection(nameof(Alone))]
public sealed class RedisFaultTests(ClusterFixture cluster) : IClassFixture<ClusterFixture>
{
    static readonly TimeSpan Lasts = TimeSpan.FromSeconds(3);

    [Theory]
    [InlineData(RedisFault.Killed)]
    [InlineData(RedisFault.StandsStill)]
    [InlineData(RedisFault.RestartedEmpty)]
    [InlineData(RedisFault.Full)]
    [InlineData(RedisFault.ConnectionsKilled)]
    public async Task NoRequestFails_AndAnswersAreSharedAgainAfterwards(RedisFault fault)
    {
        cluster.Deployment.Tenant.Record.Clear();

        var (answers, _) = await RedisFaults.BefallAsync(cluster.Deployment, fault, Lasts);

        answers.Where(got => !got.IsPage).ShouldBeEmpty();
        cluster.Deployment.Tenant.ShouldHaveItsQuota();
    }
}
