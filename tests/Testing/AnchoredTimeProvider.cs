namespace Netskope.Testing;

/// <summary>A clock that runs at the system's pace, from the same moment in every run, so that no test depends on the hour at which it runs.</summary>
public sealed class AnchoredTimeProvider : TimeProvider
{
    readonly long _began = System.GetTimestamp();
    long _ahead;

    /// <summary>When the clock starts: a Monday morning.</summary>
    public static DateTimeOffset Start { get; } = new(2026, 3, 2, 9, 30, 0, TimeSpan.Zero);

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override long TimestampFrequency => System.TimestampFrequency;

    /// <summary>Sets the clock forward. Timers that run keep their real time.</summary>
    public void SetForward(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        Interlocked.Add(ref _ahead, by.Ticks * (TimestampFrequency / TimeSpan.TicksPerSecond));
    }

    public override DateTimeOffset GetUtcNow() => Start + GetElapsedTime(_began);

    public override long GetTimestamp() => System.GetTimestamp() + Interlocked.Read(ref _ahead);
}
