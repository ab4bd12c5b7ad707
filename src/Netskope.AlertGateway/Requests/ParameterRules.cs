using Netskope.Query;

namespace Netskope.AlertGateway.Requests;

/// <summary>What is wrong with a value, by what its parameter says of itself.</summary>
static class ParameterRules
{
    /// <returns>In words for the caller; null when nothing is.</returns>
    public static string? Problem(Parameter parameter, string value)
    {
        if (parameter.Values is { } values) return Unlisted(values, value);
        if (parameter.Type == ParameterType.Integer) return OutOfRange(parameter, value);
        return value.Length > parameter.MostLength ? $"It is longer than {parameter.MostLength} characters." : null;
    }

    static string? Unlisted(IReadOnlyList<string> values, string value)
    {
        if (values.Contains(value, StringComparer.OrdinalIgnoreCase)) return null;
        var near = NearestName.Of(value, values);
        return $"It may be {BoundParameters.Alternatives(values)}{(near is null ? "." : $"; did you mean {near}?")}";
    }

    static string? OutOfRange(Parameter parameter, string value) =>
        WholeNumbers.TryParse(value, out var number) && number >= parameter.Least && number <= parameter.Most
            ? null
            : $"It may be a whole number from {parameter.Least} to {parameter.Most}.";
}
