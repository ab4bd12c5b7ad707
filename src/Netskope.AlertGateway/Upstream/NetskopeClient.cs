using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The one way to the tenant for pages: each is asked for in the dialect it speaks, verified and compressed while it arrives.</summary>
sealed class NetskopeClient(
    IDialect dialect,
    TenantEndpoints endpoints,
    IOptions<NetskopeOptions> options,
    TenantState state,
    Secrets secrets,
    TimeProvider time)
{
    readonly long _mostBytes = options.Value.MaxPageBytes;

    /// <summary>Whether the tenant is asked by its API v2, which has no counterpart of some endpoints of v1.</summary>
    public bool SpeaksV2 => options.Value.ApiVersion == "v2";

    /// <inheritdoc cref="IDialect.Objection"/>
    public string? Objection(Condition? query) => dialect.Objection(query);

    /// <inheritdoc cref="IDialect.TargetLength"/>
    public int TargetLength(PageRequest page) => dialect.TargetLength(page);

    /// <summary>An errand for pages of a resource.</summary>
    public Errand Errand(string caller, string resource, string? type, TimeSpan patience) => new(caller, endpoints.Of(resource, type), patience, time);

    /// <summary>Fetches one page.</summary>
    /// <param name="page">What to ask.</param>
    /// <param name="admission">That it may be asked.</param>
    /// <param name="cancellation">Ends the calls.</param>
    public async Task<Outcome<Page>> FetchAsync(PageRequest page, Admission admission, CancellationToken cancellation)
    {
        var outcome = await dialect.FetchAsync(page, new PageLimits(_mostBytes, admission.Memory, secrets), admission.Errand, cancellation);
        state.Observe(admission.Errand.Endpoint.Name, outcome.Failure);
        return outcome;
    }
}
