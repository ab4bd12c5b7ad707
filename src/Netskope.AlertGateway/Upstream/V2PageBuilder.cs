using System.Buffers;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Puts rows into v1's envelope, one behind the other, and leaves out those that came already.</summary>
sealed class V2PageBuilder(PageLimits limits, RowRights rights, int most) : IDisposable
{
    static readonly byte[] Opening = "{\"status\":\"success\",\"msg\":\"\",\"data\":["u8.ToArray();
    static readonly MessageSpan Message = new("{\"status\":\"success\",\"msg\":".Length, 2);

    // Rows are gathered: compression is better with many at a time.
    const int BatchSize = 128 * 1024;

    readonly PageWriter _writer = new();
    readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    readonly ArrayBufferWriter<byte> _batch = new(BatchSize);
    RowOrder _order = new();

    public int Rows { get; private set; }

    public bool IsFull => Rows >= most;

    /// <summary>The memory it takes, the block of the reader in front of it among it.</summary>
    public long Held => _writer.Held + Math.Max(BatchSize, _batch.Capacity) + BodyBlock.Size;

    public bool Descends => _order.Descends;

    public Failure? Add(ReadOnlySpan<byte> row, RowFacts facts)
    {
        if (IsFull || (facts.Id is { } id && !_ids.Add(id))) return null;
        _batch.Write(Rows == 0 ? Opening : ","u8);
        rights.Write(row, _batch);
        _order.Take(facts.Timestamp);
        Rows++;
        if (_writer.Length + _batch.WrittenCount > limits.MostBytes) return limits.TooLarge;
        return _batch.WrittenCount < BatchSize ? null : Flush();
    }

    public Outcome<Page> Build()
    {
        if (Rows == 0) _batch.Write(Opening);
        _batch.Write("]}"u8);
        if (Flush() is { } failure) return failure;
        return _writer.ToPage(Rows, _order.Tail, Message);
    }

    public void Dispose()
    {
        _writer.Dispose();
    }

    Failure? Flush()
    {
        // Whole rows that were checked, and ASCII between them.
        _writer.Write(_batch.WrittenSpan);
        _batch.ResetWrittenCount();
        return limits.InFlight.TryHold(Held) ? null : PageLimits.NoMemory;
    }
}
