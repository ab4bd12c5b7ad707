using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Netskope.AlertGateway.Access;

/// <summary>How a key is written: <c>agk_</c> and 32 random bytes in base64url (RFC 4648, 5). Of a key only its hash is kept.</summary>
static class KeyText
{
    public const string Prefix = "agk_";

    const int RandomBytes = 32;

    /// <summary>A key that nobody has.</summary>
    public static string New() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether a text means to be a key; then it is nothing else.</summary>
    public static bool IsMeantBy(string text) => text.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>SHA-256 of the whole text. No salt and no slow hash: what is guessed is 256 random bits.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
