using System.Net.Http.Headers;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The one way to the tenant: a page is asked for, verified and compressed while it arrives.</summary>
sealed class NetskopeClient(TenantExchange exchange, IOptions<NetskopeOptions> options, TenantState state, Secrets secrets, GatewayMetrics metrics)
{
    readonly long _mostBytes = options.Value.MaxPageBytes;
    readonly TenantToken _token = new(options.Value.Token);

    /// <summary>Fetches one page.</summary>
    /// <param name="page">What to ask.</param>
    /// <param name="lease">The memory that the page may take.</param>
    /// <param name="cancellation">Ends the call.</param>
    public async Task<Outcome<Page>> FetchAsync(PageRequest page, InFlightBytes.Lease lease, CancellationToken cancellation)
    {
        using var request = Request(page);
        var limits = new PageLimits(_mostBytes, lease, secrets);
        var outcome = await exchange.SendAsync(page.Resource, request, (body, ct) => PageReader.ReadAsync(body, limits, ct), cancellation);
        if (outcome.Failure?.Kind == FailureKind.UpstreamCredentials) metrics.CredentialAlarm("refused");
        state.Observe(outcome.Failure);
        return outcome;
    }

    HttpRequestMessage Request(PageRequest page)
    {
        var content = new ByteArrayContent(_token.ToJsonBody());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new HttpRequestMessage(HttpMethod.Post, exchange.Address(V1Dialect.Target(page))) { Content = content };
    }
}
