namespace Netskope.Testing;

/// <summary>Bodies of many megabytes: Shouldly would look at each number by itself.</summary>
[ShouldlyMethods]
public static class ByteAssertions
{
    const int Shown = 60;

    public static void ShouldBe(this byte[] actual, byte[] expected, string? customMessage = null)
    {
        if (actual.AsSpan().SequenceEqual(expected)) return;
        var at = actual.AsSpan().CommonPrefixLength(expected);
        throw new ShouldAssertException(
            $"""
            {actual.Length} bytes should be {expected.Length} others; {customMessage}
            they differ from byte {at} on:
            {Text(actual, at)}
            {Text(expected, at)}
            """);
    }

    static string Text(byte[] bytes, int at) => System.Text.Encoding.Latin1.GetString(bytes, at, Math.Min(Shown, bytes.Length - at));
}
