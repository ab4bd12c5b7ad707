using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Puts rows into v1's envelope, one behind the other, and leaves out those that came already.</summary>
sealed class V2PageBuilder(PageLimits limits, int most) : IDisposable
{
    static readonly byte[] Opening = "{\"status\":\"success\",\"msg\":\"\",\"data\":["u8.ToArray();
    static readonly MessageSpan Message = new("{\"status\":\"success\",\"msg\":".Length, 2);

    // Rows are gathered: compression is better with many at a time.
    const int BatchSize = 128 * 1024;

    readonly PageWriter _writer = new();
    readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    readonly MemoryStream _batch = new(BatchSize);
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
        _batch.Write(row);
        _order.Take(facts.Timestamp);
        Rows++;
        if (_writer.Length + _batch.Length > limits.MostBytes) return limits.TooLarge;
        return _batch.Length < BatchSize ? null : Flush();
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
        _batch.Dispose();
    }

    Failure? Flush()
    {
        // Whole rows that were checked, and ASCII between them.
        _writer.Write(_batch.GetBuffer().AsSpan(0, (int)_batch.Length));
        _batch.SetLength(0);
        return limits.InFlight.TryHold(Held) ? null : PageLimits.NoMemory;
    }
}
