using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>How many replicas there are, counted in a real Redis by rosters whose timers are turned by hand.</summary>
public sealed class ReplicaRegistryTests : IAsyncLifetime
{
    readonly ManualTimeProvider _clock = new();
    RedisServer _redis = null!;
    BudgetReplica _first = null!;
    BudgetReplica _second = null!;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    static string Key => BudgetReplica.Keys.Replicas;

    public async ValueTask InitializeAsync()
    {
        _redis = await RedisServer.StartAsync();
        _first = await BudgetReplica.StartAsync(_redis, rosterTime: _clock);
        _second = await BudgetReplica.StartAsync(_redis, rosterTime: _clock);
        _first.ReplicaRegistry.Seen.ShouldBe(0);
        await _first.ReplicaRegistry.StartAsync(Stop);
        await _second.ReplicaRegistry.StartAsync(Stop);
    }

    public async ValueTask DisposeAsync()
    {
        await _first.DisposeAsync();
        await _second.DisposeAsync();
        await _redis.DisposeAsync();
    }

    [Fact]
    public async Task Replicas_AreCountedWhenTheyStart_AndWhenTheyStop()
    {
        (_first.ReplicaRegistry.Seen, _second.ReplicaRegistry.Seen).ShouldBe((1, 2));
        await SeesAsync(_first, 2);

        await _second.ReplicaRegistry.StopAsync(Stop);

        (await _redis.TextAsync(Key)).ShouldBe(_first.Id.Text);
        await SeesAsync(_first, 1);
    }

    [Fact]
    public async Task ReplicaThatIsSilentForLong_CountsNoMore()
    {
        // Of the year 1970, and of a clock that was ahead.
        await _redis.CommandAsync("ZADD", Key, "1000", "dead", "99999999999", "ahead");

        await SeesAsync(_first, 2);

        (await _redis.TextAsync(Key)).Split('\n').Order().ShouldBe(new[] { _first.Id.Text, _second.Id.Text }.Order());
        ((long)(await _redis.CommandAsync("PTTL", Key))!).ShouldBeInRange(1, 30_000);
    }

    [Fact]
    public async Task LastCount_StaysWhileRedisIsAway_AndTheCountGoesOnBehind()
    {
        await SeesAsync(_first, 2);
        _redis.Kill();
        for (var i = 0; i < 5; i++) _clock.Advance(ReplicaRegistry.Every);
        _first.ReplicaRegistry.Seen.ShouldBe(2);

        await _redis.AppearAsync();
        await Eventually.HoldsAsync("both have announced themselves again", async () =>
        {
            _clock.Advance(ReplicaRegistry.Every);
            return (await _redis.KeysAsync()).Contains(Key) && (await _redis.TextAsync(Key)).Split('\n').Length == 2;
        });
        await SeesAsync(_first, 2);
    }

    [Fact]
    public async Task SomethingElseAtTheKey_EndsNothing()
    {
        await SeesAsync(_first, 2);
        await _redis.CommandAsync("SET", Key, "?");
        for (var i = 0; i < 5; i++) _clock.Advance(ReplicaRegistry.Every);

        await _redis.CommandAsync("DEL", Key);
        await _second.ReplicaRegistry.StopAsync(Stop);

        await SeesAsync(_first, 1);
    }

    Task SeesAsync(BudgetReplica replica, int count) => Eventually.HoldsAsync($"it sees {count}", () =>
    {
        _clock.Advance(ReplicaRegistry.Every);
        return replica.ReplicaRegistry.Seen == count;
    });
}
