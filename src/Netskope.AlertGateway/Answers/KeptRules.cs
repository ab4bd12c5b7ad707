using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>Whether a kept answer may be given, by its times and the caller's demands.</summary>
sealed class KeptRules(IOptions<CacheOptions> options, Freshness freshness, TenantClock clock)
{
    readonly TimeSpan _minAge = options.Value.MinAge;
    readonly bool _whileRevalidate = options.Value.StaleWhileRevalidate;

    /// <summary>Why it is given, or why the tenant has to be asked.</summary>
    public Source Judge(Question question, Answer? kept, Demands demands, DateTimeOffset now)
    {
        if (kept is null) return Source.Miss;
        var ttl = kept.TimeToLive(now);
        if (ttl > TimeSpan.Zero) return Meets(kept, demands, now) ? Source.Hit : Source.Demanded;
        return MayBeGivenWhileRenewed(question, kept, demands, -ttl) && Meets(kept, demands, now) ? Source.Revalidating : Source.Renewed;
    }

    /// <summary>Whether it may stand in for an error, or for an answer that is long in coming.</summary>
    public bool MayStandIn(Answer kept, Demands demands, DateTimeOffset now)
    {
        var stale = -kept.TimeToLive(now);
        return Meets(kept, demands, now) && (stale < TimeSpan.Zero || stale <= Least(Least(kept.StaleFor, demands.MostStale), demands.MostStaleOnError));
    }

    /// <summary>Whether it is no older than the caller demands; nobody gets one younger than <c>Cache:MinAge</c> by demand.</summary>
    public bool Meets(Answer kept, Demands demands, DateTimeOffset now) =>
        demands.MostAge is not { } most || kept.Age(now) <= (most > _minAge ? most : _minAge);

    /// <summary>
    /// For as long again as an answer is fresh. A further page is not: a walk would meet two ticks; nor what <c>acked</c> decides, which
    /// is to be as fresh as it is said to be; nor to who demands an age (RFC 9111, 5.2.1.1).
    /// </summary>
    bool MayBeGivenWhileRenewed(Question question, Answer kept, Demands demands, TimeSpan stale) =>
        _whileRevalidate
        && question is { Skip: 0, AsksAcked: false }
        && demands is { MostAge: null, OnlyKept: false }
        && stale <= Least(Least(freshness.Of(question, clock.Now), kept.StaleFor), demands.MostStale);

    static TimeSpan Least(TimeSpan a, TimeSpan? b) => b is { } other && other < a ? other : a;
}
