namespace Netskope.AlertGateway.Requests;

/// <summary>One name and value as the caller sent them, decoded once.</summary>
/// <param name="Malformed">The percent-encoding is broken: the value stands as it was sent.</param>
readonly record struct RequestParameter(string Name, string Value, bool Malformed = false);

/// <summary>The parameters of a request in the order they came: query string first, then the body.</summary>
sealed class RequestParameters(IReadOnlyList<RequestParameter> all)
{
    public IReadOnlyList<RequestParameter> All { get; } = all;

    /// <summary>The value of a parameter that must be sent at most once: null when it is absent, empty or repeated.</summary>
    public string? Single(string name)
    {
        string? value = null;
        foreach (var parameter in All)
        {
            if (parameter.Name != name || parameter.Value.Length == 0) continue;
            if (value is not null) return null;
            value = parameter.Value;
        }

        return value;
    }
}
