using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// The line of pages before the tenant, fair between callers. Who is at its head gets the memory for the page, and then the
/// permit for its first call: a page in line holds nothing. Who would wait too long, or while the tenant is not asked at
/// all, is told so on arrival.
/// </summary>
sealed class Admissions(Budget budget, InFlightBytes inFlight, TenantResilience resilience, TimeProvider time)
{
    static readonly Failure NoMemory = new(FailureKind.GatewayBusy, "Too many pages are being fetched (Netskope:MaxInFlightBytes).", TimeSpan.FromSeconds(5));

    readonly FairLine _line = new();

    /// <summary>Pages in line.</summary>
    public int Waiting => _line.Waiting;

    public async Task<Outcome<Admission>> EnterAsync(Errand errand, int rows, CancellationToken cancellation)
    {
        if (resilience.OpenFor > TimeSpan.Zero) return resilience.Unavailable();
        if (budget.Refusal(_line.Ahead(errand.Caller), errand.RemainingWait) is { } refusal) return refusal;
        var opened = resilience.Opened;
        using var late = new CancellationTokenSource(errand.RemainingWait, time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, opened, cancellation);
        try
        {
            using var turn = await _line.EnterAsync(errand.Caller, ahead => budget.Foreseen(ahead) > errand.RemainingWait, any.Token);
            if (turn is null) return Budget.Refused(budget.Foresee(errand.Caller));
            var memory = await inFlight.ReserveAsync(rows, errand.RemainingWait, any.Token);
            if (memory is null) return NoMemory;
            var admitted = await PayAsync(errand, memory, any.Token);

            // Only now it is known how many replicas share the quota at the moment.
            _line.Review();
            return admitted;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return opened.IsCancellationRequested ? resilience.Unavailable()
                : inFlight.Waiting > 0 ? NoMemory
                : Budget.Refused(budget.Foresee(errand.Caller));
        }
    }

    async Task<Outcome<Admission>> PayAsync(Errand errand, InFlightBytes.Lease memory, CancellationToken cancellation)
    {
        var admission = new Admission(errand, memory);
        try
        {
            if (await budget.TakeAsync(errand.Caller, errand.RemainingWait, cancellation) is { } failure)
            {
                admission.Dispose();
                return failure;
            }
        }
        catch
        {
            admission.Dispose();
            throw;
        }

        errand.Pay();
        return admission;
    }
}
