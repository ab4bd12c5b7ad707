namespace Netskope.AlertGateway.Upstream;

/// <summary>A token bucket in this process (GCRA: it knows only the time at which it would be full again).</summary>
sealed class LocalBudget(TimeProvider time)
{
    readonly long _origin = time.GetTimestamp();
    readonly Lock _lock = new();
    long _full;
    long _closed;
    long? _emptied;

    /// <summary>How long no call may be made, whatever is in the bucket.</summary>
    public TimeSpan ClosedFor
    {
        get
        {
            lock (_lock) return TimeSpan.FromTicks(Math.Max(0, _closed - Now));
        }
    }

    long Now => time.GetElapsedTime(_origin).Ticks;

    public static TimeSpan Interval(double rate) => TimeSpan.FromTicks((long)Math.Ceiling(TimeSpan.TicksPerSecond / rate));

    /// <summary>Takes a permit.</summary>
    /// <returns>Zero, or how long there will be none.</returns>
    /// <param name="rate">Permits per second, which may differ from call to call.</param>
    /// <param name="burst">Permits that a full bucket holds.</param>
    public TimeSpan Take(double rate, int burst)
    {
        lock (_lock)
        {
            var (now, interval) = (Now, Interval(rate).Ticks);
            var spread = (burst - 1) * interval;
            if (_emptied is { } at) _full = Math.Max(_full, at + spread + interval);
            _emptied = null;

            // No bucket is emptier than empty: a smaller rate may have left more.
            _full = Math.Min(_full, now + spread + interval);
            var free = Math.Max(_full - spread, _closed);
            if (free > now) return TimeSpan.FromTicks(free - now);
            _full = Math.Max(_full, now) + interval;
            return TimeSpan.Zero;
        }
    }

    public void Close(TimeSpan wait)
    {
        lock (_lock) _closed = Math.Max(_closed, Now + wait.Ticks);
    }

    /// <summary>Takes all permits: the next one comes after one interval.</summary>
    public void Empty()
    {
        lock (_lock) _emptied = Now;
    }
}
