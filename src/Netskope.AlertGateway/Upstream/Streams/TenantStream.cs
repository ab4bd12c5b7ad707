using Netskope.AlertGateway.Diagnostics;
using static Netskope.AlertGateway.Upstream.BodyVerifier;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// The body of a v1 answer that is passed on while it arrives. What is given has been checked: well-formed JSON (RFC 8259), valid
/// UTF-8, and Netskope's envelope. The end is given only when the whole is good; else reading fails, so that a copy of it can
/// not come to a good end either.
/// </summary>
sealed class TenantStream : Stream
{
    // An answer up to this size is judged as a whole before anything of it is given.
    const int Ahead = 64 * 1024;

    /// <summary>What a stream takes in memory at most, and so the largest single value in it: many callers may read slowly.</summary>
    public const int LargestValue = 1024 * 1024;

    readonly HttpResponseMessage _response;
    readonly Stream _body;
    readonly StreamLimits _limits;
    readonly BodyBlock _block = new(LargestValue);
    readonly BodyVerifier _verifier = new(RowShape.Any);
    readonly CancellationTokenSource _idle;
    int _checked;
    int _given;
    bool _ended;
    bool _disposed;

    TenantStream(HttpResponseMessage response, Stream body, StreamLimits limits)
    {
        (_response, _body, _limits) = (response, body, limits);
        _idle = new(Timeout.InfiniteTimeSpan, limits.Time);
    }

    /// <summary>How many bytes there will be; null when the tenant has not said so, and they are not all here yet.</summary>
    public long? Size => _ended ? _block.Read : _response.Content.Headers.ContentLength;

    /// <summary>How many bytes have been given.</summary>
    public long Given { get; private set; }

    /// <summary>Why reading failed; null while it has not.</summary>
    public Failure? Failure { get; private set; }

    /// <summary>Until the end is seen the last byte is held back: it may be the one that makes the whole look complete.</summary>
    int Givable => _ended ? _checked : Math.Max(0, _checked - 1);

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Opens the body of a 200 and checks its beginning, or all of it where it is small.</summary>
    /// <returns>The stream, which then owns the response and the memory, or why there is none.</returns>
    /// <exception cref="IOException">The transfer broke off.</exception>
    public static async Task<Outcome<TenantStream>> OpenAsync(HttpResponseMessage response, StreamLimits limits, CancellationToken cancellation)
    {
        if (response.Content.Headers.ContentEncoding.Count > 0) return Malformed("it is coded, which was not asked for");

        // RFC 9112, 6.3: it may be an attempt to split the answer. HttpClient goes by the chunks, and shows the length all the same.
        if (response.Headers.TransferEncodingChunked == true && response.Content.Headers.ContentLength is not null) return Malformed("it has two lengths");
        if (response.Content.Headers.ContentLength > limits.MostBytes) return limits.TooLarge;
        var stream = new TenantStream(response, await response.Content.ReadAsStreamAsync(cancellation), limits);
        Failure? failure = null;
        try
        {
            while (!stream._ended && failure is null && stream._block.Read < Ahead) failure = await stream.AdvanceAsync(cancellation);
            failure ??= stream.Refusal();
            if (failure is null) return stream;
            stream.LetGo();
            return failure;
        }
        catch
        {
            stream.LetGo();
            throw;
        }
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (Failure is { } failed) throw new TenantStreamException(failed);
        while (_given == Givable && !_ended)
        {
            if (!_block.TryTake(_given)) throw Fail(Malformed($"it holds a value of more than {LargestValue} bytes"));
            (_given, _checked) = (0, _checked - _given);
            if ((await TryAdvanceAsync(cancellationToken) ?? (_ended ? Refusal() : null)) is { } failure) throw Fail(failure);
        }

        var length = Math.Min(buffer.Length, Givable - _given);
        _block.Filled.Slice(_given, length).CopyTo(buffer.Span);
        _given += length;
        Given += length;
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _response.Dispose();
            _limits.Memory.Dispose();
            LetGo();
        }

        base.Dispose(disposing);
    }

    void LetGo()
    {
        _block.Dispose();
        _idle.Dispose();
    }

    /// <summary>The same, where what goes wrong with the transfer is no longer another's to tell.</summary>
    async ValueTask<Failure?> TryAdvanceAsync(CancellationToken cancellation)
    {
        _idle.CancelAfter(_limits.Idle);
        await using var either = cancellation.UnsafeRegister(static idle => ((CancellationTokenSource)idle!).Cancel(), _idle);
        try
        {
            var failure = await AdvanceAsync(_idle.Token);
            _idle.TryReset();
            return failure;
        }
        catch (IOException)
        {
            return Malformed("it breaks off");
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new(FailureKind.TenantTimeout, $"Netskope's answer stood still for {_limits.Idle.TotalSeconds:0} s.");
        }
    }

    /// <summary>Takes what has arrived and checks it.</summary>
    async ValueTask<Failure?> AdvanceAsync(CancellationToken cancellation)
    {
        _ended = await _block.FillSomeAsync(_body, cancellation);
        if (_block.Read > _limits.MostBytes) return _limits.TooLarge;
        if (!_limits.Memory.TryHold(_block.Capacity)) return PageLimits.NoMemory;
        return Check();
    }

    Failure? Check()
    {
        var failure = _verifier.Check(_block.Filled[_checked..], _ended, out var sound);
        _checked += sound;
        return failure;
    }

    Failure? Refusal() => _verifier.Envelope.Refusal(_limits.Secrets);

    TenantStreamException Fail(Failure failure)
    {
        Failure = failure;
        return new(failure);
    }
}

/// <summary>An answer that was passed on in part can not be finished.</summary>
sealed class TenantStreamException(Failure failure) : IOException(failure.Detail);

/// <summary>The bounds within which an answer is passed on, and the memory for it.</summary>
/// <param name="Idle">How long nothing may arrive.</param>
sealed record StreamLimits(long MostBytes, TimeSpan Idle, InFlightBytes.Lease Memory, Secrets Secrets, TimeProvider Time)
{
    public Failure TooLarge => new(FailureKind.PageTooLarge, $"The answer is over {MostBytes} bytes (Passthrough:MaxResponseBytes). Ask for less.");
}
