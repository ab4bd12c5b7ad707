using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Three replicas that the tests of one class share, each test with questions of its own.</summary>
public sealed class ReplicasFixture : IAsyncLifetime
{
    public Replicas Replicas { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Replicas = await Replicas.StartAsync(count: 3, settings: Replicas.Patient);

    /// <summary>Until nothing is left of the test before.</summary>
    public async Task QuietAsync()
    {
        foreach (var gateway in Replicas.All) await gateway.QuietAsync();
        await LeasesAreGivenBackAsync(Replicas);
    }

    public static Task LeasesAreGivenBackAsync(Replicas replicas) =>
        Eventually.HoldsAsync("the leases are given back", async () => (await replicas.Redis.KeysAsync("*:lease:*")).Count == 0);

    public ValueTask DisposeAsync() => Replicas?.DisposeAsync() ?? ValueTask.CompletedTask;
}
