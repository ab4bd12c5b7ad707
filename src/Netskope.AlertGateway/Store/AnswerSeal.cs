using System.Security.Cryptography;
using System.Text;

namespace Netskope.AlertGateway.Store;

/// <summary>
/// Seals what leaves the process for Redis: AES-256-GCM (NIST SP 800-38D) with a random nonce. What a value belongs to
/// is authenticated with it, so that a value that was moved, cut, altered or made by another key does not open.
/// </summary>
sealed class AnswerSeal
{
    const int NonceSize = 12;
    const int TagSize = 16;
    public const int KeySize = 32;

    const int MostKeys = 3;

    volatile byte[][] _keys;

    /// <param name="keys">The first one seals; every one opens.</param>
    public AnswerSeal(params byte[][] keys) => _keys = keys;

    /// <summary>Seals with another key from now on; the ones before it still open.</summary>
    public void Renew(byte[] key) => _keys = [key, .. _keys.Take(MostKeys - 1)];

    /// <summary>A key from the tenant's token (HKDF, RFC 5869): who may not ask the tenant can not read its answers either.</summary>
    public static byte[] KeyFrom(string tenantToken) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(tenantToken), KeySize, info: "alert-gateway answers"u8.ToArray());

    /// <summary>Writes nonce, tag and sealed text behind what the buffer holds up to <paramref name="start"/>.</summary>
    /// <param name="buffer">Room for the plain text and <see cref="Overhead"/> more.</param>
    /// <param name="start">Where to write.</param>
    /// <param name="plain">What to seal.</param>
    /// <param name="belongsTo">What the value belongs to.</param>
    public void Seal(Span<byte> buffer, int start, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> belongsTo)
    {
        var nonce = buffer.Slice(start, NonceSize);
        var tag = buffer.Slice(start + NonceSize, TagSize);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(_keys[0], TagSize);
        aes.Encrypt(nonce, plain, buffer.Slice(start + Overhead, plain.Length), tag, belongsTo);
    }

    public const int Overhead = NonceSize + TagSize;

    /// <summary>The plain text; null when the value was not sealed for this by one of the keys.</summary>
    public byte[]? Open(ReadOnlySpan<byte> value, ReadOnlySpan<byte> belongsTo)
    {
        if (value.Length < Overhead) return null;
        var plain = new byte[value.Length - Overhead];
        foreach (var key in _keys)
        {
            try
            {
                using var aes = new AesGcm(key, TagSize);
                aes.Decrypt(value[..NonceSize], value[Overhead..], value.Slice(NonceSize, TagSize), plain, belongsTo);
                return plain;
            }
            catch (AuthenticationTagMismatchException)
            {
                // The next key may be the one.
            }
        }

        return null;
    }
}
