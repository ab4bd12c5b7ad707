using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using Netskope.AlertGateway.Buffers;

namespace Netskope.AlertGateway.Store;

/// <summary>
/// The bytes of an answer as they will be sent. Brotli is what arrives from the tenant; the other codings are derived
/// when the first caller asks for one, once, and kept.
/// </summary>
sealed class Content(ReadOnlySequence<byte> brotli, long length, byte[] hash)
{
    public const int HashSize = 32;

    readonly Lock _deriving = new();
    Task<ReadOnlySequence<byte>>? _gzip;
    Task<ReadOnlySequence<byte>>? _identity;

    public ReadOnlySequence<byte> Brotli { get; } = brotli;

    /// <summary>SHA-256 of the bytes before any coding.</summary>
    public byte[] Hash { get; } = hash;

    /// <summary>Bytes before any coding.</summary>
    public long Length { get; } = length;

    /// <summary>The entity tags, one per coding, over the same bytes: strong tags must differ where the bytes sent do (RFC 9110, 8.8.3.3).</summary>
    public EntityTags Tags { get; } = new(Convert.ToHexStringLower(hash.AsSpan(0, 16)));

    /// <summary>Called when another coding is held from now on.</summary>
    public Action Grown { get; set; } = static () => { };

    /// <summary>The memory that the codings held now take.</summary>
    public long Size => Brotli.Length + SizeOf(_gzip) + SizeOf(_identity);

    /// <summary>The bytes in a coding; completed already unless this is the first to ask for it.</summary>
    public Task<ReadOnlySequence<byte>> InAsync(ContentCoding coding) => coding switch
    {
        ContentCoding.Gzip => Derive(ref _gzip, ToGzip),
        ContentCoding.Identity => Derive(ref _identity, ToIdentity),
        _ => Task.FromResult(Brotli),
    };

    /// <summary>Reads the bytes before any coding.</summary>
    public Stream Open() => Open(Brotli);

    static BrotliStream Open(ReadOnlySequence<byte> brotli) => new(PipeReader.Create(brotli).AsStream(), CompressionMode.Decompress);

    Task<ReadOnlySequence<byte>> Derive(ref Task<ReadOnlySequence<byte>>? kept, Func<ReadOnlySequence<byte>, ReadOnlySequence<byte>> derive)
    {
        if (Volatile.Read(ref kept) is { IsFaulted: false } there) return there;
        lock (_deriving)
        {
            if (kept is { IsFaulted: false }) return kept;
            kept = Task.Run(() => derive(Brotli));

            // Whoever asked may be gone by then: the memory is taken all the same.
            _ = kept.ContinueWith(_ => Grown(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            return kept;
        }
    }

    static ReadOnlySequence<byte> ToIdentity(ReadOnlySequence<byte> brotli)
    {
        using var plain = Open(brotli);
        var derived = new SegmentStream();
        plain.CopyTo(derived);
        return derived.ToSequence();
    }

    static ReadOnlySequence<byte> ToGzip(ReadOnlySequence<byte> brotli)
    {
        using var plain = Open(brotli);
        var derived = new SegmentStream();
        using (var gzip = new GZipStream(derived, CompressionLevel.Fastest, leaveOpen: true)) plain.CopyTo(gzip, 128 * 1024);
        return derived.ToSequence();
    }

    static long SizeOf(Task<ReadOnlySequence<byte>>? derived) => derived is { IsCompletedSuccessfully: true } ? derived.GetAwaiter().GetResult().Length : 0;
}

/// <summary>The strong entity tags of one content, with the coding as suffix.</summary>
sealed class EntityTags(string hash)
{
    readonly string _identity = $"\"{hash}\"";
    readonly string _gzip = $"\"{hash}-gzip\"";
    readonly string _brotli = $"\"{hash}-br\"";

    public string In(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => _brotli,
        ContentCoding.Gzip => _gzip,
        _ => _identity,
    };

    /// <summary>Whether a tag, quotes included and without <c>W/</c>, names these bytes in any coding.</summary>
    public bool Matches(ReadOnlySpan<char> tag) => tag.SequenceEqual(_brotli) || tag.SequenceEqual(_gzip) || tag.SequenceEqual(_identity);
}
