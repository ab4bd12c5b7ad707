using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Netskope.Query;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// A v1 question in the words of Netskope's REST API v2: type, <c>acked</c> and windows become conditions of the query. Whether the ends of
/// v2's own window are inclusive is not documented: its parameters are a second wider, and the conditions say what is meant.
/// </summary>
sealed class V2Question
{
    /// <summary>Where alerts are asked for.</summary>
    public const string AlertPath = Root + Alert;

    const string Root = "/api/v2/events/data/";
    const string Alert = "alert";

    /// <summary>What is said of a query that a legacy client could have passed on to a v1 tenant.</summary>
    public const string Unreadable = "It can not be read, and so not be asked of a tenant that speaks v2: correct it.";

    // Rows of an insertion window may have happened long before; v2 always wants a window of timestamps. 90 days is the longest that
    // Netskope documents for alerts.
    const long LongestLag = 90 * 86_400;

    readonly string _path;
    readonly Condition? _filter;

    V2Question(PageRequest page, Condition? filter)
    {
        (_path, _filter) = (Root + EndpointOf(page.Resource, page.Type), filter);
        Ends = page.WindowKind == WindowKind.Event ? page.Window : page.Window with { Start = Math.Max(0, page.Window.Start - LongestLag) };
    }

    /// <summary>The window of timestamps in which all rows lie.</summary>
    public Window Ends { get; }

    /// <summary>The endpoint of a resource: alerts have one, and each type of events has its own.</summary>
    public static string EndpointOf(string resource, string? type) => resource switch
    {
        "alerts" => Alert,
        "events" => type!,
        _ => throw new ArgumentOutOfRangeException(nameof(resource), resource, "It has no counterpart in v2."),
    };

    /// <returns>False when v2 has no counterpart.</returns>
    public static bool TryMake(PageRequest page, [NotNullWhen(true)] out V2Question? question, [NotNullWhen(false)] out string? objection)
    {
        (question, objection) = (null, null);
        if (page.Query is not null && page.Condition is null)
        {
            objection = Unreadable;
            return false;
        }

        var filter = Filter(page);
        if (filter is not null && !V2Print.TryPrint(filter, out _, out objection)) return false;
        question = new(page, filter);
        return true;
    }

    /// <summary>Path and query of one call.</summary>
    public string Target(Window window, long offset, int limit)
    {
        var within = Within("timestamp", window);
        var asked = _filter is null ? within : Junction.Of(Connective.And, _filter, within);
        V2Print.TryPrint(asked, out var query, out _);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{_path}?query={Uri.EscapeDataString(query!)}&starttime={Math.Max(0, window.Start - 1)}&endtime={window.End + 1}&limit={limit}&offset={offset}");
    }

    static Condition? Filter(PageRequest page)
    {
        var parts = new List<Condition>();
        if (page.Condition is { } condition) parts.Add(condition);
        if (page.Resource == "alerts" && page.Type is { } type) parts.Add(new Term("alert_type", Operator.Eq, new QueryValue(type)));
        if (page.Acked is { } acked) parts.Add(new Term("acked", Operator.Eq, new QueryValue(acked ? "true" : "false")));
        if (page.WindowKind == WindowKind.Insertion) parts.Add(Within("_insertion_epoch_timestamp", page.Window));
        return parts.Count == 0 ? null : Junction.Of(Connective.And, [.. parts]);
    }

    static Condition Within(string field, Window window) =>
        Junction.Of(Connective.And, new Term(field, Operator.Gt, Second(window.Start)), new Term(field, Operator.Lte, Second(window.End)));

    static QueryValue Second(long second) => new(second.ToString(CultureInfo.InvariantCulture), ValueForm.BareNumber);
}
