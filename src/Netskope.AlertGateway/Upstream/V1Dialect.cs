using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>Netskope's REST API v1: one POST a page, the token in its body, filters in the query string, each encoded exactly once.</summary>
sealed class V1Dialect(TenantExchange exchange) : IDialect
{
    /// <summary>One quota for the whole tenant.</summary>
    public (string Name, string Quota) EndpointOf(string resource, string? type) => (resource, "");

    /// <summary>It takes more than any grammar has.</summary>
    public string? Objection(Condition? query) => null;

    public int TargetLength(PageRequest page) => Target(page).Length;

    public Task<Outcome<Page>> FetchAsync(PageRequest page, PageLimits limits, Errand errand, CancellationToken cancellation)
    {
        var address = exchange.Address(Target(page));
        return exchange.SendAsync(
            new TenantCall<Page>(page.Resource, token => Post(address, token), (body, ct) => PageReader.ReadAsync(body, page.Rows, page.Rights, limits, ct)),
            errand,
            cancellation);
    }

    /// <summary>A call as Netskope recommends it.</summary>
    public static HttpRequestMessage Post(Uri address, TenantToken token)
    {
        var content = new ByteArrayContent(token.ToJsonBody());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return new(HttpMethod.Post, address) { Content = content };
    }

    public static string Target(PageRequest page)
    {
        var target = new StringBuilder("/api/v1/").Append(page.Resource).Append('?');
        if (page.Query is { } query) Add(target, "query", query);
        if (page.Type is { } type) Add(target, "type", type);
        if (page.GroupBy is { } groupBy) Add(target, "groupby", groupBy);
        if (page.Acked is { } acked) Add(target, "acked", acked ? "true" : "false");
        var (start, end) = page.WindowKind == WindowKind.Event ? ("starttime", "endtime") : ("insertionstarttime", "insertionendtime");
        Add(target, start, page.Window.Start);
        Add(target, end, page.Window.End);
        Add(target, "limit", page.Limit);
        Add(target, "skip", page.Skip);
        if (page.Unsorted) Add(target, "unsorted", "true");
        return target.ToString();
    }

    static void Add(StringBuilder target, string name, long value) => Add(target, name, value.ToString(CultureInfo.InvariantCulture));

    static void Add(StringBuilder target, string name, string value)
    {
        if (target[^1] != '?') target.Append('&');
        target.Append(name).Append('=').Append(Uri.EscapeDataString(value));
    }
}
