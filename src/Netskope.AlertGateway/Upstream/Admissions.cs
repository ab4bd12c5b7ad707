using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// The line of pages before the tenant, fair between callers. Who is at its head gets the memory for the page, and then the
/// permit for its first call: a page in line holds nothing. Who would wait too long, or while the tenant is not asked at
/// all, is told so on arrival.
/// </summary>
sealed class Admissions
{
    readonly FairQueue _line = new();
    readonly Budget _budget;
    readonly InFlightBytes _inFlight;
    readonly TimeProvider _time;

    public Admissions(Budget budget, InFlightBytes inFlight, TimeProvider time)
    {
        (_budget, _inFlight, _time) = (budget, inFlight, time);

        // A tenant that asks to wait long does so for all in line.
        budget.OnClosed(_line.Review);
    }

    /// <summary>Pages in line.</summary>
    public int Waiting => _line.Waiting;

    /// <summary>Waits until a page of so many rows may be asked for.</summary>
    public async Task<Outcome<Admission>> EnterAsync(Errand errand, int rows, CancellationToken cancellation)
    {
        // Taken before the look: who opens it later cancels this one.
        var resilience = errand.Endpoint.Resilience;
        var opened = resilience.Opened;
        if (resilience.OpenFor > TimeSpan.Zero) return resilience.Unavailable();
        if (_budget.Refusal(_line.Ahead(errand.Caller), errand.RemainingWait) is { } refusal) return refusal;
        if (!resilience.MayAsk()) return resilience.Unavailable();
        using var late = new CancellationTokenSource(errand.RemainingWait, _time);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(late.Token, opened, cancellation);
        var isAtMemory = false;
        try
        {
            using var turn = await _line.EnterAsync(errand.Caller, ahead => _budget.Foreseen(ahead) > errand.RemainingWait, any.Token);
            if (turn is null) return TooLate(errand);
            isAtMemory = true;
            var memory = await _inFlight.ReserveAsync(rows, errand.RemainingWait, any.Token);
            if (memory is null) return PageLimits.NoMemory;
            isAtMemory = false;
            var admitted = await PayAsync(errand, memory, any.Token);

            // Only now it is known how many replicas share the quota at the moment.
            turn.Dispose();
            _line.Review();
            return admitted;
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return opened.IsCancellationRequested ? resilience.Unavailable()
                : isAtMemory || _inFlight.Waiting > 0 ? PageLimits.NoMemory
                : TooLate(errand);
        }
    }

    Failure TooLate(Errand errand) => Budget.Refused(_budget.Foreseen(_line.Ahead(errand.Caller)) - errand.LongestWait);

    async Task<Outcome<Admission>> PayAsync(Errand errand, InFlightBytes.Lease memory, CancellationToken cancellation)
    {
        var admission = new Admission(errand, memory);
        try
        {
            if (await _budget.TakeAsync(errand.Caller, errand.RemainingWait, cancellation) is { } failure)
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
