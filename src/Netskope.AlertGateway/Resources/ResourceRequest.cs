using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

/// <summary>The parameters of one request to a resource, sorted by name but not yet judged.</summary>
sealed class ResourceRequest
{
    readonly BoundParameters _parameters;

    ResourceRequest(Resource resource, BoundParameters parameters, Compatibility compatibility)
    {
        (Resource, _parameters, Compatibility) = (resource, parameters, compatibility);
        Query = AskedQuery.Of(parameters["query"]);
    }

    public Resource Resource { get; }

    public Compatibility Compatibility { get; }

    public AskedQuery? Query { get; }

    public string? Type => _parameters["type"];

    public string? GroupBy => _parameters["groupby"];

    public string? Acked => _parameters["acked"];

    public string? TimePeriod => _parameters["timeperiod"];

    public string? StartTime => _parameters["starttime"];

    public string? EndTime => _parameters["endtime"];

    public string? InsertionStartTime => _parameters["insertionstarttime"];

    public string? InsertionEndTime => _parameters["insertionendtime"];

    public string? Limit => _parameters["limit"];

    public string? Skip => _parameters["skip"];

    public string? Unsorted => _parameters["unsorted"];

    /// <inheritdoc cref="BoundParameters.Problems"/>
    public IReadOnlyList<(string Name, string Message)> Problems => _parameters.Problems;

    /// <inheritdoc cref="BoundParameters.Ignored"/>
    public IReadOnlyList<string> Ignored => _parameters.Ignored;

    public static ResourceRequest Bind(Resource resource, RequestParameters sent, Compatibility compatibility) =>
        new(resource, BoundParameters.Bind(resource.Name, resource.Parameters, sent, compatibility), compatibility);

    /// <inheritdoc cref="BoundParameters.SentName"/>
    public string SentName(string name) => _parameters.SentName(name);
}
