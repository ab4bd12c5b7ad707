using System.Text.Json;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Reads a v1 page in one pass: while the bytes arrive they are checked (well-formed JSON, RFC 8259; valid UTF-8; the
/// envelope), hashed and compressed, block by block, so that only the compressed form is ever held.
/// </summary>
sealed class PageReader : IDisposable
{
    readonly PageWriter _writer = new();
    readonly EnvelopeVerifier _envelope;
    readonly PageLimits _limits;
    readonly BodyBlock _block = new();
    JsonReaderState _state = new(new JsonReaderOptions { MaxDepth = 64 });

    PageReader(RowShape rows, PageLimits limits) => (_envelope, _limits) = (new(rows), limits);

    /// <summary>Reads and verifies a page.</summary>
    /// <returns>The page, or why it is none: malformed, too large, over the memory for pages in flight, or an error envelope.</returns>
    /// <exception cref="IOException">The transfer broke off.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public static async Task<Outcome<Page>> ReadAsync(Stream body, RowShape rows, PageLimits limits, CancellationToken cancellation)
    {
        using var reader = new PageReader(rows, limits);
        return await reader.ReadAsync(body, cancellation);
    }

    public void Dispose()
    {
        _block.Dispose();
        _writer.Dispose();
    }

    async Task<Outcome<Page>> ReadAsync(Stream body, CancellationToken cancellation)
    {
        for (var final = false; !final;)
        {
            final = await _block.FillAsync(body, cancellation);
            if (_block.Read > _limits.MostBytes) return _limits.TooLarge;
            if (Take(final) is { } failure) return failure;
        }

        return _writer.ToPage(_envelope.Rows, _envelope.Tail, _envelope.Message);
    }

    Failure? Take(bool final)
    {
        int taken;
        try
        {
            var reader = new Utf8JsonReader(_block.Filled, final, _state);
            _envelope.Take(ref reader, _writer.Length);
            _state = reader.CurrentState;
            taken = (int)reader.BytesConsumed;
        }
        catch (JsonException)
        {
            return _block.Read == 0
                ? Malformed("it is empty")
                : Malformed($"it is not well-formed JSON, nested too deeply, or breaks off, behind byte {_writer.Length}");
        }

        if (final) _envelope.Complete();
        if (_envelope.Fault is { } fault) return Malformed(fault);
        if (final) taken = _block.Filled.Length;
        return Keep(taken) ?? (final ? _envelope.Refusal(_limits.Secrets) : null);
    }

    /// <summary>Keeps the bytes up to a token's end, which is never inside a character; what follows waits at the block's front for the rest of its token.</summary>
    Failure? Keep(int length)
    {
        if (!_writer.TryWrite(_block.Filled[..length])) return Malformed("it is not valid UTF-8");
        if (!_block.TryTake(length)) return Malformed($"it holds a value of more than {BodyBlock.Largest} bytes");
        return _limits.InFlight.TryHold(_writer.Held + _block.Capacity) ? null : PageLimits.NoMemory;
    }

    static Failure Malformed(string why) => new(FailureKind.TenantMalformed, $"Netskope's answer can not be used: {why}.");
}
