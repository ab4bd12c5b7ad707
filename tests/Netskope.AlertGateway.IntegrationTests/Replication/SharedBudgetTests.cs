using System.Globalization;
using System.Text.RegularExpressions;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>One budget over all replicas, in a real Redis.</summary>
public sealed partial class SharedBudgetTests : WithSharedBudget
{
    [Fact]
    public async Task Replicas_TogetherTakeNoMoreThanRateAndBurst_InAnyTime()
    {
        const int Burst = 4;
        const int Each = 100;
        var interval = TimeSpan.FromMicroseconds(5000);
        var replicas = new List<BudgetReplica>();
        for (var i = 0; i < 3; i++) replicas.Add(await StartAsync(rate: 200, Burst));
        await using var monitor = await RedisMonitor.StartAsync(Redis);

        await Task.WhenAll(replicas.SelectMany(replica => Enumerable.Range(0, Each).Select(_ => replica.TakeAsync())));

        await Eventually.HoldsAsync("the monitor has heard all grants", () => Granted().Count(monitor.Text) >= 3 * Each);
        var grants = Granted().Matches(monitor.Text).Select(grant => long.Parse(grant.Groups["at"].Value, CultureInfo.InvariantCulture)).Order().ToList();
        grants.Count.ShouldBe(3 * Each);
        for (var from = 0; from < grants.Count; from++)
        {
            for (var to = from; to < grants.Count; to++)
                (to - from + 1).ShouldBeLessThanOrEqualTo(Burst + (int)((grants[to] - grants[from]) / interval.TotalMicroseconds));
        }
    }

    [Fact]
    public async Task ReplicaWithFewCalls_IsServedBetweenThoseOfABusyOne()
    {
        var (busy, modest) = (await StartAsync(rate: 5), await StartAsync(rate: 5));
        using var end = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var served = 0;
        var many = Enumerable.Range(0, 200).Select(async _ =>
        {
            if (await busy.Budget.TakeAsync("caller", Timeout.InfiniteTimeSpan, end.Token) is null) Interlocked.Increment(ref served);
        }).ToList();
        await Eventually.HoldsAsync("the busy one is at work", () => Volatile.Read(ref served) >= 1);
        var before = Volatile.Read(ref served);

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => modest.TakeAsync()));

        (Volatile.Read(ref served) - before).ShouldBeLessThan(15);
        await end.CancelAsync();
        await Task.WhenAll(many).ContinueWith(_ => { }, Stop, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    [Fact]
    public async Task ReplicaThatWasServedLater_LetsOneGoFirstThatIsDueNow()
    {
        var replica = await StartAsync(Slow);

        // On a busy machine the other may be late already.
        await Eventually.HoldsAsync("it is told to wait a moment", async () =>
        {
            await PrepareAsync(replica, due: 0, granted: -2);
            var reply = (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull();
            if (!reply.Granted) reply.Wait.ShouldBeInRange(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(100));
            return reply is { Granted: false, Waiting: 2 };
        });
    }

    [Theory]
    [InlineData(0, -0.5)]
    [InlineData(-0.2, -2)]
    [InlineData(5, -2)]
    public async Task ReplicaThatWasServedLater_OrIsNotDueNow_DelaysNobody(double due, double granted)
    {
        var replica = await StartAsync(Slow);
        await PrepareAsync(replica, due, granted);

        (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull().Granted.ShouldBeTrue();
    }

    [Fact]
    public async Task ReplicaThatDoesNotComeBack_DoesNotKeepThePermit()
    {
        var (lost, here) = (await StartAsync(rate: 20, burst: 1), await StartAsync(rate: 20, burst: 1));
        await here.TakeAsync();
        await Eventually.HoldsAsync("it is told to wait", async () => await lost.Shared.TryTakeAsync(returning: false, Patience, Stop) is { Granted: false });

        for (var i = 0; i < 3; i++) await here.TakeAsync();
    }

    [Fact]
    public async Task NewBucket_HasOnePermit_AndTheNextAfterAnInterval()
    {
        var (one, other) = (await StartAsync(Slow), await StartAsync(Slow));

        (await one.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull().Granted.ShouldBeTrue();

        ShouldWait(await other.Shared.TryTakeAsync(returning: false, Patience, Stop), SlowInterval);
        ShouldWait(await one.Shared.TryTakeAsync(returning: false, Patience, Stop), SlowInterval, waiting: 2);
        ((long)(await Redis.CommandAsync("PTTL", Key))!).ShouldBeInRange(1, 3_600_000);
    }

    [Fact]
    public async Task ReplicaThatWillNotWait_LeavesNoMark()
    {
        var replica = await StartAsync(Slow);
        (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull().Granted.ShouldBeTrue();
        ShouldWait(await replica.Shared.TryTakeAsync(returning: false, Patience, Stop), SlowInterval);
        (await Redis.TextAsync(Key)).ShouldContain("d:" + replica.Id.Text);

        ShouldWait(await replica.Shared.TryTakeAsync(returning: false, TimeSpan.FromSeconds(1), Stop), SlowInterval);

        (await Redis.TextAsync(Key)).ShouldNotContain("d:");
    }

    [Fact]
    public async Task ReplicaThatReturns_BeginsWithAnEmptyBucket()
    {
        var replica = await StartAsync(Slow);

        ShouldWait(await replica.Shared.TryTakeAsync(returning: true, Patience, Stop), SlowInterval);
        ShouldWait(await replica.Shared.TryTakeAsync(returning: false, Patience, Stop), SlowInterval);
    }

    [Fact]
    public async Task ClosedBudget_IsClosedForAll_ForTheLongestTimeThatWasSaid()
    {
        var (one, other) = (await StartAsync(), await StartAsync());

        await one.Budget.CloseAsync(TimeSpan.FromMinutes(1), Stop);
        await one.Shared.CloseAsync(TimeSpan.FromSeconds(1), Stop);

        var reply = await other.Shared.TryTakeAsync(returning: false, Patience, Stop);
        ShouldWait(reply, TimeSpan.FromMinutes(1));
        reply!.Value.Closed.ShouldBe(reply.Value.Wait);
        var refused = (await other.Budget.TakeAsync("caller", TimeSpan.FromSeconds(5), Stop)).ShouldNotBeNull();
        refused.Kind.ShouldBe(FailureKind.TenantQuota);

        // A second more than the arithmetic: Redis and the replica read their clocks at different moments.
        refused.RetryAfter.ShouldNotBeNull().TotalSeconds.ShouldBeInRange(20, 56);

        // What it was told it knows by itself.
        Redis.Kill();
        (await other.Budget.TakeAsync("caller", TimeSpan.FromSeconds(5), Stop)).ShouldNotBeNull();
    }

    /// <summary>There is a permit, the replica had its last one a second ago, and another waits.</summary>
    /// <param name="due">When that is due, in seconds from now.</param>
    /// <param name="granted">When it had its last one.</param>
    async Task PrepareAsync(BudgetReplica replica, double due, double granted)
    {
        const string Script =
            """
            local clock = redis.call('TIME')
            local function at(seconds) return string.format('%.0f', clock[1] * 1000000 + clock[2] + seconds * 1000000) end
            redis.call('HSET', KEYS[1], 'tat', 0, 'g:' .. ARGV[1], at(-1), 'd:other', at(ARGV[2]), 'g:other', at(ARGV[3]))
            return 1
            """;
        await Redis.CommandAsync("EVAL", Script, "1", Key, replica.Id.Text, due.ToString(CultureInfo.InvariantCulture), granted.ToString(CultureInfo.InvariantCulture));
    }

    [GeneratedRegex("\"HSET\" \"[^\"]+\" \"g:[0-9a-f]{32}\" \"(?<at>[0-9]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Granted();
}
