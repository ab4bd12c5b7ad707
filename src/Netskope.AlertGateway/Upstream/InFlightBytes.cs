using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// The bound on the memory of all pages in flight (<c>Netskope:MaxInFlightBytes</c>). A page reserves what its rows may
/// take before it is asked for, and waits in line when that much is not free.
/// </summary>
sealed class InFlightBytes(IOptions<NetskopeOptions> options, TimeProvider time) : IDisposable
{
    const int Unit = 64 * 1024;

    // Of a row's 2 to 4 KB only the compressed form is held. What a page takes beyond that, it reserves as it grows.
    const int BytesPerRow = 1024;
    const int BytesPerPage = 512 * 1024;

    readonly ConcurrencyLimiter _units = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Units(options.Value.MaxInFlightBytes),
        QueueLimit = 4 * Units(options.Value.MaxInFlightBytes),
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    readonly long _most = options.Value.MaxInFlightBytes;
    readonly long _mostPerPage = options.Value.MaxPageBytes;

    /// <summary>Bytes that are reserved now.</summary>
    public long Reserved => (Units(_most) - (_units.GetStatistics()?.CurrentAvailablePermits ?? 0)) * Unit;

    /// <summary>Bytes that pages in line wait for.</summary>
    public long Waiting => (_units.GetStatistics()?.CurrentQueuedCount ?? 0) * Unit;

    /// <summary>Waits until a page of so many rows may be held.</summary>
    /// <returns>The reservation; null when the line is too long, or the wait was.</returns>
    public async ValueTask<Lease?> ReserveAsync(int rows, TimeSpan patience, CancellationToken cancellation)
    {
        var units = Units(Math.Min(_mostPerPage, ((long)rows * BytesPerRow) + BytesPerPage));
        using var limit = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        try
        {
            var permits = await _units.AcquireAsync(units, either.Token);
            return permits.IsAcquired ? new Lease(_units, Units(_most), permits, (long)units * Unit) : null;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return null;
        }
    }

    public void Dispose() => _units.Dispose();

    static int Units(long bytes) => (int)Math.Max(1, bytes / Unit);

    public sealed class Lease(ConcurrencyLimiter units, int most, RateLimitLease first, long reserved) : IDisposable
    {
        readonly Stack<RateLimitLease> _leases = new([first]);
        long _reserved = reserved;

        /// <summary>Sees to it that so many bytes are reserved; false when they are not to be had now.</summary>
        public bool TryHold(long bytes)
        {
            // It does not wait for more: pages that wait for each other's memory would wait for ever.
            while (bytes > _reserved)
            {
                var missing = Units(bytes - _reserved + Unit - 1);
                if (missing > most) return false;
                var more = units.AttemptAcquire(missing);
                _leases.Push(more);
                if (!more.IsAcquired) return false;
                _reserved += (long)missing * Unit;
            }

            return true;
        }

        public void Dispose()
        {
            while (_leases.TryPop(out var lease)) lease.Dispose();
        }
    }
}
