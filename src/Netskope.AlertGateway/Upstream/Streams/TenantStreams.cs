using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Asks the tenant what is not kept but passed on while it arrives: paid from the same budget, with the same tokens, retries and breaker
/// as pages. A call counts as made when its answer has begun.
/// </summary>
sealed class TenantStreams(TenantExchange exchange, TenantEndpoints endpoints, TenantState state, Secrets secrets, IOptions<NetskopeOptions> options, TimeProvider time)
{
    /// <summary>Opens an answer of a v1 endpoint.</summary>
    /// <param name="route">The endpoint's name.</param>
    /// <param name="target">Path and query, encoded.</param>
    /// <param name="mostBytes">The largest answer that is passed on.</param>
    /// <param name="caller">Whose turn it is in the line before the tenant.</param>
    /// <param name="patience">How long it may take until the answer begins.</param>
    /// <param name="cancellation">The caller is gone.</param>
    /// <returns>The answer, to be disposed of, or why there is none.</returns>
    public async Task<Outcome<TenantStream>> OpenAsync(string route, string target, long mostBytes, string caller, TimeSpan patience, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(patience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellation);
        var errand = new Errand(caller, endpoints.Of(route, type: null), patience, time);
        try
        {
            return await OpenAsync(errand, route, target, mostBytes, either.Token);
        }
        catch (OperationCanceledException) when (late.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return new Failure(FailureKind.DeadlineExceeded, $"The answer had not begun within {patience.TotalSeconds:0} s. Repeat the request.", TimeSpan.FromSeconds(5));
        }
    }

    async Task<Outcome<TenantStream>> OpenAsync(Errand errand, string route, string target, long mostBytes, CancellationToken cancellation)
    {
        var admitted = await errand.AdmitAsync(rows: 0, cancellation);
        if (!admitted.IsSuccess) return admitted.Failure;
        var opened = default(Outcome<TenantStream>);
        try
        {
            var (address, limits) = (exchange.Address(target), new StreamLimits(mostBytes, options.Value.Timeout, admitted.Value.Memory, secrets, time));
            var call = new TenantCall<TenantStream>(route, token => V1Dialect.Post(address, token), (response, ct) => TenantStream.OpenAsync(response, limits, ct)) { KeepsResponse = true };
            opened = await exchange.SendAsync(call, errand, cancellation);
        }
        finally
        {
            if (!opened.IsSuccess) admitted.Value.Dispose();
        }

        state.Observe(errand.Endpoint.Name, opened.Failure);
        return opened;
    }
}
