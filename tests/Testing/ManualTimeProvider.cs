namespace Netskope.Testing;

/// <summary>A clock that stands still until <see cref="Advance"/> turns it.</summary>
/// <remarks>
/// Timers fire inside <see cref="Advance"/>, in the order of their due times, each with the clock at its own due time,
/// and never under the lock: a callback may read the clock, create timers, change them, or advance again.
/// A timer that is due at once fires on the thread pool, as the system's does.
/// </remarks>
public sealed class ManualTimeProvider(DateTimeOffset start) : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<ManualTimer> _waiting = [];
    readonly List<(int Count, TaskCompletionSource Reached)> _watchers = [];
    readonly long _start = start.UtcTicks;
    long _now = start.UtcTicks;
    long _advancingTo = start.UtcTicks;
    long _created;

    public ManualTimeProvider()
        : this(new DateTimeOffset(2026, 3, 2, 9, 30, 0, TimeSpan.Zero))
    {
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers will fire if the clock is turned far enough.</summary>
    public int WaitingTimers
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count;
            }
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return new DateTimeOffset(_now, TimeSpan.Zero);
        }
    }

    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return _now - _start;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Turns the clock forward and fires what falls due on the way.</summary>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        long until;
        lock (_gate)
        {
            // Two threads that each advance a second make two seconds.
            until = _advancingTo = Math.Max(_advancingTo, _now) + by.Ticks;
        }

        while (TakeDue(until) is { } timer)
        {
            timer.Fire();
        }
    }

    /// <summary>Completes when at least <paramref name="count"/> timers are waiting to fire.</summary>
    public Task WhenTimersAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_waiting.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _watchers.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    ManualTimer? TakeDue(long until)
    {
        lock (_gate)
        {
            ManualTimer? next = null;
            foreach (var timer in _waiting)
            {
                if (timer.Due <= until && (next is null || (timer.Due, timer.Order).CompareTo((next.Due, next.Order)) < 0))
                {
                    next = timer;
                }
            }

            _now = Math.Max(_now, next?.Due ?? until);
            if (next is not null)
            {
                _waiting.Remove(next);
                if (next.Period > 0)
                {
                    Wait(next, next.Due + next.Period);
                }
            }

            return next;
        }
    }

    void Wait(ManualTimer timer, long due)
    {
        timer.Due = due;
        timer.Order = _created++;
        _waiting.Add(timer);
        for (var i = _watchers.Count - 1; i >= 0; i--)
        {
            if (_watchers[i].Count <= _waiting.Count)
            {
                _watchers[i].Reached.TrySetResult();
                _watchers.RemoveAt(i);
            }
        }
    }

    sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        readonly ExecutionContext? _context = ExecutionContext.Capture();
        bool _disposed;

        public long Due { get; set; }

        public long Order { get; set; }

        public long Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(dueTime, Timeout.InfiniteTimeSpan);
            ArgumentOutOfRangeException.ThrowIfLessThan(period, Timeout.InfiniteTimeSpan);
            lock (clock._gate)
            {
                if (_disposed)
                {
                    return false;
                }

                clock._waiting.Remove(this);
                Period = Math.Max(period.Ticks, 0);
                if (dueTime > TimeSpan.Zero)
                {
                    clock.Wait(this, clock._now + dueTime.Ticks);
                }
                else if (dueTime == TimeSpan.Zero)
                {
                    if (Period > 0)
                    {
                        clock.Wait(this, clock._now + Period);
                    }

                    ThreadPool.UnsafeQueueUserWorkItem(static timer => timer.Fire(), this, preferLocal: false);
                }

                return true;
            }
        }

        public void Fire()
        {
            lock (clock._gate)
            {
                if (_disposed)
                {
                    return;
                }
            }

            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, _ => callback(state), null);
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
            {
                _disposed = true;
                clock._waiting.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
