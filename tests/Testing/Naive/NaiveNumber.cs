using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace Netskope.Testing.Naive;

/// <summary>A JSON number without loss: sign * 0.Digits * 10^Magnitude. Never written out, so that 1e999999999 costs nothing.</summary>
sealed partial record NaiveNumber(int Sign, BigInteger Magnitude, string Digits)
{
    public static NaiveNumber? Parse(string text)
    {
        if (Json().Match(text) is not { Success: true } match)
            return null;

        var (whole, fraction, exponent) = (match.Groups["whole"].Value, match.Groups["fraction"].Value, match.Groups["exponent"].Value);
        var digits = (whole + fraction).TrimStart('0');
        if (digits.Length == 0)
            return new(0, 0, "");

        var leadingZeros = whole.Length + fraction.Length - digits.Length;
        var shift = exponent.Length == 0 ? 0 : BigInteger.Parse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        return new(text[0] == '-' ? -1 : 1, whole.Length - leadingZeros + shift, digits.TrimEnd('0'));
    }

    public int Against(NaiveNumber other)
    {
        if (Sign != other.Sign)
            return Sign.CompareTo(other.Sign);

        var size = Magnitude.CompareTo(other.Magnitude);
        return Sign * (size != 0 ? size : string.CompareOrdinal(Digits, other.Digits));
    }

    [GeneratedRegex(@"\A-?(?<whole>0|[1-9][0-9]*)(\.(?<fraction>[0-9]+))?([eE](?<exponent>[+-]?[0-9]+))?\z", RegexOptions.ExplicitCapture)]
    private static partial Regex Json();
}
