using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.TestSupport;

public sealed class ManualTimeProviderTests
{
    readonly ManualTimeProvider _clock = new();
    readonly List<(string Name, TimeSpan At)> _fired = [];

    [Fact]
    public void Timers_FireInTheOrderOfTheirTimes()
    {
        using var late = Timer("late", 30);
        using var early = Timer("early", 10);
        using var never = Timer("never", 31);

        _clock.Advance(TimeSpan.FromSeconds(30));

        _fired.ShouldBe([("early", TimeSpan.FromSeconds(10)), ("late", TimeSpan.FromSeconds(30))]);
        _clock.WaitingTimers.ShouldBe(1);
    }

    [Fact]
    public void PeriodicTimers_FireEachTime()
    {
        using var timer = Timer("tick", 5, period: 10);

        _clock.Advance(TimeSpan.FromSeconds(26));

        _fired.Select(fired => fired.At.TotalSeconds).ShouldBe([5, 15, 25]);
    }

    [Fact]
    public void ACallback_MayStartAnotherTimer()
    {
        ITimer? second = null;
        using var first = _clock.CreateTimer(_ => second = Timer("second", 5), null, TimeSpan.FromSeconds(10), Timeout.InfiniteTimeSpan);

        _clock.Advance(TimeSpan.FromSeconds(20));

        _fired.ShouldBe([("second", TimeSpan.FromSeconds(15))]);
        second.ShouldNotBeNull().Dispose();
    }

    [Fact]
    public void ChangeAndDispose_StopWhatWasSet()
    {
        var moved = Timer("moved", 5);
        var disposed = Timer("disposed", 5);
        moved.Change(TimeSpan.FromSeconds(8), Timeout.InfiniteTimeSpan).ShouldBeTrue();
        disposed.Dispose();

        _clock.Advance(TimeSpan.FromSeconds(10));

        _fired.ShouldBe([("moved", TimeSpan.FromSeconds(8))]);
        disposed.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan).ShouldBeFalse();
        moved.Dispose();
    }

    [Fact]
    public async Task Delays_EndWhenTheirTimeHasCome()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(1), _clock, TestContext.Current.CancellationToken);
        var waiting = _clock.WhenTimersAsync(2, TestContext.Current.CancellationToken);
        waiting.IsCompleted.ShouldBeFalse();
        using var cancellation = new CancellationTokenSource(TimeSpan.FromSeconds(30), _clock);
        await waiting;

        _clock.Advance(TimeSpan.FromSeconds(59));
        (delay.IsCompleted, cancellation.IsCancellationRequested).ShouldBe((false, true));
        _clock.Advance(TimeSpan.FromSeconds(1));

        await delay;
    }

    [Fact]
    public async Task ATimerDueAtOnce_FiresByItself()
    {
        var fired = new TaskCompletionSource();
        await using var timer = _clock.CreateTimer(_ => fired.SetResult(), null, TimeSpan.Zero, Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ATimerDueAtOnce_DoesNotFireInsideTheCallThatCreatesIt()
    {
        using var created = new ManualResetEventSlim();
        var fired = new TaskCompletionSource();
        await using var timer = _clock.CreateTimer(
            _ =>
            {
                created.Wait(TestContext.Current.CancellationToken);
                fired.SetResult();
            },
            null,
            TimeSpan.Zero,
            Timeout.InfiniteTimeSpan);

        created.Set();

        await fired.Task.WaitAsync(TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task ALoopOfDelays_RunsAsOftenAsItsTimeComes()
    {
        var rounds = 0;
        var loop = LoopAsync();

        _clock.Advance(TimeSpan.FromSeconds(10));

        await loop;
        (_clock.GetUtcNow() - AnchoredTimeProvider.Start).ShouldBe(TimeSpan.FromSeconds(10));

        async Task LoopAsync()
        {
            for (; rounds < 10; rounds++)
                await Task.Delay(TimeSpan.FromSeconds(1), _clock, TestContext.Current.CancellationToken).ConfigureAwait(ConfigureAwaitOptions.None);
        }
    }

    [Fact]
    public async Task AdvancesOfManyThreads_AddUp()
    {
        var ticks = 0;
        using var timer = _clock.CreateTimer(_ => Interlocked.Increment(ref ticks), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 100; i++) _clock.Advance(TimeSpan.FromMilliseconds(50));
            },
            TestContext.Current.CancellationToken)));

        (_clock.GetUtcNow() - AnchoredTimeProvider.Start).ShouldBe(TimeSpan.FromSeconds(40));
        ticks.ShouldBe(40);
    }

    [Fact]
    public void ACallback_MayAdvanceFurther()
    {
        using var first = _clock.CreateTimer(_ => _clock.Advance(TimeSpan.FromSeconds(10)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var second = Timer("second", 12);

        _clock.Advance(TimeSpan.FromSeconds(5));

        _fired.ShouldBe([("second", TimeSpan.FromSeconds(12))]);
        (_clock.GetUtcNow() - AnchoredTimeProvider.Start).ShouldBe(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void Advance_MovesBothClocks()
    {
        var (time, stamp) = (_clock.GetUtcNow(), _clock.GetTimestamp());

        _clock.Advance(TimeSpan.FromMilliseconds(1.5));

        (_clock.GetUtcNow() - time).ShouldBe(TimeSpan.FromMilliseconds(1.5));
        _clock.GetElapsedTime(stamp).ShouldBe(TimeSpan.FromMilliseconds(1.5));
    }

    ITimer Timer(string name, int due, int? period = null) => _clock.CreateTimer(
        _ => _fired.Add((name, _clock.GetUtcNow() - AnchoredTimeProvider.Start)),
        null,
        TimeSpan.FromSeconds(due),
        period is { } seconds ? TimeSpan.FromSeconds(seconds) : Timeout.InfiniteTimeSpan);
}
