using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>On whose behalf the tenant is asked, and how long it may take in all; every wait on the way is bounded by it.</summary>
/// <param name="caller">Who shares the quota with the others: the line is fair between callers.</param>
/// <param name="endpoint">Where it leads.</param>
/// <param name="patience">How long it may take.</param>
sealed class Errand(string caller, TenantEndpoint endpoint, TimeSpan patience, TimeProvider time)
{
    // Netskope takes 0.6 to 2.6 s.
    static readonly TimeSpan LongestCall = TimeSpan.FromSeconds(2);

    readonly long _began = time.GetTimestamp();
    int _paid;

    public string Caller => caller;

    public TenantEndpoint Endpoint => endpoint;

    public TimeSpan Remaining
    {
        get
        {
            var left = patience - time.GetElapsedTime(_began);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>How long it may wait at most from the beginning to be asked: what comes back must be in time, too.</summary>
    public TimeSpan LongestWait => patience - (patience / 10 < LongestCall ? patience / 10 : LongestCall);

    /// <summary>How much of that is left.</summary>
    public TimeSpan RemainingWait
    {
        get
        {
            var left = Remaining - (patience - LongestWait);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Waits until a page of so many rows may be asked for.</summary>
    public Task<Outcome<Admission>> AdmitAsync(int rows, CancellationToken cancellation) => endpoint.Quota.Admissions.EnterAsync(this, rows, cancellation);

    /// <summary>Notes that a permit for one call was taken from the budget.</summary>
    public void Pay() => Interlocked.Increment(ref _paid);

    /// <summary>Uses a permit that was taken already; false when there is none.</summary>
    public bool TrySpend()
    {
        while (Volatile.Read(ref _paid) is var paid and > 0)
        {
            if (Interlocked.CompareExchange(ref _paid, paid - 1, paid) == paid) return true;
        }

        return false;
    }
}
