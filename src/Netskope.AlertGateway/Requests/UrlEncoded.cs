using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Netskope.AlertGateway.Requests;

/// <summary><c>application/x-www-form-urlencoded</c>, in a query string or a body (WHATWG URL, 5.1), read strictly.</summary>
static class UrlEncoded
{
    public static void Read(ReadOnlySpan<char> text, List<RequestParameter> into)
    {
        foreach (var range in text.Split('&'))
        {
            var pair = text[range];
            if (pair.IsEmpty) continue;
            var equals = pair.IndexOf('=');
            var sound = TryDecode(equals < 0 ? pair : pair[..equals], out var name);
            sound &= TryDecode(equals < 0 ? default : pair[(equals + 1)..], out var value);
            into.Add(new(name, value, !sound));
        }
    }

    /// <summary>Decodes <c>+</c> and percent-escapes; false when an escape is broken or the bytes are not UTF-8.</summary>
    static bool TryDecode(ReadOnlySpan<char> encoded, out string decoded)
    {
        decoded = encoded.ToString();
        if (encoded.IndexOfAny('%', '+') < 0) return true;

        var bytes = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(encoded.Length));
        try
        {
            var length = 0;
            for (var i = 0; i < encoded.Length; i++)
            {
                switch (encoded[i])
                {
                    case '+':
                        bytes[length++] = (byte)' ';
                        break;
                    case '%':
                        if (i + 2 >= encoded.Length || !char.IsAsciiHexDigit(encoded[i + 1]) || !char.IsAsciiHexDigit(encoded[i + 2])) return false;
                        bytes[length++] = (byte)((Hex(encoded[i + 1]) << 4) | Hex(encoded[i + 2]));
                        i += 2;
                        break;
                    default:
                        var run = encoded[i..];
                        var next = run.IndexOfAny('%', '+');
                        if (next >= 0) run = run[..next];
                        length += Encoding.UTF8.GetBytes(run, bytes.AsSpan(length));
                        i += run.Length - 1;
                        break;
                }
            }

            if (!Utf8.IsValid(bytes.AsSpan(0, length))) return false;
            decoded = Encoding.UTF8.GetString(bytes, 0, length);
            return true;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes, clearArray: true);
        }
    }

    static int Hex(char c) => char.IsAsciiDigit(c) ? c - '0' : (c | 0x20) - 'a' + 10;
}
