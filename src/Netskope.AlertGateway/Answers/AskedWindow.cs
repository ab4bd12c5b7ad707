using System.Globalization;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>A time window as the caller asked it.</summary>
abstract record AskedWindow
{
    public abstract WindowKind Kind { get; }

    /// <summary>The last so many seconds.</summary>
    public static AskedWindow Last(int seconds) => new RelativeWindow(seconds);

    /// <summary>What happened after the start, up to and including the end, in Unix seconds.</summary>
    public static AskedWindow Between(long start, long end) => new AbsoluteWindow(WindowKind.Event, new(start, end));

    /// <summary>What the tenant stored between two moments, in Unix seconds.</summary>
    public static AskedWindow InsertedBetween(long start, long end) => new AbsoluteWindow(WindowKind.Insertion, new(start, end));

    /// <summary>The window as v1 parameters.</summary>
    public abstract string Parameters { get; }
}

/// <summary>The last so many seconds (<c>timeperiod</c>).</summary>
sealed record RelativeWindow(int Seconds) : AskedWindow
{
    public override WindowKind Kind => WindowKind.Event;

    public override string Parameters => string.Create(CultureInfo.InvariantCulture, $"timeperiod={Seconds}");

    /// <summary>
    /// The ends at a moment. The end is the last tick, so that all who ask within a tick get one answer, and the pages
    /// of a walk stand on one window.
    /// </summary>
    /// <param name="now">The tenant's time.</param>
    /// <param name="tick">The length of a tick in seconds.</param>
    /// <param name="phase">Where in the tick's length the ticks fall.</param>
    public Window At(DateTimeOffset now, int tick, long phase)
    {
        var offset = phase % tick;
        var end = now.ToUnixTimeSeconds();
        end -= (((end - offset) % tick) + tick) % tick;
        return new(end - Seconds, end);
    }
}

/// <summary>Between two moments (<c>starttime</c> and <c>endtime</c>, or the insertion pair).</summary>
sealed record AbsoluteWindow(WindowKind Of, Window Ends) : AskedWindow
{
    public override WindowKind Kind => Of;

    public override string Parameters => Of == WindowKind.Event
        ? string.Create(CultureInfo.InvariantCulture, $"starttime={Ends.Start}&endtime={Ends.End}")
        : string.Create(CultureInfo.InvariantCulture, $"insertionstarttime={Ends.Start}&insertionendtime={Ends.End}");
}
