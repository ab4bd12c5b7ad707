namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// The tenant's time, learnt from the <c>Date</c> of its good answers (RFC 9110, 6.6.1): windows are the tenant's, and our
/// clock may be off.
/// </summary>
sealed partial class TenantClock(TimeProvider time, ILogger<TenantClock> log)
{
    static readonly TimeSpan Alarming = TimeSpan.FromSeconds(60);

    // No clock is off by that much: such a date is a proxy's or an old answer's, and windows by it would be nonsense.
    static readonly TimeSpan Unbelievable = TimeSpan.FromDays(1);

    long _offsetTicks;
    int _disbelieved;

    public TimeSpan Offset => TimeSpan.FromTicks(Interlocked.Read(ref _offsetTicks));

    public DateTimeOffset Now => time.GetUtcNow() + Offset;

    /// <summary>Takes the <c>Date</c> of an answer that was asked for and had arrived at these times of our clock.</summary>
    public void Observe(DateTimeOffset? date, DateTimeOffset sent, DateTimeOffset arrived)
    {
        if (date is not { } second) return;

        // The tenant wrote its whole second somewhere between the two, so that the offset lies between these. What was
        // believed is moved only as far as they ask: a slow answer tells little, and ticks must not jump to and fro.
        var least = second - arrived;
        var most = second - sent + TimeSpan.FromSeconds(1);
        if (least.Duration() > Unbelievable)
        {
            if (Interlocked.Exchange(ref _disbelieved, 1) == 0) Log.DateIsNotBelieved(log, least.TotalDays);
            return;
        }

        Volatile.Write(ref _disbelieved, 0);
        var before = Offset;
        var offset = before < least ? least : before > most ? most : before;
        Interlocked.Exchange(ref _offsetTicks, offset.Ticks);
        if (offset.Duration() > Alarming && before.Duration() <= Alarming) Log.ClockIsOff(log, offset.TotalSeconds);
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 20, Level = LogLevel.Error, Message = "The tenant's clock and this machine's differ by {Seconds:F0} s. The tenant's is used; set this machine's clock.")]
        public static partial void ClockIsOff(ILogger logger, double seconds);

        [LoggerMessage(EventId = 29, Level = LogLevel.Error, Message = "The Date of the tenant's answer is {Days:F1} days from this machine's clock. It is not used: see what stands between.")]
        public static partial void DateIsNotBelieved(ILogger logger, double days);
    }
}
