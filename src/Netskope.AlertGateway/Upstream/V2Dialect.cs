using System.Globalization;
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
    // What a target has beside the caller's query: type, acked and both windows, as parameters and as conditions.
    const int BesideTheQuery = 700;

    readonly NetskopeOptions _options = options.Value;

    /// <summary>A quota for each endpoint. That of alerts has no name: so replicas of versions that knew no other share it.</summary>
    public (string Name, string Quota) EndpointOf(string resource, string? type)
    {
        var name = V2Question.EndpointOf(resource, type);
        return (name, resource == "alerts" ? "" : name);
    }

    public string? Objection(Condition? query)
    {
        if (query is null) return V2Question.Unreadable;
        if (!V2Print.TryPrint(query, out var print, out var refusal)) return refusal;
        var length = Uri.EscapeDataString(print).Length + BesideTheQuery;
        return length <= Targets.MostBytes
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"It is too long: in v2's words and encoded, the request to the tenant has up to {length} bytes; at most {Targets.MostBytes} are sent. Shorten the query or ask in parts.");
    }

    public int TargetLength(PageRequest page) =>
        V2Question.TryMake(page, out var question, out _) ? question.Target(question.Ends, page.Skip + page.Limit, _options.V2MaxLimit).Length : 0;

    public Task<Outcome<Page>> FetchAsync(PageRequest page, PageLimits limits, Errand errand, CancellationToken cancellation)
    {
        if (!V2Question.TryMake(page, out var question, out var objection)) return Task.FromResult<Outcome<Page>>(new Failure(FailureKind.InvalidRequest, objection));
        if (page.Condition is { } condition && V2Print.IsApproximate(condition)) metrics.QueryApproximated(page.Resource);
        return page.Unsorted || _options.V2Order == V2Order.Descending
            ? FetchInOrderAsync(page, question, limits, errand, cancellation)
            : slices.FetchAsync(page, question, limits, errand, cancellation);
    }

    async Task<Outcome<Page>> FetchInOrderAsync(PageRequest page, V2Question question, PageLimits limits, Errand errand, CancellationToken cancellation)
    {
        using var builder = new V2PageBuilder(limits, page.Rights, page.Limit);
        var offset = page.Skip;
        while (!builder.IsFull)
        {
            // Rows that came again leave room for others behind them.
            var (before, asked) = (builder.Rows, Math.Min(page.Limit - builder.Rows, _options.V2MaxLimit));
            var answer = await calls.AskAsync(page, question.Target(question.Ends, offset, asked), limits, errand, builder.Add, cancellation);
            if (!answer.IsSuccess) return answer.Failure;
            offset += answer.Value.Rows;
            if (V2Calls.IsLast(answer.Value.Rows, asked)) break;
            if (builder.Rows == before) return V2Calls.NothingNew;
        }

        return page.Unsorted || builder.Descends
            ? builder.Build()
            : new Failure(FailureKind.TenantUnexpected, "Netskope's rows do not descend by timestamp, as the operator has said they would (Netskope:V2Order).");
    }
}
