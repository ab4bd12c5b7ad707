using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Requests;
using Netskope.Query;

namespace Netskope.AlertGateway.Resources;

/// <summary>The parameters of one request to a resource, sorted by name but not yet judged.</summary>
sealed class ResourceRequest
{
    const int MostUnknownShown = 20;

    readonly Dictionary<string, RequestParameter> _values = new(StringComparer.Ordinal);
    readonly List<(string Name, string Message)> _problems = [];
    readonly List<string> _ignored = [];
    readonly HashSet<string> _unknown = new(StringComparer.Ordinal);
    readonly HashSet<string> _repeated = new(StringComparer.Ordinal);

    ResourceRequest(Resource resource, Compatibility compatibility) => (Resource, Compatibility) = (resource, compatibility);

    public Resource Resource { get; }

    public Compatibility Compatibility { get; }

    public AskedQuery? Query { get; private set; }

    public string? Type => Value("type");

    public string? Acked => Value("acked");

    public string? TimePeriod => Value("timeperiod");

    public string? StartTime => Value("starttime");

    public string? EndTime => Value("endtime");

    public string? InsertionStartTime => Value("insertionstarttime");

    public string? InsertionEndTime => Value("insertionendtime");

    public string? Limit => Value("limit");

    public string? Skip => Value("skip");

    public string? Unsorted => Value("unsorted");

    /// <summary>What is wrong with names, before any value is looked at.</summary>
    public IReadOnlyList<(string Name, string Message)> Problems => _problems;

    /// <summary>Unknown parameters that were left out, as legacy clients expect.</summary>
    public IReadOnlyList<string> Ignored => _ignored;

    public static ResourceRequest Bind(Resource resource, RequestParameters parameters, Compatibility compatibility)
    {
        var request = new ResourceRequest(resource, compatibility);
        foreach (var parameter in parameters.All) request.Take(parameter);
        if (request._unknown.Count > MostUnknownShown && compatibility == Compatibility.Strict)
            request._problems.Add(("(more)", $"{request._unknown.Count - MostUnknownShown} more parameters are not known either."));
        request.Query = AskedQuery.Of(request.Value("query"));
        return request;
    }

    /// <summary>The name under which the caller sent a parameter: itself, or its alias.</summary>
    public string SentName(string name) => _values.TryGetValue(name, out var sent) ? sent.Name : name;

    string? Value(string name) => _values.TryGetValue(name, out var sent) ? sent.Value : null;

    void Take(RequestParameter sent)
    {
        if (Resource.Find(sent.Name) is not { } parameter)
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

    void TakeUnknown(RequestParameter sent)
    {
        if (!_unknown.Add(sent.Name)) return;
        if (Compatibility == Compatibility.Legacy)
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
        var near = NearestName.Of(name, Resource.ParameterNames);
        return near is null
            ? $"There is no such parameter of {Resource.Name}. It takes {string.Join(", ", Resource.Parameters.Select(p => p.Name))}."
            : $"There is no such parameter of {Resource.Name}; did you mean {near}?";
    }

    static string Show(string name) => name.Length == 0 ? "(empty)" : name.Length <= 64 ? name : name[..64] + "…";
}
