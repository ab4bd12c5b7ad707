using System.Globalization;
using Netskope.Query;

namespace Netskope.AlertGateway.Requests;

/// <summary>What is wrong with a value, by what its parameter says of itself.</summary>
static class ParameterRules
{
    /// <summary>The latest second that is taken, in the year 5138: what is greater was meant as milliseconds.</summary>
    public const long LatestSecond = 99_999_999_999;

    /// <returns>In words for the caller; null when nothing is.</returns>
    public static string? Problem(Parameter parameter, string value)
    {
        if (parameter.Values is { } values) return parameter.Spelling(value) is null ? Unlisted(values, value) : null;
        if (parameter.Type == ParameterType.Second) return NoSecond(value);
        if (parameter.Type == ParameterType.Integer) return OutOfRange(parameter, value);
        return value.Length > parameter.MostLength ? $"It is longer than {parameter.MostLength} characters." : null;
    }

    static string Unlisted(IReadOnlyList<string> values, string value)
    {
        var near = values.Count > 1 ? NearestName.Of(value, values) : null;
        return $"It may be {BoundParameters.Alternatives(values)}{(near is null ? "." : $"; did you mean {near}?")}";
    }

    static string? NoSecond(string value)
    {
        if (!WholeNumbers.TryParse(value, out var second)) return "It must be Unix seconds, such as 1700000000.";
        return second <= LatestSecond ? null : $"It looks like milliseconds; write seconds: {(second / 1000).ToString(CultureInfo.InvariantCulture)}.";
    }

    static string? OutOfRange(Parameter parameter, string value) =>
        WholeNumbers.TryParse(value, out var number) && number >= parameter.Least && number <= parameter.Most
            ? null
            : $"It may be a whole number from {parameter.Least} to {parameter.Most}.";
}
