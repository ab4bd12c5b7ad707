namespace Netskope.Simulator;

/// <summary>
/// A quota per tenant that delays before it refuses. A second's worth of calls may come at once, the next
/// <see cref="SimulatorOptions.QueueLength"/> wait their turn, and the one after them is refused: 24 in 5 seconds.
/// </summary>
/// <remarks>
/// Assumption: a call that gives up while it waits keeps its place. The places are on a time line, so what is
/// delayed and what is refused depends on the clock alone and not on how quickly a waiting call wakes.
/// </remarks>
sealed class Quota(SimulatorOptions options, TimeProvider clock)
{
    readonly Lock _gate = new();
    readonly long _start = clock.GetTimestamp();
    long _nextPlace = long.MinValue;

    /// <returns>False if the queue is full.</returns>
    public async Task<bool> EnterAsync(CancellationToken cancellationToken)
    {
        if (options.RequestsPerSecond <= 0)
        {
            return true;
        }

        if (TakePlace() is not { } delay)
        {
            return false;
        }

        if (delay > TimeSpan.Zero)
        {
            await Task.Delay(delay, clock, cancellationToken);
        }

        return true;
    }

    TimeSpan? TakePlace()
    {
        var interval = (long)(TimeSpan.TicksPerSecond / options.RequestsPerSecond);
        var atOnce = Math.Max(1, (long)options.RequestsPerSecond);
        lock (_gate)
        {
            var now = clock.GetElapsedTime(_start).Ticks;
            var place = Math.Max(_nextPlace, now - ((atOnce - 1) * interval));
            var delay = Math.Max(0, place - now);
            if (delay > options.QueueLength * interval)
            {
                return null;
            }

            _nextPlace = place + interval;
            return TimeSpan.FromTicks(delay);
        }
    }
}
