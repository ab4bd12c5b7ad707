using System.Globalization;

namespace Netskope.Simulator;

/// <summary>What the index knows of an alert or an event. Its row is a function of this alone.</summary>
/// <param name="Timestamp">Unix seconds.</param>
/// <param name="Insertion">Unix seconds; the row is visible from then on.</param>
/// <param name="RowSeed">Unique in a tenant.</param>
/// <param name="Type">One of twelve; means nothing in an event.</param>
/// <param name="Acked">Whether somebody has seen to it; means nothing in an event.</param>
public readonly record struct AlertKey(long Timestamp, long Insertion, ulong RowSeed, AlertType Type, bool Acked)
{
    /// <summary>Null in an alert.</summary>
    public EventKind? Event { get; init; }

    /// <summary>The row's <c>_id</c>: 24 hex digits.</summary>
    public string Id => string.Create(CultureInfo.InvariantCulture, $"{Timestamp:x8}{RowSeed:x16}");

    /// <summary>By time, and within a second by row seed: total, and the same in every process.</summary>
    internal static int Compare(AlertKey left, AlertKey right) =>
        left.Timestamp != right.Timestamp ? left.Timestamp.CompareTo(right.Timestamp) : left.RowSeed.CompareTo(right.RowSeed);
}

/// <summary>Which alerts, or which events. What is null does not matter; a start is exclusive and an end inclusive.</summary>
/// <remarks>Assumption: the insertion window has the same ends as the time window.</remarks>
public sealed record AlertFilter
{
    public long? Start { get; init; }

    public long? End { get; init; }

    public long? InsertionStart { get; init; }

    public long? InsertionEnd { get; init; }

    public AlertType? Type { get; init; }

    public bool? Acked { get; init; }

    public Func<AlertKey, bool>? Where { get; init; }

    internal bool Matches(in AlertKey key) =>
        (Start is null || key.Timestamp > Start)
        && (End is null || key.Timestamp <= End)
        && (InsertionStart is null || key.Insertion > InsertionStart)
        && (InsertionEnd is null || key.Insertion <= InsertionEnd)
        && (Type is null || key.Type == Type)
        && (Acked is null || key.Acked == Acked)
        && (Where is null || Where(key));
}
