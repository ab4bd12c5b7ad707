using System.Globalization;
using System.Text.Json;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Compares names and strings with plain ASCII words, however they are spelled.</summary>
static class JsonText
{
    /// <remarks>
    /// The reader's own comparison throws at escapes that stand for no character, such as <c>\ud800</c>. Those are
    /// well-formed JSON (RFC 8259, 8.2), and rows that hold them are passed on.
    /// </remarks>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> word) => reader.ValueIsEscaped
        ? IsEscaped(reader.ValueSpan, word)
        : reader.ValueTextEquals(word);

    /// <summary>What a string stands for; null when an escape in it, such as <c>\ud800</c>, stands for no character.</summary>
    public static string? Of(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    static bool IsEscaped(ReadOnlySpan<byte> text, ReadOnlySpan<byte> word)
    {
        foreach (var letter in word)
        {
            // Of the escapes only \uXXXX can stand for a letter.
            var escaped = text.StartsWith("\\u"u8);
            if (text.IsEmpty || (escaped ? Unit(text) : text[0]) != letter) return false;
            text = text[(escaped ? 6 : 1)..];
        }

        return text.IsEmpty;
    }

    static int Unit(ReadOnlySpan<byte> escape) => int.Parse(escape.Slice(2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
