using System.Buffers.Text;
using System.Globalization;

namespace Netskope.Simulator;

/// <summary>Writes one row's bytes and holds what several of its fields share.</summary>
ref struct RowWriter
{
    readonly Span<byte> _bytes;
    SplitMix _random;

    public RowWriter(in AlertKey key, Span<byte> bytes)
    {
        Key = key;
        _bytes = bytes;
        _random = new SplitMix(~key.RowSeed);
        Person = _random.Below(1 << 20);
        App = _random.Below(1 << 20);
        File = _random.Below(1 << 20);
        From = _random.Below(1 << 20);
        To = _random.Below(1 << 20);
    }

    public AlertKey Key { get; }

    /// <summary>Which person, app, file and places the row is about: to be taken modulo their number.</summary>
    public int Person { get; }

    public int App { get; }

    public int File { get; }

    public int From { get; }

    public int To { get; }

    public int Written { get; private set; }

    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_bytes[Written..]);
        Written += bytes.Length;
    }

    public void Number(long number)
    {
        Utf8Formatter.TryFormat(number, _bytes[Written..], out var written);
        Written += written;
    }

    public void Hex(ulong bits, int digits)
    {
        bits.TryFormat(_bytes[Written..], out _, "x16", CultureInfo.InvariantCulture);
        _bytes.Slice(Written + 16 - digits, digits).CopyTo(_bytes[Written..]);
        Written += digits;
    }

    public void Digits(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _bytes[Written++] = (byte)('0' + _random.Below(10));
        }
    }

    public int Below(int below) => _random.Below(below);

    public ulong Bits() => _random.Next();
}
