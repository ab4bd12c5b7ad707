using System.Buffers;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Where a row stands in a body: from its brace to behind its last one.</summary>
readonly record struct RowSpan(long Start, long End);

/// <summary>
/// Passes the bytes of a page on, each row as its caller may see it, once all of the row is there; what lies between rows stays as it
/// is. A row that the caller may not see ends the page: the tenant was asked for none.
/// </summary>
sealed class RowSieve(RowRights rights, PageWriter writer)
{
    // Compression is better with many rows at a time.
    const int BatchSize = 128 * 1024;

    readonly ArrayBufferWriter<byte> _begun = new();
    readonly ArrayBufferWriter<byte> _batch = new(BatchSize);
    long _taken;
    long _written;
    long? _firstRow;

    /// <summary>The memory it takes beside the writer's.</summary>
    public long Held => _begun.Capacity + _batch.Capacity;

    /// <param name="block">The next bytes of the body; they have been checked.</param>
    /// <param name="rows">The rows that end in it.</param>
    /// <param name="begins">Where the row begins that does not end in it; null when there is none.</param>
    public Failure? Take(ReadOnlySpan<byte> block, IReadOnlyList<RowSpan> rows, long? begins)
    {
        var offset = _taken;
        var done = 0;
        foreach (var row in rows)
        {
            var end = (int)(row.End - offset);
            _firstRow ??= row.Start;
            if (row.Start >= offset) Pass(block[done..(int)(row.Start - offset)]);
            if (Add(row.Start < offset ? Whole(block[..end]) : block[(int)(row.Start - offset)..end]) is { } failure) return failure;
            _begun.ResetWrittenCount();
            done = end;
        }

        var rest = begins is { } start ? (int)Math.Max(done, start - offset) : block.Length;
        Pass(block[done..rest]);
        _begun.Write(block[rest..]);
        _taken += block.Length;
        return _begun.WrittenCount > BodyBlock.Largest ? BodyVerifier.Malformed($"it holds a row of more than {BodyBlock.Largest} bytes") : null;
    }

    /// <summary>Where the envelope's message stands in what was passed on, once all was taken.</summary>
    public MessageSpan Move(MessageSpan message) => _firstRow is { } first && message.Start > first ? message with { Start = message.Start - (_taken - _written) } : message;

    /// <summary>Passes on what is still gathered.</summary>
    public void Flush()
    {
        writer.Write(_batch.WrittenSpan);
        _batch.ResetWrittenCount();
    }

    ReadOnlySpan<byte> Whole(ReadOnlySpan<byte> ending)
    {
        _begun.Write(ending);
        return _begun.WrittenSpan;
    }

    Failure? Add(ReadOnlySpan<byte> row)
    {
        if (!rights.Include(row)) return Mismatch;
        var before = _batch.WrittenCount;
        rights.Write(row, _batch);
        _written += _batch.WrittenCount - before;
        if (_batch.WrittenCount >= BatchSize) Flush();
        return null;
    }

    void Pass(ReadOnlySpan<byte> bytes)
    {
        _batch.Write(bytes);
        _written += bytes.Length;
    }

    public static Failure Mismatch { get; } = new(
        FailureKind.ConfinementMismatch,
        "Netskope's answer holds rows outside what your profile allows: it reads the query in another way than this gateway. None of it is given; the gateway's operators are told.");
}
