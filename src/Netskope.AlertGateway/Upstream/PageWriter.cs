using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Unicode;
using Netskope.AlertGateway.Buffers;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Takes the bytes of a page as they arrive: checks that they are UTF-8, hashes and compresses them, and keeps the compressed form alone.</summary>
sealed class PageWriter : IDisposable
{
    readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    readonly SegmentStream _kept = new();
    readonly BrotliStream _brotli;

    public PageWriter() => _brotli = new BrotliStream(_kept, new BrotliCompressionOptions { Quality = 1 }, leaveOpen: true);

    /// <summary>How many bytes were taken.</summary>
    public long Length { get; private set; }

    /// <summary>How many bytes are held for them.</summary>
    public long Held => _kept.Length;

    /// <param name="bytes">A part that begins and ends between characters; the compression is noticeably better with 128 KB at a time.</param>
    /// <returns>Whether it is valid UTF-8, which Utf8JsonReader does not check in strings.</returns>
    public bool TryWrite(ReadOnlySpan<byte> bytes)
    {
        if (!Utf8.IsValid(bytes)) return false;
        _hash.AppendData(bytes);
        _brotli.Write(bytes);
        Length += bytes.Length;
        return true;
    }

    /// <summary>The whole, once all is written.</summary>
    public Page ToPage(int rows, PageTail? tail, MessageSpan message)
    {
        _brotli.Dispose();
        return new Page(_kept.ToSequence(), Length, _hash.GetHashAndReset(), rows, tail, message);
    }

    public void Dispose()
    {
        _brotli.Dispose();
        _hash.Dispose();
    }
}

/// <summary>The bounds a page is read within.</summary>
sealed record PageLimits(long MostBytes, InFlightBytes.Lease InFlight, Secrets Secrets)
{
    public Failure TooLarge => new(FailureKind.PageTooLarge, $"The page is over {MostBytes} bytes (Netskope:MaxPageBytes). Ask with a smaller limit.");

    public static Failure NoMemory { get; } =
        new(FailureKind.GatewayBusy, "The memory for pages in flight (Netskope:MaxInFlightBytes) is used up.", TimeSpan.FromSeconds(2));
}
