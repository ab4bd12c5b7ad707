using Netskope.Query;

namespace Netskope.Simulator;

/// <summary>What a call to the alerts asks, read from its parameters. Names it does not know are ignored, as upstream.</summary>
sealed record AlertQuestion(AlertFilter Filter, int Skip, int Limit, bool Unsorted)
{
    const int MaxLimit = 10_000;
    const int DefaultLimit = 5_000;

    static readonly long[] Periods = [3600, 86400, 604800, 2592000, 5184000, 7776000];

    public static AlertQuestion Read(Parameters parameters, Tenant tenant, List<string> errors)
    {
        var reader = new Reader(parameters, errors);
        var filter = new AlertFilter
        {
            Type = reader.Type(),
            Acked = reader.Boolean("acked"),
        };
        filter = reader.Window(filter, tenant);

        if (parameters["query"] is { } query)
        {
            if (ParsedQuery.TryParse(query, out var parsed, out _))
            {
                filter = filter with { Where = new QueryFilter(parsed.Condition).Matches };
            }
            else if (!tenant.Options.LooseQueries)
            {
                errors.Add($"syntax error in query: {query}");
            }
        }

        var limit = reader.Number("limit", 1, MaxLimit) ?? DefaultLimit;
        var skip = reader.Number("skip", 0, int.MaxValue) ?? 0;
        return new AlertQuestion(filter, (int)skip, (int)limit, reader.Boolean("unsorted") ?? false);
    }

    sealed class Reader(Parameters parameters, List<string> errors)
    {
        public long? Number(string name, long from, long to) => parameters.Number(name, from, to, errors);

        public bool? Boolean(string name)
        {
            if (parameters[name] is not { } text)
            {
                return null;
            }

            if (bool.TryParse(text, out var value))
            {
                return value;
            }

            errors.Add($"Invalid value for {name}");
            return null;
        }

        public AlertType? Type()
        {
            if (parameters["type"] is not { } text)
            {
                return null;
            }

            if (AlertTypes.Find(text) is { } type)
            {
                return type;
            }

            errors.Add("Invalid value for type");
            return null;
        }

        public AlertFilter Window(AlertFilter filter, Tenant tenant)
        {
            var period = Number("timeperiod", 0, long.MaxValue);
            var (start, end) = (Number("starttime", 0, long.MaxValue), Number("endtime", 0, long.MaxValue));
            var (inserted, insertedEnd) =
                (Number("insertionstarttime", 0, long.MaxValue), Number("insertionendtime", 0, long.MaxValue));
            if (period is not null && !Periods.Contains(period.Value))
            {
                errors.Add("Invalid value for timeperiod");
            }

            var given = new[] { period is not null, (start ?? end) is not null, (inserted ?? insertedEnd) is not null }.Count(g => g);
            var half = start.HasValue != end.HasValue || inserted.HasValue != insertedEnd.HasValue;
            if ((given != 1 || half) && !tenant.Options.LooseWindows)
            {
                errors.Add("Give exactly one of timeperiod, starttime with endtime, insertionstarttime with insertionendtime");
            }

            var now = tenant.Clock.GetUtcNow().ToUnixTimeSeconds();
            var lower = period is null ? start : Math.Max(now - period.Value, start ?? long.MinValue);
            return filter with
            {
                Start = lower,
                End = end,
                InsertionStart = inserted,
                InsertionEnd = insertedEnd,
            };
        }
    }
}
