using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The one way to the tenant: a page is asked for in the dialect it speaks, verified and compressed while it arrives.</summary>
sealed class NetskopeClient(
    IDialect dialect,
    Quotas quotas,
    IOptions<NetskopeOptions> options,
    TenantState state,
    Secrets secrets,
    GatewayMetrics metrics)
{
    readonly long _mostBytes = options.Value.MaxPageBytes;

    /// <inheritdoc cref="IDialect.Objection"/>
    public string? Objection(Condition? query) => dialect.Objection(query);

    /// <inheritdoc cref="IDialect.TargetLength"/>
    public int TargetLength(PageRequest page) => dialect.TargetLength(page);

    /// <summary>Whether the tenant is asked by its API v2, which has no counterpart of some endpoints of v1.</summary>
    public bool SpeaksV2 => options.Value.ApiVersion == "v2";

    /// <summary>The quota that a resource's pages spend.</summary>
    public Quota QuotaOf(string resource, string? type) => quotas.Of(dialect.QuotaOf(resource, type));

    /// <summary>Fetches one page.</summary>
    /// <param name="page">What to ask.</param>
    /// <param name="admission">That it may be asked.</param>
    /// <param name="cancellation">Ends the calls.</param>
    public async Task<Outcome<Page>> FetchAsync(PageRequest page, Admission admission, CancellationToken cancellation)
    {
        var outcome = await dialect.FetchAsync(page, new PageLimits(_mostBytes, admission.Memory, secrets), admission.Errand, cancellation);
        if (outcome.Failure?.Kind == FailureKind.UpstreamCredentials) metrics.CredentialAlarm("refused");
        state.Observe(outcome.Failure);
        return outcome;
    }
}
