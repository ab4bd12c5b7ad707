namespace Netskope.Simulator;

/// <summary>The parameters of a call, merged. An empty value counts as absent.</summary>
sealed class Parameters(IReadOnlyDictionary<string, string> values)
{
    public string? this[string name] => values.TryGetValue(name, out var value) && value.Length > 0 ? value : null;
}
