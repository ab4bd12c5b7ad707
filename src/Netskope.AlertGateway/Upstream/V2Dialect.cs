using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Netskope's REST API v2 behind v1's face. Where v2's rows descend by <c>timestamp</c>, or no order is asked, a page of v1 is
/// the same page of v2, in as many calls as v2's page bound makes; else the window is walked (<see cref="V2Slices"/>).
/// </summary>
sealed class V2Dialect(V2Calls calls, V2Slices slices, GatewayMetrics metrics, IOptions<NetskopeOptions> options) : IDialect
{
    readonly NetskopeOptions _options = options.Value;

    public string? Objection(Condition? query) =>
        query is null ? V2Target.Unreadable
        : V2Print.TryPrint(query, out _, out var refusal) ? null
        : refusal;

    public int TargetLength(PageRequest page) =>
        V2Target.TryQuery(page, out var query, out _) ? V2Target.Of(query, V2Target.Ends(page), page.Skip, page.Limit).Length : 0;

    public Task<Outcome<Page>> FetchAsync(PageRequest page, PageLimits limits, CancellationToken cancellation)
    {
        if (!V2Target.TryQuery(page, out var query, out var objection)) return Task.FromResult<Outcome<Page>>(new Failure(FailureKind.InvalidRequest, objection));
        if (page.Condition is { } condition && V2Print.IsApproximate(condition)) metrics.QueryApproximated(page.Resource);
        return page.Unsorted || _options.V2Order == V2Order.Descending
            ? FetchInOrderAsync(page, query, limits, cancellation)
            : slices.FetchAsync(page, query, limits, cancellation);
    }

    async Task<Outcome<Page>> FetchInOrderAsync(PageRequest page, string? query, PageLimits limits, CancellationToken cancellation)
    {
        using var builder = new V2PageBuilder(limits, page.Limit);
        var offset = page.Skip;
        while (!builder.IsFull)
        {
            // Rows that came again leave room for others behind them.
            var asked = Math.Min(page.Limit - builder.Rows, _options.V2MaxLimit);
            var answer = await calls.AskAsync(page.Resource, V2Target.Of(query, V2Target.Ends(page), offset, asked), limits, builder.Add, cancellation);
            if (!answer.IsSuccess) return answer.Failure;
            offset += answer.Value.Rows;
            if (answer.Value.Rows < asked) break;
        }

        return page.Unsorted || builder.Descends
            ? builder.Build()
            : new Failure(FailureKind.TenantUnexpected, "Netskope's rows do not descend by timestamp, as the operator has said they would (Netskope:V2Order).");
    }
}
