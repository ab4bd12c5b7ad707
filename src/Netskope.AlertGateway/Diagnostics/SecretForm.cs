using System.Globalization;
using System.Text;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>One spelling of a secret: itself, in hex, or what it contributes to a base64 text that it is a part of.</summary>
sealed class SecretForm
{
    const int LeastTell = 8;

    readonly string _text;
    readonly int _tell;

    SecretForm(string text)
    {
        _text = text;

        // A server that shortens what it repeats still gives away too much.
        _tell = Math.Max(Math.Min(LeastTell, text.Length), text.Length / 2);
    }

    public static IEnumerable<SecretForm> Of(string secret)
    {
        yield return new(secret);
        var bytes = Encoding.UTF8.GetBytes(secret);
        yield return new(Convert.ToHexString(bytes));

        // In base64 three bytes make four characters: the spelling depends on how many stand before the secret, and the
        // characters at its ends on its neighbours.
        for (var before = 0; before < 3; before++)
        {
            var base64 = Convert.ToBase64String([.. new byte[before], .. bytes]);
            var own = base64[(before == 0 ? 0 : before + 1)..((before + bytes.Length) * 8 / 6)];
            yield return new(own);
            var url = own.Replace('+', '-').Replace('/', '_');
            if (url != own) yield return new(url);
        }
    }

    /// <summary>How much of the text's beginning is this secret; 0 if it does not begin with it.</summary>
    public int LengthIn(ReadOnlySpan<char> text)
    {
        // A secret may itself hold what looks like an escape, and so be told only by both ways of reading.
        return Math.Max(LengthIn(text, asEscapes: true), LengthIn(text, asEscapes: false));
    }

    int LengthIn(ReadOnlySpan<char> text, bool asEscapes)
    {
        var (at, matched) = (0, 0);
        while (matched < _text.Length && at < text.Length && Match(text[at..], _text[matched], asEscapes) is var length and > 0)
        {
            at += length;
            matched++;
        }

        return matched >= _tell ? at : 0;
    }

    /// <summary>The length of what stands for the character at the text's beginning: as itself, or escaped in some way.</summary>
    static int Match(ReadOnlySpan<char> text, char wanted, bool asEscapes)
    {
        var itself = IsSame(text[0], wanted) ? 1 : 0;
        if (itself > 0 && !asEscapes) return itself;
        var escaped = text[0] switch
        {
            '%' => Percent(text, wanted),
            '\\' => Backslash(text, wanted),
            '&' => Entity(text, wanted),
            _ => 0,
        };
        return escaped > 0 ? escaped : itself;
    }

    static int Percent(ReadOnlySpan<char> text, char wanted)
    {
        // Encoded again, a percent sign is %25.
        var digits = 1;
        while (text[digits..].StartsWith("25")) digits += 2;
        if (wanted == '%') return digits > 1 ? digits : 0;
        return IsHex(text, digits, wanted) ? digits + 2 : 0;
    }

    static int Backslash(ReadOnlySpan<char> text, char wanted)
    {
        // Escaped twice, the backslash is doubled.
        var slashes = text.IndexOfAnyExcept('\\');
        if (slashes < 0) return 0;
        var escape = text[slashes..];
        if (escape[0] is 'u' or 'U' && IsHex(escape, 1, wanted, length: 4)) return slashes + 5;
        return IsSame(escape[0], wanted) ? slashes + 1 : 0;
    }

    static int Entity(ReadOnlySpan<char> text, char wanted)
    {
        var end = text[..Math.Min(text.Length, 10)].IndexOf(';');
        if (end < 3) return 0;
        var name = text[1..end];
        var stands = name switch
        {
            ['#', 'x' or 'X', .. var hex] => IsHex(hex, wanted),
            ['#', .. var digits] => int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var code) && IsSame((char)code, wanted),
            "amp" => wanted == '&',
            "lt" => wanted == '<',
            "gt" => wanted == '>',
            "quot" => wanted == '"',
            "apos" => wanted == '\'',
            _ => false,
        };
        return stands ? end + 1 : 0;
    }

    static bool IsHex(ReadOnlySpan<char> text, int at, char wanted, int length = 2) =>
        text.Length >= at + length && IsHex(text.Slice(at, length), wanted);

    static bool IsHex(ReadOnlySpan<char> digits, char wanted) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && IsSame((char)code, wanted);

    static bool IsSame(char a, char b) => char.ToLowerInvariant(a) == char.ToLowerInvariant(b);
}
