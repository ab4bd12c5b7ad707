using System.Globalization;
using System.Text;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// What a caller asks, validated, in one canonical form: equal questions have equal texts, and the text's hash is the
/// key of the answer. A relative window stands in it as it was asked; its ends belong to the answer.
/// </summary>
sealed class Question : IRecorded
{
    public Question(
        string resource,
        AskedQuery? query,
        string? type,
        bool? acked,
        AskedWindow window,
        int limit,
        long skip,
        bool unsorted,
        string? groupBy = null,
        bool hasOpaqueRows = false)
    {
        (Resource, Query, Type, Acked, Window, Limit, Skip, Unsorted) = (resource, query, type, acked, window, limit, skip, unsorted);
        (GroupBy, HasOpaqueRows) = (groupBy, hasOpaqueRows);
        var filter = Filter(window, query?.Canonical);
        Text = Page(filter, limit, skip);
        Key = QuestionKey.Of(Text);
        TickPhase = (long)(QuestionKey.Of(filter).Low & long.MaxValue);
    }

    public string Resource { get; }

    public AskedQuery? Query { get; }

    public string? Type { get; }

    public string? GroupBy { get; }

    public bool? Acked { get; }

    public AskedWindow Window { get; }

    public int Limit { get; }

    public long Skip { get; }

    public bool Unsorted { get; }

    /// <summary>Whether the rows of its answer may be anything.</summary>
    public bool HasOpaqueRows { get; }

    /// <summary>The canonical form; where its query can be read, it is also a request of the same meaning: path and query below <c>/api/v1/</c>.</summary>
    public string Text { get; }

    public QuestionKey Key { get; }

    /// <summary>Taken from the question without its page: its pages share their ticks, and questions do not all expire together.</summary>
    public long TickPhase { get; }

    /// <summary>Whether <c>acked</c>, which may change at any time, decides what is answered.</summary>
    public bool AsksAcked => Acked is not null || Query?.Mentions("acked") == true;

    public PageRequest ToPageRequest(Window window) => new(Resource, Query?.Text, Type, Acked, Window.Kind, window, Limit, Skip, Unsorted, Query?.Parsed?.Condition, GroupBy, HasOpaqueRows ? RowShape.Opaque : RowShape.Objects);

    /// <summary>The request of a further page with absolute ends, the query as it was written: path and query below <c>/api/v1/</c>.</summary>
    public string PageAt(Window window, long skip) => Page(Filter(new AbsoluteWindow(Window.Kind, window), Query?.Text), Limit, skip);

    public (string Question, string? Query) Tell(Func<string, string>? hide)
    {
        if (hide is null || Query is null) return (Text, Query?.Canonical);
        var query = Query.Hidden(hide);
        return (Page(Filter(Window, query), Limit, Skip), query);
    }

    string Filter(AskedWindow window, string? query)
    {
        var text = new StringBuilder(Resource).Append('?').Append(window.Parameters);
        if (query is not null) text.Append("&query=").Append(Uri.EscapeDataString(query));
        if (Type is { } type) text.Append("&type=").Append(Uri.EscapeDataString(type));
        if (GroupBy is { } groupBy) text.Append("&groupby=").Append(groupBy);
        if (Acked is { } acked) text.Append(acked ? "&acked=true" : "&acked=false");
        if (Unsorted) text.Append("&unsorted=true");
        return text.ToString();
    }

    static string Page(string filter, int limit, long skip) => string.Create(CultureInfo.InvariantCulture, $"{filter}&limit={limit}&skip={skip}");
}
