using System.Buffers;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The part of a body that is being looked at: filled from behind, taken from the front, and larger when one value does not fit.</summary>
/// <param name="largest">A value larger than this is not taken.</param>
sealed class BodyBlock(int largest = BodyBlock.Largest) : IDisposable
{
    /// <summary>The largest value in a page.</summary>
    public const int Largest = 16 * 1024 * 1024;

    // Brotli packs noticeably worse when it is fed less than 128 KB at a time.
    public const int Size = 256 * 1024;

    byte[] _bytes = ArrayPool<byte>.Shared.Rent(Size);
    int _filled;

    public Span<byte> Filled => _bytes.AsSpan(0, _filled);

    /// <summary>The memory it takes.</summary>
    public int Capacity => _bytes.Length;

    /// <summary>How many bytes have come in all.</summary>
    public long Read { get; private set; }

    /// <summary>Fills the block.</summary>
    /// <returns>Whether the body has ended.</returns>
    public async ValueTask<bool> FillAsync(Stream body, CancellationToken cancellation)
    {
        var room = _bytes.Length - _filled;
        try
        {
            var read = await body.ReadAtLeastAsync(_bytes.AsMemory(_filled), room, throwOnEndOfStream: false, cancellation);
            _filled += read;
            Read += read;
            return read < room;
        }
        catch (InvalidOperationException e)
        {
            // So the framework's Brotli reader says that the coding is damaged; its others throw InvalidDataException.
            throw new InvalidDataException("The content coding is damaged.", e);
        }
    }

    /// <summary>Takes what has arrived, and waits only when nothing has.</summary>
    /// <returns>Whether the body has ended.</returns>
    public async ValueTask<bool> FillSomeAsync(Stream body, CancellationToken cancellation)
    {
        var read = await body.ReadAsync(_bytes.AsMemory(_filled), cancellation);
        _filled += read;
        Read += read;
        return read == 0;
    }

    /// <summary>Lets go of so many bytes at the front, and grows when none could be and there is no room.</summary>
    /// <returns>False when it would have to grow beyond the largest value.</returns>
    public bool TryTake(int length)
    {
        if (length == 0 && _filled == _bytes.Length) return TryGrow();
        _bytes.AsSpan(length, _filled - length).CopyTo(_bytes);
        _filled -= length;
        return true;
    }

    public void Dispose() => ArrayPool<byte>.Shared.Return(_bytes);

    bool TryGrow()
    {
        if (_bytes.Length >= largest) return false;
        var larger = ArrayPool<byte>.Shared.Rent(_bytes.Length * 2);
        Filled.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
        return true;
    }
}
