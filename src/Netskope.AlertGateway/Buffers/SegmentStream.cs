using System.Buffers;

namespace Netskope.AlertGateway.Buffers;

/// <summary>
/// A write-only stream that keeps what it is given in segments small enough to stay off the large object heap, and hands
/// it over as one sequence. The garbage collector owns the segments, so an answer may be evicted while it is being sent.
/// </summary>
sealed class SegmentStream : Stream
{
    const int SegmentSize = 64 * 1024;
    const int FirstSegmentSize = 4 * 1024;

    Segment? _first;
    Segment? _last;
    long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _length += buffer.Length;
        while (!buffer.IsEmpty)
        {
            if (_last is null || _last.Free == 0) Grow();
            var part = buffer[..Math.Min(buffer.Length, _last!.Free)];
            _last.Append(part);
            buffer = buffer[part.Length..];
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    /// <summary>All that was written. Nothing may be written afterwards.</summary>
    public ReadOnlySequence<byte> ToSequence()
    {
        if (_first is null) return ReadOnlySequence<byte>.Empty;
        _last!.Trim();
        return new ReadOnlySequence<byte>(_first, 0, _last, _last.Memory.Length);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    void Grow()
    {
        var next = new Segment(_last, _last is null ? FirstSegmentSize : SegmentSize);
        _first ??= next;
        _last = next;
    }

    sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        byte[] _bytes;
        int _used;

        public Segment(Segment? previous, int size)
        {
            _bytes = new byte[size];
            if (previous is null) return;
            previous.Trim();
            RunningIndex = previous.RunningIndex + previous._used;
            previous.Next = this;
        }

        public int Free => _bytes.Length - _used;

        public void Append(ReadOnlySpan<byte> part)
        {
            part.CopyTo(_bytes.AsSpan(_used));
            _used += part.Length;
        }

        public void Trim()
        {
            if (_bytes.Length - _used > _bytes.Length / 4) Array.Resize(ref _bytes, _used);
            Memory = _bytes.AsMemory(0, _used);
        }
    }
}
