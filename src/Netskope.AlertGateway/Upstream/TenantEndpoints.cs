using System.Collections.Concurrent;

namespace Netskope.AlertGateway.Upstream;

/// <summary>An endpoint of the tenant: the quota that its calls spend, and whether it is asked at the moment.</summary>
/// <param name="Name">For logs and health.</param>
sealed record TenantEndpoint(string Name, Quota Quota, TenantResilience Resilience);

/// <summary>The tenant's endpoints. One that fails is not asked for a while, and is in no other's way.</summary>
sealed class TenantEndpoints(IDialect dialect, Quotas quotas, Func<string, TenantResilience> resilience) : IDisposable
{
    readonly ConcurrentDictionary<string, Lazy<TenantEndpoint>> _endpoints = new(StringComparer.Ordinal);

    /// <summary>Calls and pages that wait for a permit now.</summary>
    public int Waiting => quotas.Waiting;

    /// <summary>The endpoint behind a resource or a route; both come from tables, so that there are few.</summary>
    public TenantEndpoint Of(string resource, string? type)
    {
        var (name, quota) = dialect.EndpointOf(resource, type);
        return _endpoints.GetOrAdd(name, static (name, of) => new(() => new(name, of.quotas.Of(of.quota), of.resilience(name))), (quotas, quota, resilience)).Value;
    }

    public void Dispose()
    {
        foreach (var endpoint in _endpoints.Values) endpoint.Value.Resilience.Dispose();
    }
}
