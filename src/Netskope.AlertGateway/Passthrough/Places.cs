using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Passthrough;

/// <summary>
/// The bound on what is asked and passed on at once (<c>Passthrough:MaxConcurrent</c>): each takes memory for as long as its caller
/// reads, out of what <c>Netskope:MaxInFlightBytes</c> leaves beside a page. One caller gets a quarter of the places at most, so that it can not shut out the others.
/// </summary>
sealed class Places : IDisposable
{
    const int LeastShares = 4;

    static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    readonly int _most;
    readonly int _share;
    readonly ConcurrencyLimiter _all;
    readonly PartitionedRateLimiter<string> _callers;

    public Places(IOptions<PassthroughOptions> options, IOptions<NetskopeOptions> netskope)
    {
        // A page must still find room beside them.
        var room = (netskope.Value.MaxInFlightBytes - netskope.Value.MaxPageBytes) / TenantStream.LargestValue;
        _most = (int)Math.Clamp(room, 1, options.Value.MaxConcurrent);
        _share = (_most + LeastShares - 1) / LeastShares;
        _all = new(new ConcurrencyLimiterOptions { PermitLimit = _most });
        _callers = PartitionedRateLimiter.Create<string, string>(
            caller => RateLimitPartition.GetConcurrencyLimiter(caller, _ => new ConcurrencyLimiterOptions { PermitLimit = _share }), StringComparer.Ordinal);
    }

    /// <summary>How many are taken.</summary>
    public long Taken => _most - (_all.GetStatistics()?.CurrentAvailablePermits ?? 0);

    /// <summary>Takes a place, to be given back.</summary>
    /// <returns>Why there is none; null when there is.</returns>
    public Failure? TryEnter(string caller, [NotNullWhen(true)] out IDisposable? place)
    {
        place = null;
        var own = _callers.AttemptAcquire(caller);
        var one = own.IsAcquired ? _all.AttemptAcquire() : null;
        if (one is { IsAcquired: true })
        {
            place = new Place(own, one);
            return null;
        }

        var isOwn = !own.IsAcquired;
        own.Dispose();
        one?.Dispose();
        return isOwn
            ? new(FailureKind.CallerRate, $"Your application has {_share} of these requests under way, as many as one may have. Finish one first.", Soon)
            : new(FailureKind.GatewayBusy, "The gateway passes on as many answers as it may at once (Passthrough:MaxConcurrent).", Soon);
    }

    public void Dispose()
    {
        _callers.Dispose();
        _all.Dispose();
    }

    sealed class Place(RateLimitLease own, RateLimitLease one) : IDisposable
    {
        public void Dispose()
        {
            one.Dispose();
            own.Dispose();
        }
    }
}
