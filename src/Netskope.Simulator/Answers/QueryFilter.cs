using System.Buffers;
using System.Globalization;
using System.Text.Unicode;
using Netskope.Query;

namespace Netskope.Simulator;

/// <summary>A query held against the rows. A filter belongs to one call, and 180,000 rows may pass through it.</summary>
sealed class QueryFilter
{
    // What the index knows, so that most rows need not be written to be left out.
    static readonly string[] Indexed = ["alert_type", "acked", "timestamp", "_insertion_epoch_timestamp"];

    readonly RowMatcher _matcher;
    readonly RowMatcher? _indexMatcher;
    readonly ArrayBufferWriter<byte> _row = new(Row.MaxBytes);
    readonly byte[] _known = new byte[256];

    public QueryFilter(Condition condition)
    {
        _matcher = new(condition);
        if (AboutIndex(condition) is { } known) _indexMatcher = new(known);
    }

    public bool Matches(AlertKey key)
    {
        if (_indexMatcher is not null && !_indexMatcher.Matches(Known(key)))
        {
            return false;
        }

        _row.ResetWrittenCount();
        Row.Write(key, _row);
        return _matcher.Matches(_row.WrittenSpan);
    }

    ReadOnlySpan<byte> Known(in AlertKey key)
    {
        int length;
        if (key.Event is null)
        {
            Utf8.TryWrite(
                _known,
                CultureInfo.InvariantCulture,
                $$"""{"alert_type":"{{key.Type.Name()}}","acked":"{{(key.Acked ? "true" : "false")}}","timestamp":{{key.Timestamp}},"_insertion_epoch_timestamp":{{key.Insertion}}}""",
                out length);
        }
        else
        {
            // Neither field of an alert's is in an event's row.
            Utf8.TryWrite(
                _known,
                CultureInfo.InvariantCulture,
                $$"""{"timestamp":{{key.Timestamp}},"_insertion_epoch_timestamp":{{key.Insertion}}}""",
                out length);
        }

        return _known.AsSpan(0, length);
    }

    /// <summary>A condition about the index alone that holds wherever the whole one does; null when there is none.</summary>
    static Condition? AboutIndex(Condition condition)
    {
        if (condition is Junction { Connective: Connective.And } group)
        {
            var parts = group.Parts.Select(AboutIndex).OfType<Condition>().ToArray();
            return parts.Length == 0 ? null : Junction.Of(Connective.And, parts);
        }

        return IsAboutIndex(condition) ? condition : null;
    }

    static bool IsAboutIndex(Condition condition) => condition.Terms.All(term => Indexed.Contains(term.Field, StringComparer.Ordinal));
}
