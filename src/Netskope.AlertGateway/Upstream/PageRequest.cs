using Netskope.AlertGateway.Rows;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The two ends of a window in Unix seconds: rows after the start, up to and including the end.</summary>
public readonly record struct Window(long Start, long End)
{
    public override string ToString() => $"{Start}-{End}";
}

/// <summary>Which of a row's times a window is about.</summary>
public enum WindowKind
{
    /// <summary>When it happened: <c>timestamp</c>.</summary>
    Event,

    /// <summary>When Netskope stored it: <c>_insertion_epoch_timestamp</c>.</summary>
    Insertion,
}

/// <summary>What a page's <c>data</c> may hold.</summary>
public enum RowShape
{
    /// <summary>A list of objects.</summary>
    Objects,

    /// <summary>A list of anything, or an object, whose members are then the rows: Netskope does not document the rows of reports.</summary>
    Opaque,

    /// <summary>Anything, or nothing: what is passed through is the caller's to read.</summary>
    Any,
}

/// <summary>One page to ask of the tenant; everything in it has been validated.</summary>
/// <param name="Query">The query as the caller wrote it, or as it is printed within the caller's rights.</param>
/// <param name="Condition">What it was read as; null when there is none, or it can not be read.</param>
/// <param name="GroupBy">By what a report groups its rows.</param>
/// <param name="Rows">What <c>data</c> may hold.</param>
sealed record PageRequest(
    string Resource,
    string? Query,
    string? Type,
    bool? Acked,
    WindowKind WindowKind,
    Window Window,
    int Limit,
    long Skip,
    bool Unsorted,
    Condition? Condition = null,
    string? GroupBy = null,
    RowShape Rows = RowShape.Objects)
{
    /// <summary>What of the rows may be seen. <see cref="Query"/> asks for no others; whether no others come is checked.</summary>
    public RowRights Rights { get; init; } = RowRights.All;
}
