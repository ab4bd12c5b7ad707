using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

/// <summary>A budget without Redis, by a clock that is turned by hand.</summary>
public class BudgetTests
{
    readonly ManualTimeProvider _clock = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Burst_IsThereAtOnce_AndThenTheRate()
    {
        var budget = Of(rate: 4, burst: 4);
        for (var i = 0; i < 4; i++) (await TakeAsync(budget)).ShouldBeNull();
        var fifth = TakeAsync(budget);
        fifth.IsCompleted.ShouldBeFalse();
        budget.Waiting.ShouldBe(1);

        (await TurnUntilAsync(fifth)).ShouldBe(TimeSpan.FromMilliseconds(250));
        (await fifth).ShouldBeNull();
        budget.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task ReplicasWithoutRedis_ShareRateAndBurst_AsTheSettingSays()
    {
        var budget = Of(rate: 4, burst: 5, replicas: 2);
        for (var i = 0; i < 2; i++) (await TakeAsync(budget)).ShouldBeNull();

        (await TurnUntilAsync(TakeAsync(budget))).ShouldBe(TimeSpan.FromMilliseconds(500));
    }

    [Fact]
    public async Task ShareOfTheBurst_IsOneAtLeast()
    {
        var budget = Of(rate: 4, burst: 4, replicas: 100);

        (await TakeAsync(budget)).ShouldBeNull();
        (await TurnUntilAsync(TakeAsync(budget))).ShouldBe(TimeSpan.FromSeconds(25));
    }

    [Fact]
    public async Task PermitThatIsThere_NeedsNoPatience()
    {
        var budget = Of(rate: 4, burst: 1);

        (await TakeAsync(budget, TimeSpan.Zero)).ShouldBeNull();
        ShouldRefuse(await TakeAsync(budget, TimeSpan.Zero), after: 1);
        ShouldRefuse(await TakeAsync(Of(rate: 4, burst: 1), TimeSpan.FromSeconds(-1)), after: 1);
    }

    [Fact]
    public async Task WaitBeyondThePatience_IsRefusedAtOnce_WithTheTimeToComeAgain()
    {
        var budget = Of(rate: 0.1, burst: 1);
        (await TakeAsync(budget)).ShouldBeNull();

        var refused = TakeAsync(budget, TimeSpan.FromSeconds(3));

        refused.IsCompleted.ShouldBeTrue();
        ShouldRefuse(await refused, after: 7);
    }

    [Fact]
    public async Task LineThatIsTooLong_IsRefusedOnArrival()
    {
        var budget = Of(rate: 4, burst: 1);
        (await TakeAsync(budget)).ShouldBeNull();
        using var leave = new CancellationTokenSource();
        var line = Enumerable.Range(0, 12).Select(_ => TakeAsync(budget, cancellation: leave.Token)).ToList();
        budget.Foresee("caller").ShouldBe(TimeSpan.FromSeconds(13 * 0.25));
        budget.Foresee("other").ShouldBe(TimeSpan.FromSeconds(3 * 0.25), "callers take turns");

        var refused = TakeAsync(budget, TimeSpan.FromSeconds(1));
        refused.IsCompleted.ShouldBeTrue();
        ShouldRefuse(await refused, after: 2.25);
        var other = TakeAsync(budget, TimeSpan.FromSeconds(1), caller: "other");
        other.IsCompleted.ShouldBeFalse();

        await leave.CancelAsync();
        foreach (var waiting in line) await Should.ThrowAsync<OperationCanceledException>(() => waiting);
        await TurnUntilAsync(other);
        (await other).ShouldBeNull();
        budget.Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Patience_EndsInTheLineToo()
    {
        var budget = Of(rate: 1, burst: 1);
        (await TakeAsync(budget)).ShouldBeNull();
        var first = TakeAsync(budget);
        var second = TakeAsync(budget, TimeSpan.FromSeconds(2.5));
        second.IsCompleted.ShouldBeFalse("two seconds were foreseen");
        await budget.CloseAsync(TimeSpan.FromSeconds(10), Stop);

        _clock.Advance(TimeSpan.FromSeconds(2.5));

        ShouldRefuse(await second, after: 2 + 7.5);
        await TurnUntilAsync(first);
        (await first).ShouldBeNull();
    }

    [Fact]
    public async Task ClosedBudget_RefusesAtOnce_OrWaitsForItsEnd()
    {
        var budget = Of(rate: 4, burst: 4);
        await budget.CloseAsync(TimeSpan.FromSeconds(30), Stop);
        await budget.CloseAsync(TimeSpan.FromSeconds(5), Stop);

        ShouldRefuse(await TakeAsync(budget, TimeSpan.FromSeconds(10)), after: 20);
        (await TurnUntilAsync(TakeAsync(budget, TimeSpan.FromSeconds(31)))).ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task HeadOfTheLineThatLeaves_PassesTheTurnOn()
    {
        var budget = Of(rate: 4, burst: 1);
        (await TakeAsync(budget)).ShouldBeNull();
        using var leave = new CancellationTokenSource();
        var head = TakeAsync(budget, cancellation: leave.Token);
        var next = TakeAsync(budget);

        await leave.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => head);
        await TurnUntilAsync(next);
        (await next).ShouldBeNull();
    }

    Budget Of(double rate, int burst, int replicas = 1) => new(
        shared: null,
        registry: null,
        new(_clock),
        Options.Create(new NetskopeOptions { RequestsPerSecond = rate, Burst = burst, Replicas = replicas }),
        _clock);

    static Task<Failure?> TakeAsync(Budget budget, TimeSpan? patience = null, string caller = "caller", CancellationToken? cancellation = null) =>
        budget.TakeAsync(caller, patience ?? Timeout.InfiniteTimeSpan, cancellation ?? Stop).AsTask();

    /// <summary>Turns the clock as long as the one call waits: a timer for its patience, and one for its permit.</summary>
    async Task<TimeSpan> TurnUntilAsync(Task waiting)
    {
        var began = _clock.GetTimestamp();
        while (true)
        {
            await Task.WhenAny(waiting, _clock.WhenTimersAsync(2, Stop)).WaitAsync(Stop);
            if (waiting.IsCompleted) return _clock.GetElapsedTime(began);
            _clock.Advance(TimeSpan.FromMilliseconds(10));
        }
    }

    static void ShouldRefuse(Failure? failure, double after)
    {
        failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantQuota);
        failure.RetryAfter.ShouldNotBeNull().TotalSeconds.ShouldBe(after, 0.001);
    }
}
