using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// How a flight gets its answer:
/// 1. what another replica has stored meanwhile will do;
/// 2. who has the question's lease asks the tenant, stores the answer, tells the others and gives the lease back;
/// 3. the others follow: they are told, or find that the lease has lapsed and take it. An answer that could not be stored
///    each replica fetches for itself; a failure of the tenant is the failure of all.
/// </summary>
sealed class Fetching(
    AnswerStore store,
    Leases leases,
    Followers followers,
    NetskopeClient netskope,
    TenantClock clock,
    Freshness freshness,
    KeptRules rules,
    IOptions<GatewayOptions> gateway,
    TimeProvider time)
{
    // Notices may be lost.
    static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public async Task<Outcome<Landed>> FlyAsync(Ask ask, Flight flight)
    {
        var errand = netskope.Errand(ask.Caller, ask.Question.Resource, ask.Question.Type, gateway.Value.RequestTimeout);
        using var follower = followers.Follow(ask.Question.Key);
        for (var trusting = true; ; trusting = false)
        {
            var (kept, source) = await LookAsync(ask, trusting, flight);
            if (kept is not null) return kept;
            (ask.Lease, var heldFor) = await leases.TryTakeAsync(ask.Question.Key, flight.Cancelled);

            // The one before may have landed between the look and the lease.
            if (ask.Lease is not null) (kept, source) = await LookAsync(ask, trusting: false, flight);
            if (kept is not null) return kept;
            if (heldFor is not { } left) return await FetchAsync(ask, source, errand, flight);
            if (errand.Remaining == TimeSpan.Zero) return new Failure(FailureKind.DeadlineExceeded, "Another replica of the gateway is still asking the tenant.", TimeSpan.FromSeconds(5));
            var notice = await follower.HearAsync(left < LookEvery ? left : LookEvery, flight.Cancelled);
            if (notice?.Failure is { } failure) return failure;
            if (notice?.Kind == NoticeKind.NotStored) return await FetchAsync(ask, source, errand, flight);
        }
    }

    /// <summary>Behind the landing: the other replicas get the answer, or learn that there is none.</summary>
    public async Task ConcludeAsync(Ask ask, Outcome<Landed> outcome, CancellationToken stopping)
    {
        Notice? notice = null;
        try
        {
            notice = await ShareAsync(ask, outcome, stopping);
        }
        finally
        {
            // Given back before it is told: who hears it may ask at once. Also while the process stops.
            if (ask.Lease is { } lease)
            {
                await lease.DisposeAsync();
                notice ??= new(NoticeKind.GivenUp, ask.Question.Key);
            }

            if (notice is not null) await store.TellAsync(notice, CancellationToken.None);
        }
    }

    /// <returns>What the others should know; null when there is nothing.</returns>
    async Task<Notice?> ShareAsync(Ask ask, Outcome<Landed> outcome, CancellationToken stopping)
    {
        var key = ask.Question.Key;
        if (outcome.Failure is { } failure) return ask.Lease is not null && Notice.IsTheTenants(failure.Kind) ? new(NoticeKind.Failed, key, Failure: failure) : null;
        var landed = outcome.Value!;
        if (!landed.IsFetched) return null;
        if (await store.ShareAsync(key, landed.Answer, stopping)) return new(NoticeKind.Stored, key, landed.Answer.AskedAt);
        return ask.Lease is not null ? new(NoticeKind.NotStored, key) : null;
    }

    /// <returns>What is kept, if it will do, and why the tenant has to be asked otherwise.</returns>
    async Task<(Landed? Kept, Source Source)> LookAsync(Ask ask, bool trusting, Flight flight)
    {
        var kept = await store.GetAsync(ask.Question.Key, trusting, flight.Cancelled);
        var source = rules.Judge(ask.Question, kept, ask.Demands, time.GetUtcNow());
        if (source == Source.Hit || (source == Source.Revalidating && !ask.WantsFresh)) return (new Landed(kept!, source, IsStored: true), source);
        return (null, source == Source.Revalidating ? Source.Renewed : source);
    }

    async Task<Outcome<Landed>> FetchAsync(Ask ask, Source source, Errand errand, Flight flight)
    {
        var admitted = await errand.AdmitAsync(ask.Question.Limit, flight.Cancelled);
        if (!admitted.IsSuccess) return admitted.Failure;
        using var admission = admitted.Value;
        flight.TakeOff();

        var askedAt = time.GetUtcNow();
        var (window, freshFor, staleFor) = freshness.At(ask.Question, clock.Now);
        var fetched = await netskope.FetchAsync(ask.Question.ToPageRequest(window), admission, flight.Cancelled);
        if (!fetched.IsSuccess) return fetched.Failure;

        // The tick may have passed meanwhile, but nobody should get for stale what was just fetched.
        var took = time.GetUtcNow() - askedAt + TimeSpan.FromSeconds(1);
        var answer = new Answer
        {
            Content = new Content(fetched.Value.Brotli, fetched.Value.Length, fetched.Value.Hash),
            Rows = fetched.Value.Rows,
            Window = window.ToString(),
            Next = NextPage.Of(ask.Question, window, fetched.Value),
            AskedAt = askedAt,
            FreshFor = freshFor > took ? freshFor : took,
            StaleFor = staleFor,
            Message = (fetched.Value.Message.Start, fetched.Value.Message.Length),
        };
        return new Landed(answer, source, store.Put(ask.Question.Key, answer)) { IsFetched = true };
    }
}
