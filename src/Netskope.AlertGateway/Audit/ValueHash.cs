using System.Security.Cryptography;
using System.Text;

namespace Netskope.AlertGateway.Audit;

/// <summary>What stands for a value in a record: equal values look equal, and only who has the key can tell which they are.</summary>
sealed class ValueHash(byte[] key)
{
    const int Length = 8;

    /// <summary><c>#</c> and the first 16 hex digits of the HMAC-SHA256 (RFC 2104) of its UTF-8.</summary>
    public string Of(string value) => "#" + Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(value)), 0, Length);
}
