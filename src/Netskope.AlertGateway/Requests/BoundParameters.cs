using Netskope.Query;

namespace Netskope.AlertGateway.Requests;

/// <summary>The parameters of one request under the names that its endpoint gives them; their values are not yet judged.</summary>
sealed class BoundParameters
{
    const int MostUnknownShown = 20;

    readonly string _endpoint;
    readonly IReadOnlyList<Parameter> _known;
    readonly Compatibility _compatibility;
    readonly Dictionary<string, RequestParameter> _values = new(StringComparer.Ordinal);
    readonly List<(string Name, string Message)> _problems = [];
    readonly List<string> _ignored = [];
    readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    readonly HashSet<string> _repeated = new(StringComparer.Ordinal);

    BoundParameters(string endpoint, IReadOnlyList<Parameter> known, Compatibility compatibility) =>
        (_endpoint, _known, _compatibility) = (endpoint, known, compatibility);

    /// <summary>What is wrong with names, and what is missing, before any value is looked at.</summary>
    public IReadOnlyList<(string Name, string Message)> Problems => _problems;

    /// <summary>Unknown parameters that were left out, as legacy clients expect.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    /// <summary>The value of a parameter, decoded; null when it is absent or empty.</summary>
    public string? this[string name] => _values.TryGetValue(name, out var sent) ? sent.Value : null;

    /// <param name="endpoint">Its name, for the error texts.</param>
    /// <param name="known">All it takes; names are case-sensitive, as they are at the tenant.</param>
    /// <param name="sent">What was sent.</param>
    /// <param name="compatibility">Whether unknown names are refused or left out.</param>
    public static BoundParameters Bind(string endpoint, IReadOnlyList<Parameter> known, RequestParameters sent, Compatibility compatibility)
    {
        var bound = new BoundParameters(endpoint, known, compatibility);
        foreach (var parameter in sent.All) bound.Take(parameter);
        if (bound._unknown.Count > MostUnknownShown && compatibility == Compatibility.Strict)
            bound._problems.Add(("(more)", $"{bound._unknown.Count - MostUnknownShown} more parameters are not known either."));
        foreach (var parameter in known)
        {
            if (parameter.Required && bound[parameter.Name] is null && !bound._problems.Exists(problem => problem.Name == parameter.Name))
                bound._problems.Add((parameter.Name, parameter.Values is { } values ? $"It is required: {Alternatives(values)}." : "It is required."));
        }

        return bound;
    }

    /// <summary>The name under which the caller sent a parameter: itself, or its alias.</summary>
    public string SentName(string name) => _values.TryGetValue(name, out var sent) ? sent.Name : name;

    /// <summary>Values as a sentence lists them.</summary>
    public static string Alternatives(IReadOnlyList<string> values) =>
        values.Count == 1 ? values[0] : string.Join(", ", values.Take(values.Count - 1)) + " or " + values[^1];

    void Take(RequestParameter sent)
    {
        if (Find(sent.Name) is not { } parameter)
        {
            TakeUnknown(sent);
            return;
        }

        // An empty value counts as absent.
        if (sent.Value.Length == 0) return;
        if (sent.Malformed)
        {
            _problems.Add((parameter.Name, "The percent-encoding is broken: write each % as %25 and encode the text as UTF-8, once."));
        }
        else if (!_values.TryAdd(parameter.Name, sent))
        {
            var names = parameter.Alias is { } alias ? $" ({parameter.Name} and {alias} are one parameter)" : "";
            if (_repeated.Add(parameter.Name)) _problems.Add((parameter.Name, $"It is given more than once; write it once{names}."));
        }
    }

    Parameter? Find(string name)
    {
        foreach (var parameter in _known)
        {
            if (parameter.Name == name || parameter.Alias == name) return parameter;
        }

        return null;
    }

    void TakeUnknown(RequestParameter sent)
    {
        if (!_unknown.Add(sent.Name)) return;
        if (_compatibility == Compatibility.Legacy)
        {
            if (sent.Name != "token") _ignored.Add(sent.Name);
        }
        else if (_unknown.Count > MostUnknownShown)
        {
            return;
        }
        else if (sent.Name == "token")
        {
            _problems.Add(("token", "Never send a token as a parameter: it is now in logs. Send your own in the Authorization header and renew the one you sent."));
        }
        else
        {
            _problems.Add((Show(sent.Name), Unknown(sent.Name)));
        }
    }

    string Unknown(string name)
    {
        var names = _known.Select(p => p.Name).Concat(_known.Select(p => p.Alias).OfType<string>());
        if (NearestName.Of(name, names) is { } near) return $"There is no such parameter of {_endpoint}; did you mean {near}?";
        return _known.Count == 0
            ? $"There is no such parameter of {_endpoint}, which takes none."
            : $"There is no such parameter of {_endpoint}. It takes {string.Join(", ", _known.Select(p => p.Name))}.";
    }

    static string Show(string name) => name.Length == 0 ? "(empty)" : name.Length <= 64 ? name : name[..64] + "…";
}
