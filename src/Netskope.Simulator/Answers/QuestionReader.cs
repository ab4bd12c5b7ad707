using Netskope.Query;

namespace Netskope.Simulator;

/// <summary>Reads the parameters that v1's endpoints have in common. Whatever is wrong with them becomes an error.</summary>
sealed class QuestionReader(Parameters parameters, Tenant tenant)
{
    const int MaxLimit = 10_000;
    const int DefaultLimit = 5_000;

    readonly List<string> _errors = [];

    public IReadOnlyList<string> Errors => _errors;

    public string? Text(string name) => parameters[name];

    public long? Number(string name, long from, long to) => parameters.Number(name, from, to, _errors);

    public bool? Boolean(string name) => Find(name, static text => bool.TryParse(text, out var value) ? value : (bool?)null);

    /// <summary>One of those <paramref name="find"/> knows; if it does not, an error.</summary>
    public T? Find<T>(string name, Func<string, T?> find, bool required = false)
        where T : struct
    {
        var text = parameters[name];
        var found = text is null ? null : find(text);
        if (found is null && (required || text is not null))
        {
            _errors.Add(text is null ? $"{name} is required" : $"Invalid value for {name}");
        }

        return found;
    }

    public void Refuse(string error) => _errors.Add(error);

    public (int Skip, int Limit) Page(int most = MaxLimit, int otherwise = DefaultLimit) =>
        ((int)(Number("skip", 0, int.MaxValue) ?? 0), (int)(Number("limit", 1, most) ?? otherwise));

    /// <summary>Null if there is none, and if a loose one says nothing.</summary>
    public Condition? Query()
    {
        if (parameters["query"] is not { } query)
        {
            return null;
        }

        if (ParsedQuery.TryParse(query, out var parsed, out _))
        {
            return parsed.Condition;
        }

        if (!tenant.Options.LooseQueries)
        {
            _errors.Add($"syntax error in query: {query}");
        }

        return null;
    }

    /// <summary>The window and the query.</summary>
    public AlertFilter Filter(long[] periods, bool hasInsertionWindow = true)
    {
        var period = Number("timeperiod", 0, long.MaxValue);
        var (start, end) = (Number("starttime", 0, long.MaxValue), Number("endtime", 0, long.MaxValue));
        var (inserted, insertedEnd) = hasInsertionWindow
            ? (Number("insertionstarttime", 0, long.MaxValue), Number("insertionendtime", 0, long.MaxValue))
            : (null, null);
        if (period is not null && !periods.Contains(period.Value))
        {
            _errors.Add("Invalid value for timeperiod");
        }

        var given = new[] { period is not null, (start ?? end) is not null, (inserted ?? insertedEnd) is not null }.Count(g => g);
        var half = start.HasValue != end.HasValue || inserted.HasValue != insertedEnd.HasValue;
        if ((given != 1 || half) && !tenant.Options.LooseWindows)
        {
            _errors.Add(
                "Give exactly one of timeperiod, starttime with endtime"
                + (hasInsertionWindow ? ", insertionstarttime with insertionendtime" : ""));
        }

        var now = tenant.Clock.GetUtcNow().ToUnixTimeSeconds();
        return new AlertFilter
        {
            Start = period is null ? start : Math.Max(now - period.Value, start ?? long.MinValue),
            End = end,
            InsertionStart = inserted,
            InsertionEnd = insertedEnd,
            Where = Query() is { } condition && !tenant.Options.IgnoreQueries ? new QueryFilter(condition).Matches : null,
        };
    }
}
