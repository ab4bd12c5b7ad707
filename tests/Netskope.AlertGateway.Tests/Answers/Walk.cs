using System.Buffers;
using System.Globalization;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Answers;

/// <summary>
/// A tenant's rows in descending order, and a caller who follows the links from page to page while further rows arrive
/// late, with timestamps anywhere but in the second where the walk stands.
/// </summary>
sealed class Walk
{
    const long Start = 1000;
    const long End = 1040;

    readonly Random _random;
    readonly List<(long Second, string Id)> _rows = [];
    readonly int _limit;

    public Walk(Random random)
    {
        _random = random;
        _limit = random.Next(1, 9);
        for (var count = random.Next(61); count > 0; count--) Insert(random.NextInt64(Start + 1, End + 1), $"r{count}");
    }

    /// <summary>Follows all links.</summary>
    /// <param name="expected">The rows that were there from the start.</param>
    /// <returns>Those of them that were met, in that order, as often as they were met.</returns>
    public List<string> Follow(out List<string> expected)
    {
        expected = [.. _rows.Select(r => r.Id)];
        var met = new List<string>();
        var question = new Question("alerts", Asked.By(null), null, null, AskedWindow.Between(Start, End), _limit, 0, unsorted: false);
        for (var steps = 0; steps < 1000; steps++)
        {
            var window = ((AbsoluteWindow)question.Window).Ends;
            var rows = _rows.Where(r => r.Second > window.Start && r.Second <= window.End).Skip((int)question.Skip).Take(question.Limit).ToList();
            met.AddRange(rows.Where(r => r.Id[0] == 'r').Select(r => r.Id));
            var page = new Page(ReadOnlySequence<byte>.Empty, 0, [], rows.Count, Tail(rows), default);
            if (NextPage.Of(question, window, page) is not { } link) return met;
            question = Parse(link);

            // Within the second in which the walk stands nothing tells a late row from those that were skipped.
            var boundary = rows[^1].Second;
            for (var late = _random.Next(4); late > 0; late--)
            {
                var second = _random.NextInt64(Start + 1, End + 1);
                if (second != boundary) Insert(second, $"late{steps}-{late}");
            }
        }

        throw new ShouldAssertException("The walk does not end.");
    }

    /// <summary>The question that a link asks.</summary>
    public static Question Parse(string link)
    {
        var parts = link.Split('?');
        var sent = new List<RequestParameter>();
        UrlEncoded.Read(parts[1], sent);
        var values = sent.ToDictionary(p => p.Name, p => p.Value, StringComparer.Ordinal);
        long Number(string name) => long.Parse(values[name], CultureInfo.InvariantCulture);
        var window = values.ContainsKey("timeperiod") ? AskedWindow.Last((int)Number("timeperiod"))
            : values.ContainsKey("starttime") ? AskedWindow.Between(Number("starttime"), Number("endtime"))
            : AskedWindow.InsertedBetween(Number("insertionstarttime"), Number("insertionendtime"));
        return new Question(
            parts[0],
            Asked.By(values.GetValueOrDefault("query")),
            values.GetValueOrDefault("type"),
            values.TryGetValue("acked", out var acked) ? bool.Parse(acked) : null,
            window,
            (int)Number("limit"),
            Number("skip"),
            values.GetValueOrDefault("unsorted") == "true");
    }

    /// <summary>Somewhere among the rows of its second, and there it stays.</summary>
    void Insert(long second, string id)
    {
        var first = _rows.TakeWhile(r => r.Second > second).Count();
        var ties = _rows.Count(r => r.Second == second);
        _rows.Insert(first + _random.Next(ties + 1), (second, id));
    }

    static PageTail? Tail(List<(long Second, string Id)> rows) =>
        rows.Count == 0 ? null : new PageTail(rows[^1].Second, rows.Count(r => r.Second == rows[^1].Second));
}
