using System.Buffers;

namespace Netskope.AlertGateway.Rows;

/// <summary>Copies what is kept of a row, in pieces as long as they can be.</summary>
ref struct RowCopy(ReadOnlySpan<byte> row, IBufferWriter<byte> output)
{
    readonly ReadOnlySpan<byte> _row = row;
    Span<byte> _free;
    int _written;
    int _copied;

    /// <summary>Leaves a part out.</summary>
    public void Drop(int from, int to)
    {
        Write(_row[_copied..from]);
        _copied = to;
    }

    /// <summary>Leaves a part out and puts a mask in its place.</summary>
    public void Mask(int from, int to)
    {
        Drop(from, to);
        Write("\"***\""u8);
    }

    public void Complete()
    {
        Write(_row[_copied..]);
        output.Advance(_written);
    }

    void Write(ReadOnlySpan<byte> part)
    {
        if (_free.Length < part.Length) Renew(part.Length);
        part.CopyTo(_free);
        _free = _free[part.Length..];
        _written += part.Length;
    }

    void Renew(int least)
    {
        if (_written > 0) output.Advance(_written);
        _written = 0;

        // Only masks make a row longer than it was.
        _free = output.GetSpan(Math.Max(least, _row.Length - _copied));
    }
}
