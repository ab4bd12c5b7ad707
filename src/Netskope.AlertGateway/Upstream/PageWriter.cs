using System.IO.Compression;
using System.Security.Cryptography;
using Netskope.AlertGateway.Buffers;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Takes the bytes of a page as they arrive: hashes and compresses them, and keeps the compressed form alone.</summary>
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

    /// <param name="bytes">A part that has been checked; the compression is noticeably better with 128 KB at a time.</param>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        _hash.AppendData(bytes);
        _brotli.Write(bytes);
        Length += bytes.Length;
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
