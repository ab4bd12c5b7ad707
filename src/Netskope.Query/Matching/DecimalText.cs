namespace Netskope.Query;

/// <summary>A number as JSON writes it, compared exactly however many digits it has: nothing is rounded.</summary>
readonly ref struct DecimalText
{
    // No exponent of a real row comes near; one beyond counts as this.
    const int MostExponent = 1_000_000;

    readonly ReadOnlySpan<byte> _digits;
    readonly int _sign;
    readonly long _magnitude;

    DecimalText(ReadOnlySpan<byte> digits, int sign, long magnitude)
    {
        _digits = digits;
        (_sign, _magnitude) = (sign, magnitude);
    }

    public static bool IsNumber(string text)
    {
        Span<byte> bytes = stackalloc byte[64];
        foreach (var c in text)
        {
            if (!char.IsAscii(c)) return false;
        }

        if (text.Length > bytes.Length) bytes = new byte[text.Length];
        for (var i = 0; i < text.Length; i++) bytes[i] = (byte)text[i];
        return TryRead(bytes[..text.Length], out _);
    }

    public static bool TryRead(ReadOnlySpan<byte> text, out DecimalText number)
    {
        number = default;
        var at = text.Length > 0 && text[0] == '-' ? 1 : 0;
        var negative = at == 1;
        var whole = Digits(text, at);
        if (whole == 0 || (whole > 1 && text[at] == '0')) return false;
        var end = at + whole;
        if (end < text.Length && text[end] == '.')
        {
            var fraction = Digits(text, end + 1);
            if (fraction == 0) return false;
            end += 1 + fraction;
        }

        if (!TryExponent(text[end..], out var exponent)) return false;
        var digits = text[at..end];

        // The place of the first digit that counts, seen from the decimal point.
        var first = digits.IndexOfAnyExcept((byte)'0', (byte)'.');
        if (first < 0) return true;
        var magnitude = first < whole ? whole - first : whole - first + 1;
        number = new(digits[first..], negative ? -1 : 1, magnitude + exponent);
        return true;
    }

    public static int Compare(DecimalText a, DecimalText b)
    {
        if (a._sign != b._sign) return a._sign.CompareTo(b._sign);
        if (a._magnitude != b._magnitude) return a._sign * a._magnitude.CompareTo(b._magnitude);
        return a._sign * CompareDigits(a._digits, b._digits);
    }

    static int CompareDigits(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var (i, j) = (0, 0);
        while (i < a.Length || j < b.Length)
        {
            if (i < a.Length && a[i] == '.') i++;
            if (j < b.Length && b[j] == '.') j++;
            var left = i < a.Length ? a[i++] : (byte)'0';
            var right = j < b.Length ? b[j++] : (byte)'0';
            if (left != right) return left.CompareTo(right);
        }

        return 0;
    }

    static int Digits(ReadOnlySpan<byte> text, int at)
    {
        var rest = text[Math.Min(at, text.Length)..];
        var end = rest.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? rest.Length : end;
    }

    static bool TryExponent(ReadOnlySpan<byte> text, out long exponent)
    {
        exponent = 0;
        if (text.IsEmpty) return true;
        if (text[0] is not ((byte)'e' or (byte)'E')) return false;
        var at = text.Length > 1 && text[1] is (byte)'+' or (byte)'-' ? 2 : 1;
        var count = Digits(text, at);
        if (count == 0 || at + count != text.Length) return false;
        foreach (var digit in text[at..]) exponent = Math.Min(MostExponent, (exponent * 10) + digit - '0');
        if (text[1] == '-') exponent = -exponent;
        return true;
    }
}
