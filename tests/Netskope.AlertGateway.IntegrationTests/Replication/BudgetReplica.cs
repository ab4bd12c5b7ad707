using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>What a replica needs to share the quota, without the gateway around it.</summary>
sealed class BudgetReplica : IAsyncDisposable
{
    readonly RedisConnections _connections;

    BudgetReplica(RedisServer redis, TimeProvider rosterTime, NetskopeOptions settings)
    {
        var (time, options) = (TimeProvider.System, Options.Create(settings));

        // Long: a busy machine is no outage.
        var address = new RedisOptions { Address = redis.Address, Timeout = TimeSpan.FromSeconds(5) };
        _connections = new(Options.Create(address), time, NullLogger<RedisConnection>.Instance);
        Shared = new(_connections, Keys, Id, options);
        ReplicaRegistry = new(_connections, Keys, Id, rosterTime, NullLogger<ReplicaRegistry>.Instance);
        Budget = new(Shared, ReplicaRegistry, new(time), options, time);
    }

    public static BudgetKeys Keys { get; } = new("test", "acme.goskope.com");

    public ReplicaId Id { get; } = new();

    public SharedBudget Shared { get; }

    public ReplicaRegistry ReplicaRegistry { get; }

    public Budget Budget { get; }

    public static async Task<BudgetReplica> StartAsync(RedisServer redis, double rate = 4, int burst = 4, TimeProvider? rosterTime = null)
    {
        var replica = new BudgetReplica(redis, rosterTime ?? TimeProvider.System, new() { RequestsPerSecond = rate, Burst = burst, Replicas = 2 });
        await replica._connections.ConnectAsync();
        await Eventually.HoldsAsync("the replica is connected", () => replica._connections.Control!.IsConnected);
        return replica;
    }

    /// <summary>Takes a permit, which is granted sooner or later.</summary>
    public async Task TakeAsync() => (await Budget.TakeAsync("caller", Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).ShouldBeNull();

    public async ValueTask DisposeAsync()
    {
        ReplicaRegistry.Dispose();
        await _connections.DisposeAsync();
    }
}
