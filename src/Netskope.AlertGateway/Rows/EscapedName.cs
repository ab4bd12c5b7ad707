using System.Globalization;
using System.Text;

namespace Netskope.AlertGateway.Rows;

/// <summary>Names that are written with escapes.</summary>
static class EscapedName
{
    /// <summary>What is written beyond the length that was asked for, at most: a character of four bytes.</summary>
    public const int Excess = 4;

    /// <summary>Writes what a name stands for in UTF-8, up to a length, or a character beyond it when the name is longer.</summary>
    /// <remarks>
    /// An escape that stands for no character, such as <c>\ud800</c> (RFC 8259, 8.2), is written as if it did: so it equals nothing that is
    /// UTF-8.
    /// </remarks>
    /// <param name="name">Between the quotes, well-formed.</param>
    /// <param name="plain">Room for the length and <see cref="Excess"/>.</param>
    public static int Decode(ReadOnlySpan<byte> name, Span<byte> plain)
    {
        var written = 0;
        while (!name.IsEmpty && written <= plain.Length - Excess)
        {
            if (name[0] != '\\')
            {
                plain[written++] = name[0];
                name = name[1..];
                continue;
            }

            var (code, length) = name[1] == 'u' ? Unicode(name) : (Short(name[1]), 2);
            written += Encode(code, plain[written..]);
            name = name[length..];
        }

        return written;
    }

    static (int Code, int Length) Unicode(ReadOnlySpan<byte> escape)
    {
        var unit = Unit(escape);
        return char.IsHighSurrogate((char)unit) && escape[6..].StartsWith("\\u"u8) && Unit(escape[6..]) is var low && char.IsLowSurrogate((char)low)
            ? (char.ConvertToUtf32((char)unit, (char)low), 12)
            : (unit, 6);
    }

    static int Unit(ReadOnlySpan<byte> escape) => int.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    static int Short(byte letter) => letter switch
    {
        (byte)'b' => '\b',
        (byte)'f' => '\f',
        (byte)'n' => '\n',
        (byte)'r' => '\r',
        (byte)'t' => '\t',
        _ => letter,
    };

    static int Encode(int code, Span<byte> utf8)
    {
        if (Rune.TryCreate(code, out var rune)) return rune.EncodeToUtf8(utf8);
        (utf8[0], utf8[1], utf8[2]) = (0xED, (byte)(0x80 | ((code >> 6) & 0x3F)), (byte)(0x80 | (code & 0x3F)));
        return 3;
    }
}
