using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>A budget whose Redis is away, by a clock that is turned by hand.</summary>
public sealed class AbsentRedisBudgetTests
{
    readonly ManualTimeProvider _clock = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Budget_BeginsEmpty_AndSpendsItsShareWithoutABurst()
    {
        await using var absent = new RedisConnections(
            Options.Create(new RedisOptions { Address = $"127.0.0.1:{Ports.Free()}" }), TimeProvider.System, NullLogger<RedisConnection>.Instance);
        var options = Options.Create(new NetskopeOptions { RequestsPerSecond = 4, Burst = 4, Replicas = 2 });
        var budget = new Budget(new SharedBudget(absent, new("test", "acme"), new(), options), registry: null, new(_clock), options, _clock);

        for (var i = 0; i < 3; i++) (await WaitAsync(budget)).ShouldBe(TimeSpan.FromMilliseconds(500));

        var refusal = (await budget.TakeAsync("caller", TimeSpan.FromMilliseconds(400), Stop)).ShouldNotBeNull();
        refusal.Kind.ShouldBe(FailureKind.TenantQuota);
        refusal.RetryAfter.ShouldNotBeNull().TotalSeconds.ShouldBe(1, 0.001);
    }

    /// <summary>Turns the clock as long as a call waits: a timer for its patience, and one for its permit.</summary>
    async Task<TimeSpan> WaitAsync(Budget budget)
    {
        var began = _clock.GetTimestamp();
        var waiting = budget.TakeAsync("caller", Timeout.InfiniteTimeSpan, Stop).AsTask();
        while (true)
        {
            await Task.WhenAny(waiting, _clock.WhenTimersAsync(2, Stop)).WaitAsync(Stop);
            if (waiting.IsCompleted) break;
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }

        (await waiting).ShouldBeNull();
        return _clock.GetElapsedTime(began);
    }
}
