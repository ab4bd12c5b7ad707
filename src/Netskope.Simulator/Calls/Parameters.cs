using System.Globalization;

namespace Netskope.Simulator;

/// <summary>The parameters of a call. An empty value counts as absent.</summary>
sealed class Parameters(IReadOnlyDictionary<string, string> values)
{
    public string? this[string name] => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;

    /// <summary>A whole number, or null and, if what is given is none of those, an error.</summary>
    public long? Number(string name, long from, long to, List<string> errors)
    {
        if (this[name] is not { } text)
        {
            return null;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= from && number <= to)
        {
            return number;
        }

        errors.Add($"Invalid value for {name}");
        return null;
    }
}
