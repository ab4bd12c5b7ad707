using System.Buffers;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Writes v1's envelope around rows, one behind the other, each as its caller may see it. Nothing else of the tenant's is in it.</summary>
sealed class EnvelopeWriter(PageWriter writer, RowRights rights)
{
    static readonly byte[] Opening = "{\"status\":\"success\",\"msg\":\"\",\"data\":["u8.ToArray();
    static readonly MessageSpan Message = new("{\"status\":\"success\",\"msg\":".Length, 2);

    // Rows are gathered: compression is better with many at a time.
    const int BatchSize = 128 * 1024;

    readonly ArrayBufferWriter<byte> _batch = new(BatchSize);

    public int Rows { get; private set; }

    /// <summary>The bytes of all rows so far.</summary>
    public long Length => writer.Length + _batch.WrittenCount;

    /// <summary>The memory it takes, the writer's among it.</summary>
    public long Held => writer.Held + _batch.Capacity;

    /// <param name="row">One that may be seen; it has been checked.</param>
    public void Add(ReadOnlySpan<byte> row)
    {
        _batch.Write(Rows == 0 ? Opening : ","u8);
        rights.Write(row, _batch);
        Rows++;
        if (_batch.WrittenCount >= BatchSize) Flush();
    }

    /// <summary>The whole, once all rows are written.</summary>
    public Page ToPage(PageTail? tail)
    {
        if (Rows == 0) _batch.Write(Opening);
        _batch.Write("]}"u8);
        Flush();
        return writer.ToPage(Rows, tail, Message);
    }

    void Flush()
    {
        writer.Write(_batch.WrittenSpan);
        _batch.ResetWrittenCount();
    }
}
