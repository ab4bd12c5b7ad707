using System.Collections.Concurrent;

namespace Netskope.AlertGateway.Upstream;

/// <summary>One of the tenant's quotas: the gateway's share of it, and the line of pages before it.</summary>
sealed record Quota(Budget Budget, Admissions Admissions);

/// <summary>
/// The tenant's quotas, by the names that its dialect gives them: v1 has one for everything, v2 one for each endpoint
/// (<c>docs/v2.md</c>). What waits for one is not in the way of another.
/// </summary>
sealed class Quotas(Func<string, Quota> make)
{
    readonly ConcurrentDictionary<string, Lazy<Quota>> _quotas = new(StringComparer.Ordinal);

    /// <summary>Calls and pages that wait for a permit now.</summary>
    public int Waiting => _quotas.Values.Sum(quota => quota.Value.Admissions.Waiting + quota.Value.Budget.Waiting);

    /// <summary>The quota with a name; names come from the dialect alone, so that there are few.</summary>
    public Quota Of(string name) => _quotas.GetOrAdd(name, static (name, make) => new(() => make(name)), make).Value;
}
