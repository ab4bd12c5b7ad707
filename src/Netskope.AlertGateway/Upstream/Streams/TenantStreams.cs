using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Asks the tenant what is not kept but passed on while it arrives: paid from the same budget, with the same tokens, retries and breaker
/// as pages. A call counts as made when its answer has begun.
/// </summary>
sealed class TenantStreams(TenantExchange exchange, Quotas quotas, TenantState state, Secrets secrets, GatewayMetrics metrics, IOptions<NetskopeOptions> options, TimeProvider time)
{
    /// <summary>Opens an answer.</summary>
    /// <param name="resource">For the metrics.</param>
    /// <param name="target">Path and query, encoded.</param>
    /// <param name="mostBytes">The largest answer that is passed on.</param>
    /// <param name="caller">Whose turn it is in the line before the tenant.</param>
    /// <param name="patience">How long it may take until the answer begins.</param>
    /// <returns>The answer, to be disposed of, or why there is none.</returns>
    public async Task<Outcome<TenantStream>> OpenAsync(string resource, string target, long mostBytes, string caller, TimeSpan patience, CancellationToken cancellation)
    {
        var errand = new Errand(caller, quotas.Of(V1Dialect.Quota), patience, time);
        var admitted = await errand.Quota.Admissions.EnterAsync(errand, rows: 0, cancellation);
        if (!admitted.IsSuccess) return admitted.Failure;
        var opened = default(Outcome<TenantStream>);
        try
        {
            var (address, limits) = (exchange.Address(target), new StreamLimits(mostBytes, options.Value.Timeout, admitted.Value.Memory, secrets, time));
            var call = new TenantCall<TenantStream>(resource, token => V1Dialect.Post(address, token), (response, ct) => TenantStream.OpenAsync(response, limits, ct)) { KeepsResponse = true };
            opened = await exchange.SendAsync(call, errand, cancellation);
        }
        finally
        {
            if (!opened.IsSuccess) admitted.Value.Dispose();
        }

        if (opened.Failure?.Kind == FailureKind.UpstreamCredentials) metrics.CredentialAlarm("refused");
        state.Observe(opened.Failure);
        return opened;
    }
}
