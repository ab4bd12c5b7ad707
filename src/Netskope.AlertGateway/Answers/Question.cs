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
    readonly ConfinedQuery _query;

    public Question(
        string resource,
        ConfinedQuery query,
        string? type,
        bool? acked,
        AskedWindow window,
        int limit,
        long skip,
        bool unsorted,
        string? groupBy = null,
        bool hasOpaqueRows = false)
    {
        (Resource, _query, Type, Acked, Window, Limit, Skip, Unsorted) = (resource, query, type, acked, window, limit, skip, unsorted);
        (GroupBy, HasOpaqueRows) = (groupBy, hasOpaqueRows);
        var filter = Filter(window, query.Asked?.Canonical);
        Text = Page(filter, limit, skip);
        Key = QuestionKey.Of(Within(Text));
        TickPhase = (long)(QuestionKey.Of(Within(filter)).Low & long.MaxValue);
    }

    public string Resource { get; }

    /// <summary>The query as the tenant is asked.</summary>
    public AskedQuery? EffectiveQuery => _query.Effective;

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
    public bool AsksAcked => Acked is not null || EffectiveQuery?.Mentions("acked") == true;

    public PageRequest ToPageRequest(Window window) =>
        new(Resource, EffectiveQuery?.Text, Type, Acked, Window.Kind, window, Limit, Skip, Unsorted, EffectiveQuery?.Parsed?.Condition, GroupBy, HasOpaqueRows ? RowShape.Opaque : RowShape.Objects)
        {
            Rights = _query.Rights,
        };

    /// <summary>The request of a further page with absolute ends, the query as it was written: path and query below <c>/api/v1/</c>.</summary>
    public string PageAt(Window window, long skip) => Page(Filter(new AbsoluteWindow(Window.Kind, window), _query.Asked?.Text), Limit, skip);

    // Equal rights share an answer, unequal ones never do; a request's text has no line break.
    string Within(string text) => _query.Rights.AreAll ? text : $"{text}\n{_query.Rights.Text}";

    public (string Question, string? Query) Tell(Func<string, string>? hide) => hide is null
        ? (Text, EffectiveQuery?.Canonical)
        : (Page(Filter(Window, _query.Asked?.Hidden(hide)), Limit, Skip), EffectiveQuery?.Hidden(hide));

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
