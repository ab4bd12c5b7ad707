using System.Buffers;
using System.IO.Compression;
using System.Security.Cryptography;
using Netskope.AlertGateway.Buffers;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Tests.Upstream;

namespace Netskope.AlertGateway.Tests.Store;

/// <summary>Answers to keep.</summary>
static class Kept
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static Content Content(byte[] plain)
    {
        using var coded = new SegmentStream();
        using (var brotli = new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true)) brotli.Write(plain);
        return new Content(coded.ToSequence(), plain.Length, SHA256.HashData(plain));
    }

    /// <summary>An answer that takes so many bytes; its content does not decode.</summary>
    public static Answer OfSize(int size, DateTimeOffset? askedAt = null) =>
        Of(new Content(new ReadOnlySequence<byte>(new byte[size]), size, SHA256.HashData([])), askedAt: askedAt);

    public static Answer Of(Content content, (long Start, long Length) message = default, DateTimeOffset? askedAt = null) => new()
    {
        Content = content,
        Rows = 0,
        Window = "0-1",
        Next = null,
        AskedAt = askedAt ?? Noon,
        FreshFor = TimeSpan.FromSeconds(30),
        StaleFor = TimeSpan.FromMinutes(5),
        Message = message,
    };

    /// <summary>A page of the tenant as it would be kept.</summary>
    public static async Task<Answer> PageAsync(string body)
    {
        var page = await Pages.ReadValidAsync(Pages.Bytes(body));
        return Of(new Content(page.Brotli, page.Length, page.Hash), (page.Message.Start, page.Message.Length));
    }

    public static byte[] Plain(Content content)
    {
        using var plain = new MemoryStream();
        using var open = content.Open();
        open.CopyTo(plain);
        return plain.ToArray();
    }

    public static QuestionKey Key(int number) => new(0, (UInt128)number);
}
