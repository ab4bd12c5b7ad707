using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// A question in, a verified answer out:
/// 1. a kept answer that is fresh and meets the caller's demands is the answer;
/// 2. else the tenant is asked, once for all who ask the same meanwhile;
/// 3. where that fails, the last good answer stands in, within the limits.
/// </summary>
sealed class AnswerService(
    AnswerStore store,
    Flights flights,
    Refusals refusals,
    NetskopeClient netskope,
    InFlightBytes inFlight,
    TenantClock clock,
    Freshness freshness,
    IOptions<CacheOptions> cache,
    IOptions<GatewayOptions> gateway,
    TimeProvider time)
{
    /// <summary>The longest target with which the tenant is asked, in bytes.</summary>
    public const int MostTargetBytes = Targets.MostBytes;

    readonly TimeSpan _minAge = cache.Value.MinAge;

    public ValueTask<Reply> AskAsync(Question question, Demands demands, RequestDeadline deadline, CancellationToken aborted)
    {
        var now = time.GetUtcNow();
        if (store.TryGet(question.Key, out var kept) && SourceOf(kept, demands, now) == Source.Hit) return new(new Reply(kept, Source.Hit));
        if (refusals.Find(question.Key) is { } refusal) return new(new Reply(null, Source.Miss, Failure: refusal));
        return demands.OnlyKept ? LookAsync(question, demands, aborted) : AskTenantAsync(question, demands, deadline, aborted);
    }

    /// <summary>The bytes of the target with which the tenant is asked.</summary>
    public int TargetLength(Question question) => netskope.TargetLength(question.ToPageRequest(freshness.At(question, clock.Now).Window));

    /// <summary>Why the tenant can not be asked a query; null when it can.</summary>
    public string? Objection(AskedQuery query) => netskope.Objection(query.Parsed?.Condition);

    bool Meets(Answer kept, Demands demands, DateTimeOffset now) =>
        demands.MostAge is not { } most || kept.Age(now) <= (most > _minAge ? most : _minAge);

    /// <summary>A hit, or why the tenant has to be asked.</summary>
    Source SourceOf(Answer? kept, Demands demands, DateTimeOffset now) =>
        kept is null ? Source.Miss
        : kept.TimeToLive(now) <= TimeSpan.Zero ? Source.Renewed
        : !Meets(kept, demands, now) ? Source.Demanded
        : Source.Hit;

    async ValueTask<Reply> LookAsync(Question question, Demands demands, CancellationToken aborted)
    {
        var kept = await store.GetAsync(question.Key, aborted);
        return SourceOf(kept, demands, time.GetUtcNow()) == Source.Hit
            ? new(kept, Source.Hit)
            : new(null, Source.Miss, Failure: new(FailureKind.NothingKept, "Nothing is kept that meets only-if-cached; ask without it."));
    }

    async ValueTask<Reply> AskTenantAsync(Question question, Demands demands, RequestDeadline deadline, CancellationToken aborted)
    {
        Outcome<Landed> outcome;
        bool joined;
        try
        {
            (outcome, joined) = await LandAsync(question, demands, deadline, aborted);
        }
        catch (TimeoutException)
        {
            outcome = new Failure(
                FailureKind.DeadlineExceeded,
                $"The answer was not there within {gateway.Value.RequestTimeout.TotalSeconds:0} s. It is still being asked for: repeat the request.",
                TimeSpan.FromSeconds(5));
            joined = false;
        }

        if (outcome.IsSuccess) return new(outcome.Value.Answer, outcome.Value.Source, outcome.Value.IsStored, joined);
        return Stale(question, demands, outcome.Failure) ?? new(null, Source.Miss, Collapsed: joined, Failure: outcome.Failure);
    }

    async Task<(Outcome<Landed> Outcome, bool Joined)> LandAsync(Question question, Demands demands, RequestDeadline deadline, CancellationToken aborted)
    {
        var arrived = time.GetUtcNow();
        while (true)
        {
            var (flight, joined) = flights.Join(
                question.Key,
                flight => FlyAsync(question, demands, flight),
                (answer, stopping) => store.ShareAsync(question.Key, answer, stopping));
            var outcome = await WaitAsync(flight, deadline, aborted);
            if (outcome.Failure is { Kind: FailureKind.InvalidRequest } refusal) refusals.Remember(question.Key, refusal);

            // Another caller's flight may bring what is too old for this one.
            var isTooOld = outcome.Value is { } landed && landed.Answer.AskedAt < arrived && !Meets(landed.Answer, demands, time.GetUtcNow());
            if (!isTooOld) return (outcome, joined);
        }
    }

    static async Task<Outcome<Landed>> WaitAsync(Flight flight, RequestDeadline deadline, CancellationToken aborted)
    {
        try
        {
            return await deadline.WaitAsync(flight.Landing, aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            flight.Leave();
            throw;
        }
    }

    async Task<Outcome<Landed>> FlyAsync(Question question, Demands demands, Flight flight)
    {
        // Between a caller's look and its take-off another flight may have landed, here or in another replica.
        var kept = await store.GetAsync(question.Key, flight.Cancelled);
        var source = SourceOf(kept, demands, time.GetUtcNow());
        if (source == Source.Hit) return new Landed(kept!, source, IsStored: true);

        using var lease = await inFlight.ReserveAsync(question.Limit, gateway.Value.RequestTimeout, flight.Cancelled);
        if (lease is null) return new Failure(FailureKind.GatewayBusy, "Too many pages are being fetched (Netskope:MaxInFlightBytes).", TimeSpan.FromSeconds(5));
        flight.TakeOff();

        var askedAt = time.GetUtcNow();
        var (window, freshFor, staleFor) = freshness.At(question, clock.Now);
        var fetched = await netskope.FetchAsync(question.ToPageRequest(window), lease, flight.Cancelled);
        if (!fetched.IsSuccess) return fetched.Failure;

        // The tick may have passed meanwhile, but nobody should get for stale what was just fetched.
        var took = time.GetUtcNow() - askedAt + TimeSpan.FromSeconds(1);
        var answer = new Answer
        {
            Content = new Content(fetched.Value.Brotli, fetched.Value.Length, fetched.Value.Hash),
            Rows = fetched.Value.Rows,
            Window = window.ToString(),
            Next = NextPage.Of(question, window, fetched.Value),
            AskedAt = askedAt,
            FreshFor = freshFor > took ? freshFor : took,
            StaleFor = staleFor,
            Message = (fetched.Value.Message.Start, fetched.Value.Message.Length),
        };
        return new Landed(answer, source, store.Put(question.Key, answer));
    }

    Reply? Stale(Question question, Demands demands, Failure failure)
    {
        if (failure.Kind is FailureKind.InternalError or FailureKind.InvalidRequest || store.Peek(question.Key) is not { } kept) return null;
        var now = time.GetUtcNow();
        var ttl = kept.TimeToLive(now);
        if (ttl > TimeSpan.Zero) return Meets(kept, demands, now) ? new(kept, Source.Hit) : null;
        var most = demands.MostStale is { } asked && asked < kept.StaleFor ? asked : kept.StaleFor;
        return -ttl <= most && Meets(kept, demands, now) ? new(kept, Source.Stale, Failure: failure) : null;
    }
}
