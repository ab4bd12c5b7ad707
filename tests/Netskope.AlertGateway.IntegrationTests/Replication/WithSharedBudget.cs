using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>A real Redis, and replicas that share their budget in it.</summary>
public abstract class WithSharedBudget : IAsyncLifetime
{
    // So slow that no machine is slow enough to see a second permit.
    protected const double Slow = 0.1;
    protected static readonly TimeSpan SlowInterval = TimeSpan.FromSeconds(10);

    protected static readonly TimeSpan Patience = TimeSpan.FromDays(1);

    private protected List<BudgetReplica> Started { get; } = [];

    private protected RedisServer Redis { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected static string Key => BudgetReplica.Keys.Budget;

    public async ValueTask InitializeAsync() => Redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Started) await replica.DisposeAsync();
        await Redis.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<BudgetReplica> StartAsync(double rate = 4, int burst = 4)
    {
        var replica = await BudgetReplica.StartAsync(Redis, rate, burst);
        Started.Add(replica);
        return replica;
    }

    private protected static void ShouldWait(SharedReply? reply, TimeSpan most, int? waiting = null)
    {
        var told = reply.ShouldNotBeNull();
        told.Granted.ShouldBeFalse();
        told.Wait.ShouldBeInRange(most / 2, most);
        if (waiting is { } count) told.Waiting.ShouldBe(count);
    }
}
