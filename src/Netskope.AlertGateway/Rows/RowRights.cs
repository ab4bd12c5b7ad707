using System.Buffers;
using Netskope.Query;

namespace Netskope.AlertGateway.Rows;

/// <summary>What of a resource's rows may be seen: which rows, and which of their fields. May be used by many threads at once.</summary>
/// <param name="restriction">The rows; null for all.</param>
/// <param name="hidden">The fields that are not.</param>
sealed class RowRights(Condition? restriction, HiddenFields hidden)
{
    readonly RowMatcher? _matcher = restriction is null ? null : new(restriction);
    readonly FieldCutter? _cutter = hidden.IsEmpty ? null : new(hidden);

    public static RowRights All { get; } = new(null, HiddenFields.None);

    public Condition? Restriction { get; } = restriction;

    public HiddenFields Hidden { get; } = hidden;

    /// <summary>Whether every row may be seen as it is.</summary>
    public bool AreAll => Restriction is null && Hidden.IsEmpty;

    /// <summary>Rights are equal when their texts are; empty for all. It holds no line break beside the one between its parts.</summary>
    public string Text { get; } = restriction is null && hidden.IsEmpty ? "" : $"{restriction}\n{hidden.Text}";

    /// <summary>Whether a row is one of those that may be seen, whatever its reader makes of a name that stands in it twice.</summary>
    /// <param name="row">A JSON object that is well-formed and valid UTF-8.</param>
    public bool Include(ReadOnlySpan<byte> row) => _matcher is null || (_matcher.Matches(row, out var isAmbiguous) && !isAmbiguous);

    /// <summary>Writes a row without the fields that may not be seen; all other bytes stay as they are.</summary>
    public void Write(ReadOnlySpan<byte> row, IBufferWriter<byte> output)
    {
        if (_cutter is null) output.Write(row);
        else _cutter.Cut(row, output);
    }
}
