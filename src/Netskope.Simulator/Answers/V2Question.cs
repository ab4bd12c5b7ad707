namespace Netskope.Simulator;

/// <summary>What a call to v2 asks. Names it does not know are ignored.</summary>
sealed record V2Question(AlertFilter Filter, int Offset, int Limit)
{
    public static V2Question Read(Parameters parameters, SimulatorOptions options, List<string> errors)
    {
        var filter = new AlertFilter
        {
            Start = Time("starttime") - (options.V2StartInclusive ? 1 : 0),
            End = Time("endtime") - (options.V2EndExclusive ? 1 : 0),
        };
        if (parameters["query"] is { } query)
        {
            if (V2Query.TryParse(query, out var condition, out var error))
            {
                if (!options.IgnoreQueries) filter = filter with { Where = new QueryFilter(condition).Matches };
            }
            else
            {
                errors.Add(error);
            }
        }

        var offset = parameters.Number("offset", 0, int.MaxValue, errors) ?? 0;
        var limit = parameters.Number("limit", 1, long.MaxValue, errors) ?? options.V2MaxLimit;
        if (limit > options.V2MaxLimit && !options.V2CutsLimit)
        {
            errors.Add($"limit is {options.V2MaxLimit} at most");
        }

        return new V2Question(filter, (int)offset, (int)Math.Min(limit, options.V2MaxLimit));

        long? Time(string name)
        {
            if (parameters[name] is null)
            {
                errors.Add($"{name} is required");
            }

            return parameters.Number(name, 0, long.MaxValue, errors);
        }
    }
}
