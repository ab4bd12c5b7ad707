using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The one way to the tenant: a page is asked for in the dialect it speaks, verified and compressed while it arrives.</summary>
sealed class NetskopeClient(
    IDialect dialect,
    Admissions admissions,
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

    /// <summary>Waits until a page of so many rows may be asked for.</summary>
    public Task<Outcome<Admission>> AdmitAsync(Errand errand, int rows, CancellationToken cancellation) => admissions.EnterAsync(errand, rows, cancellation);

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
