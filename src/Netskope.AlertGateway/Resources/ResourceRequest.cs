using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

/// <summary>The parameters of one request to a resource, sorted by name but not yet judged.</summary>
sealed class ResourceRequest
{
    readonly BoundParameters _parameters;

    ResourceRequest(Resource resource, BoundParameters parameters, Profile profile, Compatibility compatibility)
    {
        (Resource, _parameters, Profile, Compatibility) = (resource, parameters, profile, compatibility);
        Query = AskedQuery.Of(parameters["query"]);
        Confined = ConfinedQuery.Of(Query, profile.RightsTo(resource.Name));
    }

    public Resource Resource { get; }

    public Compatibility Compatibility { get; }

    /// <summary>What the caller may see, and how much at once.</summary>
    public Profile Profile { get; }

    /// <summary>As the caller wrote it.</summary>
    public AskedQuery? Query { get; }

    /// <summary>The query within what the caller may see.</summary>
    public ConfinedQuery Confined { get; }

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

    public static ResourceRequest Bind(Resource resource, RequestParameters sent, Profile profile, Compatibility compatibility) =>
        new(resource, BoundParameters.Bind(resource.Name, resource.Parameters, sent, compatibility), profile, compatibility);

    /// <inheritdoc cref="BoundParameters.SentName"/>
    public string SentName(string name) => _parameters.SentName(name);
}
