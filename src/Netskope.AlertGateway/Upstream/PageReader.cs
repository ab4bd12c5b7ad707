using System.Buffers;
using System.Text.Json;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Reads a v1 page in one pass: while the bytes arrive they are checked (well-formed JSON, RFC 8259; valid UTF-8; the
/// envelope), hashed and compressed, block by block, so that only the compressed form is ever held.
/// </summary>
sealed class PageReader : IDisposable
{
    const int BlockSize = 256 * 1024;
    const int LargestToken = 16 * 1024 * 1024;

    readonly PageWriter _writer = new();
    readonly EnvelopeVerifier _envelope = new();
    readonly PageLimits _limits;
    byte[] _block = ArrayPool<byte>.Shared.Rent(BlockSize);
    JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 64 });
    int _filled;

    PageReader(PageLimits limits) => _limits = limits;

    /// <summary>Reads and verifies a page.</summary>
    /// <returns>The page, or why it is none: malformed, too large, over the memory for pages in flight, or an error envelope.</returns>
    /// <exception cref="IOException">The transfer broke off.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public static async Task<Outcome<Page>> ReadAsync(Stream body, PageLimits limits, CancellationToken cancellation)
    {
        using var reader = new PageReader(limits);
        return await reader.ReadAsync(body, cancellation);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_block);
        _writer.Dispose();
    }

    async Task<Outcome<Page>> ReadAsync(Stream body, CancellationToken cancellation)
    {
        for (var final = false; !final;)
        {
            var read = await FillAsync(body, cancellation);
            final = read < _block.Length - _filled;
            _filled += read;
            if (_writer.Length + _filled > _limits.MostBytes) return _limits.TooLarge;
            if (Take(final) is { } failure) return failure;
        }

        return _writer.ToPage(_envelope.Rows, _envelope.Tail, _envelope.Message);
    }

    async ValueTask<int> FillAsync(Stream body, CancellationToken cancellation)
    {
        try
        {
            return await body.ReadAtLeastAsync(_block.AsMemory(_filled), _block.Length - _filled, throwOnEndOfStream: false, cancellation);
        }
        catch (InvalidOperationException e)
        {
            // So the framework's Brotli reader says that the coding is damaged; its others throw InvalidDataException.
            throw new InvalidDataException("The content coding is damaged.", e);
        }
    }

    Failure? Take(bool final)
    {
        int taken;
        try
        {
            var reader = new Utf8JsonReader(_block.AsSpan(0, _filled), final, _state);
            _envelope.Take(ref reader, _writer.Length);
            _state = reader.CurrentState;
            taken = (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return _filled == 0 && _writer.Length == 0
                ? Malformed("it is empty")
                : Malformed($"it is not well-formed JSON, or breaks off, behind byte {_writer.Length}");
        }

        if (final) _envelope.Complete();
        if (_envelope.Fault is { } fault) return Malformed(fault);
        if (final) taken = _filled;
        if (taken == 0 && _filled == _block.Length && !TryGrow()) return Malformed($"it holds a value of more than {LargestToken} bytes");
        return Keep(taken) ?? (final && _envelope.Status == "error" ? Refused() : null);
    }

    /// <summary>Keeps the bytes up to a token's end, which is never inside a character; what follows waits at the block's front for the rest of its token.</summary>
    Failure? Keep(int length)
    {
        if (!_writer.TryWrite(_block.AsSpan(0, length))) return Malformed("it is not valid UTF-8");
        _block.AsSpan(length, _filled - length).CopyTo(_block);
        _filled -= length;
        return _limits.InFlight.TryHold(_writer.Held + _block.Length) ? null : PageLimits.NoMemory;
    }

    bool TryGrow()
    {
        if (_block.Length >= LargestToken) return false;
        var larger = ArrayPool<byte>.Shared.Rent(_block.Length * 2);
        _block.AsSpan(0, _filled).CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_block);
        _block = larger;
        return true;
    }

    Failure Refused()
    {
        var code = _envelope.ErrorCode ?? "";
        if (code.Contains("authorization", StringComparison.OrdinalIgnoreCase) || code.Contains("authentication", StringComparison.OrdinalIgnoreCase))
            return new(FailureKind.UpstreamCredentials, "Netskope refuses the gateway's token.");
        var texts = _envelope.Errors.Prepend(code).Where(text => text.Length > 0).Select(text => _limits.Secrets.Clean(text));
        return new(FailureKind.TenantRefusal, "Netskope answered with an error: " + string.Join("; ", texts.DefaultIfEmpty("it names no reason")) + ".");
    }

    static Failure Malformed(string why) => new(FailureKind.TenantMalformed, $"Netskope's answer can not be used: {why}.");
}
