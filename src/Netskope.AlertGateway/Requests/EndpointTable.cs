namespace Netskope.AlertGateway.Requests;

/// <summary>All endpoints of v1's face: resources and routes.</summary>
sealed record EndpointTable(IReadOnlyList<IV1Endpoint> All)
{
    public IV1Endpoint? Find(string name) => All.FirstOrDefault(endpoint => endpoint.Name == name);

    /// <summary>The values of an endpoint's parameter <c>type</c>.</summary>
    public IReadOnlyList<string> Types(string name) => Find(name)?.Parameters.FirstOrDefault(parameter => parameter.Name == "type")?.Values ?? [];
}
