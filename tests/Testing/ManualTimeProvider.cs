using Microsoft.Extensions.Time.Testing;

namespace Netskope.Testing;

/// <summary>A clock that stands still until <see cref="Advance"/> turns it.</summary>
/// <remarks>
/// The timers are not those of <see cref="FakeTimeProvider"/>. That fires them all with the clock at the end of an advance, so that a
/// loop of delays runs once where its time has come ten times; it fires one that is due at once inside the call that creates it; and it
/// does not tell how many wait. Here each fires with the clock at its own due time, in the order of these times and under no lock: a
/// callback may create timers, change them, or advance further. One that is due at once fires on the thread pool, as the system's does.
/// </remarks>
public sealed class ManualTimeProvider(DateTimeOffset start) : FakeTimeProvider(start)
{
    readonly Lock _gate = new();
    readonly List<ManualTimer> _waiting = [];
    readonly List<(int Count, TaskCompletionSource Reached)> _watchers = [];
    DateTimeOffset _end = start;

    public ManualTimeProvider()
        : this(AnchoredTimeProvider.Start)
    {
    }

    /// <summary>How many timers will fire if the clock is turned far enough.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_gate) return _waiting.Count;
        }
    }

    /// <summary>Turns the clock forward and fires what falls due on the way. What several threads advance adds up.</summary>
    public new void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        DateTimeOffset end;
        lock (_gate) end = _end += by;
        while (TakeDue(end) is { } callback) callback();
    }

    /// <summary>Completes when at least <paramref name="count"/> timers are waiting to fire.</summary>
    public Task WhenTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_waiting.Count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Turns the clock to the next timer's time, or else to the end.</summary>
    Action? TakeDue(DateTimeOffset end)
    {
        lock (_gate)
        {
            var next = _waiting.MinBy(timer => timer.Due) is { } first && first.Due <= end ? first : null;
            var until = next?.Due ?? end;
            if (until > GetUtcNow()) SetUtcNow(until);
            if (next is not null) Wait(next, next.Period);
            return next?.Callback;
        }
    }

    /// <summary>From now on the timer waits for a time, or not at all. The lock is held.</summary>
    void Wait(ManualTimer timer, TimeSpan time)
    {
        _waiting.Remove(timer);
        if (time <= TimeSpan.Zero) return;
        timer.Due = GetUtcNow() + time;
        _waiting.Add(timer);
        foreach (var (_, reached) in _watchers.Where(watcher => watcher.Count <= _waiting.Count)) reached.TrySetResult();
        _watchers.RemoveAll(watcher => watcher.Count <= _waiting.Count);
    }

    sealed class ManualTimer(ManualTimeProvider clock, Action callback) : ITimer
    {
        bool _isDisposed;

        public Action Callback => callback;

        public DateTimeOffset Due { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_isDisposed) return false;
                Period = period;
                clock.Wait(this, dueTime == TimeSpan.Zero ? period : dueTime);
            }

            if (dueTime == TimeSpan.Zero) ThreadPool.QueueUserWorkItem(static fire => fire(), callback, preferLocal: false);
            return true;
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _isDisposed = true;
                clock.Wait(this, Timeout.InfiniteTimeSpan);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
