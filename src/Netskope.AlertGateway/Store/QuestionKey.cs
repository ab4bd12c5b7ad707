using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Netskope.AlertGateway.Store;

/// <summary>SHA-256 of a question's canonical form: what an answer is kept under.</summary>
readonly record struct QuestionKey(UInt128 High, UInt128 Low)
{
    /// <summary>The length of its text, in hexadecimal digits.</summary>
    public const int TextLength = 64;

    public static bool TryParse(ReadOnlySpan<char> text, out QuestionKey key)
    {
        key = default;
        if (text.Length != TextLength
            || !UInt128.TryParse(text[..32], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !UInt128.TryParse(text[32..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low)) return false;
        key = new(high, low);
        return true;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{High:x32}{Low:x32}");

    public static QuestionKey Of(string canonical)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(canonical), hash);
        return new(BinaryPrimitives.ReadUInt128BigEndian(hash), BinaryPrimitives.ReadUInt128BigEndian(hash[16..]));
    }
}
