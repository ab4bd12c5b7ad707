using System.Globalization;
using System.Text;

namespace Netskope.AlertGateway.Upstream;

/// <summary>How a page is asked for in Netskope's REST API v1: filters in the query string, each encoded exactly once.</summary>
static class V1Dialect
{
    /// <summary>The longest target that is sent, in bytes: common servers in front of an application take 8 KB for a whole request line.</summary>
    public const int MostTargetBytes = 8000;

    public static string Target(PageRequest page)
    {
        var target = new StringBuilder("/api/v1/").Append(page.Resource).Append('?');
        if (page.Query is { } query) Add(target, "query", query);
        if (page.Type is { } type) Add(target, "type", type);
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
