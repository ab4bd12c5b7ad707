using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Netskope.AlertGateway.Store;
using Kept = Netskope.AlertGateway.Store.Answer;

namespace Netskope.Testing;

/// <summary>Answers as a store holds them.</summary>
static class StoredAnswers
{
    public static Kept Make(string text, DateTimeOffset askedAt)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var brotli = new byte[plain.Length + 64];
        System.IO.Compression.BrotliEncoder.TryCompress(plain, brotli, out var written).ShouldBeTrue();
        return Make(new ReadOnlySequence<byte>(brotli, 0, written), plain, askedAt);
    }

    public static Kept Make(ReadOnlySequence<byte> brotli, byte[] plain, DateTimeOffset askedAt) => new()
    {
        Content = new Content(brotli, plain.Length, SHA256.HashData(plain)),
        Rows = 3,
        Window = "1-2",
        Next = "alerts?skip=3",
        AskedAt = askedAt,
        FreshFor = TimeSpan.FromMinutes(60),
        StaleFor = TimeSpan.FromMinutes(5),
        Message = (1, 2),
    };
}
