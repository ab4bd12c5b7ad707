using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Checking;

/// <summary>A row that is not the same in v1 and v2.</summary>
/// <param name="Where">In words: in which of the two it is, or what differs.</param>
sealed record Difference(string Id, long? Timestamp, string Where);

/// <summary>The rows of one window in v1 and v2, matched by <c>_id</c>.</summary>
sealed class Comparison
{
    public const int MostRows = 1000;

    readonly List<Difference> _differences = [];

    public Comparison(List<Row> v1, List<Row> v2, Window window)
    {
        // A page that is full ends somewhere in a second, not everywhere in the same place: that second is not compared.
        var least = new[] { v1, v2 }.Where(rows => rows.Count >= MostRows).Select(rows => rows[^1].Timestamp).Max() ?? window.Start;
        Window = window with { Start = least };
        (v1, v2) = (Within(v1), Within(v2));
        var (in1, in2) = (ById(v1), ById(v2));

        V1Rows = v1.Count;
        V2Rows = v2.Count;
        OnlyV1 = Add(v1.Where(row => !in2.ContainsKey(row.Id)), _ => "only in v1");
        OnlyV2 = Add(v2.Where(row => !in1.ContainsKey(row.Id)), _ => "only in v2");
        OtherBytes = Add(v1.Where(row => in2.TryGetValue(row.Id, out var other) && other.Text != row.Text), row => FirstDifference(row, in2[row.Id]));

        var order = v2.Where(row => in1.ContainsKey(row.Id)).Select(row => row.Id);
        OtherPlace = Add(
            v1.Where(row => in2.ContainsKey(row.Id)).Zip(order).Where(pair => pair.First.Id != pair.Second).Select(pair => pair.First),
            _ => "another place in the order");

        List<Row> Within(List<Row> rows) => [.. rows.Where(row => !(row.Timestamp <= least))];
    }

    /// <summary>What was compared of the window that was asked.</summary>
    public Window Window { get; }

    public int V1Rows { get; }

    public int V2Rows { get; }

    public int OnlyV1 { get; }

    public int OnlyV2 { get; }

    public int OtherBytes { get; }

    public int OtherPlace { get; }

    public IReadOnlyList<Difference> Differences => _differences;

    static Dictionary<string, Row> ById(List<Row> rows) => rows.ToDictionary(row => row.Id, StringComparer.Ordinal);

    int Add(IEnumerable<Row> rows, Func<Row, string> where)
    {
        var before = _differences.Count;
        _differences.AddRange(rows.Select(row => new Difference(row.Id, row.Timestamp, where(row))));
        return _differences.Count - before;
    }

    static string FirstDifference(Row v1, Row v2)
    {
        foreach (var (name, value) in v1.Fields)
        {
            if (!v2.Fields.Any(field => field.Key == name)) return name + ", only in v1";
            if (!v2.Fields.Any(field => field.Key == name && field.Value == value)) return name;
        }

        var more = v2.Fields.FirstOrDefault(field => !v1.Fields.Any(other => other.Key == field.Key)).Key;
        return more is null ? "the same fields, written differently" : more + ", only in v2";
    }
}
