using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// A v1 question in the words of Netskope's REST API v2 (<c>/api/v2/events/data/alert</c>): type, <c>acked</c> and the insertion window
/// become conditions of the query.
/// </summary>
static class V2Target
{
    // Rows of an insertion window may have happened long before; v2 always wants a window of timestamps. 90 days is the longest that
    // Netskope documents for alerts.
    const long LongestLag = 90 * 86_400;

    public const string Alerts = "/api/v2/events/data/alert";

    /// <summary>What is said of a query that a legacy client could have passed on to a v1 tenant.</summary>
    public const string Unreadable = "It can not be read, and so not be asked of a tenant that speaks v2: correct it.";

    /// <summary>The query as v2 takes it; null when nothing is asked.</summary>
    /// <returns>False when v2 has no counterpart.</returns>
    public static bool TryQuery(PageRequest page, out string? query, [NotNullWhen(false)] out string? objection)
    {
        (query, objection) = (null, null);
        if (page.Query is not null && page.Condition is null)
        {
            objection = Unreadable;
            return false;
        }

        var parts = Parts(page);
        return parts.Count == 0 || V2Print.TryPrint(Junction.Of(Connective.And, [.. parts]), out query, out objection);
    }

    /// <summary>The window of timestamps in which all rows of a page lie.</summary>
    public static Window Ends(PageRequest page) =>
        page.WindowKind == WindowKind.Event ? page.Window : page.Window with { Start = Math.Max(0, page.Window.Start - LongestLag) };

    /// <summary>Path and query of one call.</summary>
    public static string Of(string? query, Window window, long offset, int limit)
    {
        var target = new StringBuilder(Alerts).Append('?');
        if (query is not null) target.Append("query=").Append(Uri.EscapeDataString(query)).Append('&');
        return target.Append(CultureInfo.InvariantCulture, $"starttime={window.Start}&endtime={window.End}&limit={limit}&offset={offset}").ToString();
    }

    static List<Condition> Parts(PageRequest page)
    {
        var parts = new List<Condition>();
        if (page.Condition is { } condition) parts.Add(condition);
        if (page.Type is { } type) parts.Add(new Term("alert_type", Operator.Eq, new QueryValue(type)));
        if (page.Acked is { } acked) parts.Add(new Term("acked", Operator.Eq, new QueryValue(acked ? "true" : "false")));
        if (page.WindowKind == WindowKind.Insertion)
        {
            parts.Add(new Term("_insertion_epoch_timestamp", Operator.Gt, Second(page.Window.Start)));
            parts.Add(new Term("_insertion_epoch_timestamp", Operator.Lte, Second(page.Window.End)));
        }

        return parts;
    }

    static QueryValue Second(long second) => new(second.ToString(CultureInfo.InvariantCulture));
}
