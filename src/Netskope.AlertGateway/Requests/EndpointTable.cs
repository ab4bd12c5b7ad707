namespace Netskope.AlertGateway.Requests;

/// <summary>All endpoints of v1's face: resources and routes.</summary>
/// <param name="All">Those that there are.</param>
/// <param name="TenantSpeaksV2">Whether some of them have no counterpart at the tenant.</param>
sealed record EndpointTable(IReadOnlyList<IV1Endpoint> All, bool TenantSpeaksV2)
{
    public IV1Endpoint? Find(string name) => All.FirstOrDefault(endpoint => endpoint.Name == name);

    /// <summary>The values of an endpoint's parameter <c>type</c>.</summary>
    public IReadOnlyList<string> Types(string name) => Find(name)?.Parameters.FirstOrDefault(parameter => parameter.Name == "type")?.Values ?? [];
}
