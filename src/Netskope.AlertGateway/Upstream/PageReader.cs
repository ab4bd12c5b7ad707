using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Reads a v1 page in one pass: while the bytes arrive they are checked (well-formed JSON, RFC 8259; valid UTF-8; the
/// envelope), hashed and compressed, block by block, so that only the compressed form is ever held.
/// </summary>
sealed class PageReader : IDisposable
{
    readonly PageWriter _writer = new();
    readonly BodyVerifier _verifier;
    readonly PageLimits _limits;
    readonly BodyBlock _block = new();
    readonly RowSieve? _sieve;

    PageReader(RowShape rows, RowRights rights, PageLimits limits)
    {
        (_verifier, _limits) = (new(rows), limits);
        if (!rights.AreAll) _sieve = new(rights, _writer);
    }

    /// <summary>Reads and verifies a page.</summary>
    /// <param name="body">As it arrives.</param>
    /// <param name="rows">What its data may hold.</param>
    /// <param name="rights">What of the rows may be seen; where that is not all, the page is written anew around the rows.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="cancellation">Ends the read.</param>
    /// <returns>The page, or why it is none: malformed, too large, over the memory for pages in flight, or an error envelope.</returns>
    /// <exception cref="IOException">The transfer broke off.</exception>
    /// <exception cref="OperationCanceledException">The time was up.</exception>
    public static async Task<Outcome<Page>> ReadAsync(Stream body, RowShape rows, RowRights rights, PageLimits limits, CancellationToken cancellation)
    {
        using var reader = new PageReader(rows, rights, limits);
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

        var envelope = _verifier.Envelope;
        return _sieve?.ToPage(envelope.Tail) ?? _writer.ToPage(envelope.Rows, envelope.Tail, envelope.Message);
    }

    Failure? Take(bool final) =>
        _verifier.Check(_block.Filled, final, out var sound)
        ?? Keep(sound)
        ?? (final ? _verifier.Envelope.Refusal(_limits.Secrets) : null);

    Failure? Keep(int length)
    {
        if (Pass(_block.Filled[..length]) is { } failure) return failure;
        if (!_block.TryTake(length)) return BodyVerifier.Malformed($"it holds a value of more than {BodyBlock.Largest} bytes");
        return _limits.InFlight.TryHold((_sieve?.Held ?? _writer.Held) + _block.Capacity) ? null : PageLimits.NoMemory;
    }

    Failure? Pass(ReadOnlySpan<byte> bytes)
    {
        if (_sieve is not null) return _sieve.Take(bytes, _verifier.Envelope.Ended, _verifier.Envelope.Begun);
        _writer.Write(bytes);
        return null;
    }
}
