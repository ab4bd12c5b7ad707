using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// A question in, a verified answer out:
/// 1. a kept answer that is fresh and meets the caller's demands is the answer;
/// 2. one that has just gone stale is, too, and another is fetched meanwhile;
/// 3. else the tenant is asked, once for all who ask the same meanwhile;
/// 4. where that fails or takes long, the last good answer stands in, within the limits.
/// </summary>
sealed class AnswerService(
    AnswerStore store,
    Flights flights,
    NegativeCache failures,
    Fetching fetching,
    KeptRules rules,
    NetskopeClient netskope,
    TenantClock clock,
    Freshness freshness,
    IOptions<GatewayOptions> gateway,
    TimeProvider time)
{
    /// <summary>The longest target with which the tenant is asked, in bytes.</summary>
    public const int MostTargetBytes = Targets.MostBytes;

    // Longer than Netskope takes as a rule. Who has an answer that may stand in is not made to wait for the deadline.
    static readonly TimeSpan PatienceBeforeStandIn = TimeSpan.FromSeconds(5);

    /// <param name="question">What is asked.</param>
    /// <param name="demands">What the caller demands of a kept answer.</param>
    /// <param name="caller">Who asks: the line before the tenant is fair between callers.</param>
    /// <param name="deadline">When there must be a reply.</param>
    /// <param name="aborted">The caller is gone.</param>
    public ValueTask<Reply> AskAsync(Question question, Demands demands, string caller, RequestDeadline deadline, CancellationToken aborted)
    {
        if (store.TryGet(question.Key, out var kept))
        {
            var source = rules.Judge(question, kept, demands, time.GetUtcNow());
            if (source == Source.Hit) return new(new Reply(kept, source));

            // Where the renewal has just failed, it would be stale on an error, with limits of its own.
            if (source == Source.Revalidating && failures.Find(question.Key) is null)
            {
                Renew(question, caller);
                return new(new Reply(kept, source));
            }
        }

        var setback = failures.Find(question.Key);
        if (setback?.Kind is FailureKind.InvalidRequest or FailureKind.ConfinementMismatch) return new(new Reply(null, Source.Miss, Failure: setback));
        if (demands.OnlyKept) return LookAsync(question, demands, aborted);
        if (setback is not null && kept is not null && StandIn(question, demands, setback) is { } standIn) return new(standIn);
        return AskTenantAsync(new(question, demands, caller, WantsFresh: setback is not null), deadline, aborted);
    }

    /// <summary>The bytes of the target with which the tenant is asked.</summary>
    public int TargetLength(Question question) => netskope.TargetLength(question.ToPageRequest(freshness.At(question, clock.Now).Window));

    /// <inheritdoc cref="NetskopeClient.SpeaksV2"/>
    public bool TenantSpeaksV2 => netskope.SpeaksV2;

    /// <summary>Why the tenant can not be asked a query; null when it can.</summary>
    public string? Objection(AskedQuery query) => netskope.Objection(query.Parsed?.Condition);

    async ValueTask<Reply> LookAsync(Question question, Demands demands, CancellationToken aborted)
    {
        var kept = await store.GetAsync(question.Key, trusting: true, aborted);
        return rules.Judge(question, kept, demands, time.GetUtcNow()) == Source.Hit
            ? new(kept, Source.Hit)
            : new(null, Source.Miss, Failure: new(FailureKind.NothingKept, "Nothing is kept that meets only-if-cached; ask without it."));
    }

    async ValueTask<Reply> AskTenantAsync(Ask ask, RequestDeadline deadline, CancellationToken aborted)
    {
        Outcome<Landed> outcome;
        var joined = false;
        try
        {
            (outcome, joined) = await LandAsync(ask, deadline, aborted);
        }
        catch (TimeoutException)
        {
            outcome = new Failure(
                FailureKind.DeadlineExceeded,
                $"The answer was not there within {gateway.Value.RequestTimeout.TotalSeconds:0} s. It is still being asked for: repeat the request.",
                TimeSpan.FromSeconds(5));
        }

        if (outcome.Failure is { } failure) return StandIn(ask.Question, ask.Demands, failure) ?? new(null, Source.Miss, Collapsed: joined, Failure: failure);
        if (outcome.Value!.Source == Source.Revalidating) Renew(ask.Question, ask.Caller);
        return new(outcome.Value.Answer, outcome.Value.Source, outcome.Value.IsStored, joined);
    }

    async Task<(Outcome<Landed> Outcome, bool Joined)> LandAsync(Ask ask, RequestDeadline deadline, CancellationToken aborted)
    {
        var arrived = time.GetUtcNow();
        for (var inOthers = 0; ;)
        {
            var (flight, joined) = Join(ask);
            var outcome = await WaitAsync(flight, ask, deadline, aborted);

            // Whoever began the flight may have had less time left, or a longer line of its own before it.
            if (joined && outcome.Failure is { } failure && IsAboutWaiting(failure) && deadline.Remaining > TimeSpan.Zero && inOthers++ == 0) continue;

            // Another caller's flight may bring what is too old for this one.
            var isTooOld = outcome.Value is { Answer: var answer } && answer.AskedAt < arrived && rules.Judge(ask.Question, answer, ask.Demands, time.GetUtcNow()) is Source.Demanded or Source.Renewed;
            isTooOld |= ask.WantsFresh && outcome.Value?.Source == Source.Revalidating;
            if (!isTooOld) return (outcome, joined);
        }
    }

    static bool IsAboutWaiting(Failure failure) => failure.Kind is FailureKind.TenantQuota or FailureKind.GatewayBusy or FailureKind.DeadlineExceeded;

    (Flight Flight, bool Joined) Join(Ask ask)
    {
        // One for each flight: it holds that flight's lease.
        var own = ask with { Lease = null };
        return flights.Join(own.Question.Key, flight => FlyAsync(own, flight), (outcome, stopping) => fetching.ConcludeAsync(own, outcome, stopping));
    }

    async Task<Outcome<Landed>> FlyAsync(Ask ask, Flight flight)
    {
        var outcome = await fetching.FlyAsync(ask, flight);
        if (outcome.IsSuccess) failures.Forget(ask.Question.Key);
        else if (outcome.Failure.Kind is FailureKind.InvalidRequest or FailureKind.UpstreamCredentials || Notice.IsTheTenants(outcome.Failure.Kind)) failures.Remember(ask.Question.Key, outcome.Failure);
        return outcome;
    }

    /// <summary>Fetches another answer with nobody waiting; not while one is on its way.</summary>
    void Renew(Question question, string caller)
    {
        if (!flights.AreAsking(question.Key)) Join(new(question, default, caller, WantsFresh: true));
    }

    /// <exception cref="TimeoutException">The deadline came, or it takes long and an answer that may stand in is kept.</exception>
    async Task<Outcome<Landed>> WaitAsync(Flight flight, Ask ask, RequestDeadline deadline, CancellationToken aborted)
    {
        try
        {
            var early = flight.Landing.WaitAsync(deadline.AtMost(PatienceBeforeStandIn), time, aborted);
            await ((Task)early).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return early.IsCompletedSuccessfully || aborted.IsCancellationRequested || HasStandIn(ask) ? await early : await deadline.WaitAsync(flight.Landing, aborted);
        }
        catch (OperationCanceledException) when (aborted.IsCancellationRequested)
        {
            flight.Leave();
            throw;
        }
    }

    bool HasStandIn(Ask ask) => store.Peek(ask.Question.Key) is { } kept && rules.MayStandIn(kept, ask.Demands, time.GetUtcNow());

    Reply? StandIn(Question question, Demands demands, Failure failure)
    {
        var now = time.GetUtcNow();
        if (failure.Kind is FailureKind.InternalError or FailureKind.InvalidRequest or FailureKind.ConfinementMismatch || store.Peek(question.Key) is not { } kept || !rules.MayStandIn(kept, demands, now)) return null;
        return kept.TimeToLive(now) > TimeSpan.Zero ? new(kept, Source.Hit) : new(kept, Source.Stale, Failure: failure);
    }
}
