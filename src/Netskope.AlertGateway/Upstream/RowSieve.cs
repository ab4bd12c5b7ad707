using System.Buffers;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Where a row stands in a body: from its brace to behind its last one.</summary>
readonly record struct RowSpan(long Start, long End);

/// <summary>
/// Takes the rows out of a page of which a caller may see a part, each once all of it is there. A row that the caller may not see ends
/// the page: the tenant was asked for none. What else is in the envelope goes no further: nobody knows what it tells.
/// </summary>
sealed class RowSieve(RowRights rights, PageWriter writer)
{
    readonly EnvelopeWriter _rows = new(writer, rights);
    readonly ArrayBufferWriter<byte> _begun = new();
    long _taken;

    /// <summary>The memory it takes, the writer's among it.</summary>
    public long Held => _rows.Held + _begun.Capacity;

    public static Failure Mismatch { get; } = new(
        FailureKind.ConfinementMismatch,
        "Netskope's answer holds rows outside what your profile allows: it reads the query in another way than this gateway. None of it is given; the gateway's operators are told.");

    /// <param name="block">The next bytes of the body; they have been checked.</param>
    /// <param name="rows">The rows that end in it.</param>
    /// <param name="begins">Where the row begins that does not end in it; null when there is none.</param>
    public Failure? Take(ReadOnlySpan<byte> block, IReadOnlyList<RowSpan> rows, long? begins)
    {
        foreach (var row in rows)
        {
            var end = (int)(row.End - _taken);
            var bytes = row.Start < _taken ? Whole(block[..end]) : block[(int)(row.Start - _taken)..end];
            if (!rights.Include(bytes)) return Mismatch;
            _rows.Add(bytes);
            _begun.ResetWrittenCount();
        }

        if (begins is { } start) _begun.Write(block[(int)Math.Max(0, start - _taken)..]);
        _taken += block.Length;
        return _begun.WrittenCount > BodyBlock.Largest ? BodyVerifier.Malformed($"it holds a row of more than {BodyBlock.Largest} bytes") : null;
    }

    public Page ToPage(PageTail? tail) => _rows.ToPage(tail);

    ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> ending)
    {
        _begun.Write(ending);
        return _begun.WrittenSpan;
    }
}
