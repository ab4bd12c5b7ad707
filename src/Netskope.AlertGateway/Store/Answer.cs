using System.IO.Compression;
using System.Security.Cryptography;
using Netskope.AlertGateway.Buffers;

namespace Netskope.AlertGateway.Store;

/// <summary>A verified answer as it is kept.</summary>
sealed class Answer
{
    readonly Lock _marking = new();
    Task<Content>? _markedStale;
    Action _grown = static () => { };

    public required Content Content { get; init; }

    public required int Rows { get; init; }

    /// <summary>The absolute window that was answered, as <c>start-end</c>.</summary>
    public required string Window { get; init; }

    /// <summary>Path and query of the next page; null when this was the last.</summary>
    public required string? Next { get; init; }

    /// <summary>When the tenant was asked, by this machine's clock.</summary>
    public required DateTimeOffset AskedAt { get; init; }

    /// <summary>The whole fresh time, from <see cref="AskedAt"/> on.</summary>
    public required TimeSpan FreshFor { get; init; }

    /// <summary>How long after its fresh time it may still stand in for an error.</summary>
    public required TimeSpan StaleFor { get; init; }

    /// <summary>Where the envelope's <c>msg</c> stands in the content.</summary>
    public required (long Start, long Length) Message { get; init; }

    public long Size => Content.Size + (_markedStale is { IsCompletedSuccessfully: true } marked ? marked.GetAwaiter().GetResult().Size : 0);

    /// <summary>Calls back whenever the answer holds another form of itself.</summary>
    public void OnGrown(Action grown) => _grown = Content.Grown = grown;

    public TimeSpan Age(DateTimeOffset now) => now > AskedAt ? now - AskedAt : TimeSpan.Zero;

    /// <summary>The remaining fresh time; negative when stale.</summary>
    public TimeSpan TimeToLive(DateTimeOffset now) => FreshFor - Age(now);

    /// <summary>The content with a text in the envelope's <c>msg</c>, all other bytes as they are; made once.</summary>
    /// <param name="json">The text as a JSON string, quotes included.</param>
    public Task<Content> MarkedStaleAsync(ReadOnlyMemory<byte> json)
    {
        lock (_marking)
        {
            if (_markedStale is { IsFaulted: false } there) return there;
            _markedStale = Task.Run(() => WithMessage(json.Span));
            _ = _markedStale.ContinueWith(_ => _grown(), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
            return _markedStale;
        }
    }

    Content WithMessage(ReadOnlySpan<byte> json)
    {
        using var plain = Content.Open();
        using var marked = new SegmentStream();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        long length = 0;
        using (var brotli = new BrotliStream(marked, new BrotliCompressionOptions { Quality = 1 }, leaveOpen: true))
        {
            void Write(ReadOnlySpan<byte> bytes)
            {
                brotli.Write(bytes);
                hash.AppendData(bytes);
                length += bytes.Length;
            }

            var block = new byte[64 * 1024];
            void Copy(long count, bool keep)
            {
                while (count > 0)
                {
                    var read = plain.Read(block.AsSpan(0, (int)Math.Min(count, block.Length)));
                    if (read == 0) return;
                    if (keep) Write(block.AsSpan(0, read));
                    count -= read;
                }
            }

            Copy(Message.Start, keep: true);
            if (Message.Length == 0) Write("\"msg\":"u8);
            Write(json);
            if (Message.Length == 0) Write(","u8);
            Copy(Message.Length, keep: false);
            Copy(long.MaxValue, keep: true);
        }

        return new Content(marked.ToSequence(), length, hash.GetHashAndReset()) { Grown = _grown };
    }
}
