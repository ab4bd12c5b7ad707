using Known = Netskope.AlertGateway.Resources.Parameters;

namespace Netskope.AlertGateway.Resources;

/// <summary>A v1 endpoint whose answers are complete, verified pages.</summary>
/// <param name="Name">The last segment of its path, here and at the tenant.</param>
/// <param name="Scope">What a caller's token must grant.</param>
/// <param name="Summary">One line for the OpenAPI document.</param>
/// <param name="Parameters">All it takes.</param>
sealed record Resource(string Name, string Scope, string Summary, IReadOnlyList<Parameter> Parameters)
{
    public string Path { get; } = "/api/v1/" + Name;

    /// <summary>The parameter with a name or alias; names are case-sensitive, as they are at the tenant.</summary>
    public Parameter? Find(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Name == name || parameter.Alias == name) return parameter;
        }

        return null;
    }

    public IEnumerable<string> ParameterNames => Parameters.Select(p => p.Name).Concat(Parameters.Select(p => p.Alias).OfType<string>());
}

/// <summary>The table of resources.</summary>
static class ResourceTable
{
    public static Resource Alerts { get; } = new(
        "alerts",
        "alerts.read",
        "Alerts of the tenant: policy, DLP, malware and the other types.",
        [
            Known.Query,
            Known.AlertType,
            Known.Acked,
            Known.AlertPeriod,
            Known.StartTime,
            Known.EndTime,
            Known.InsertionStartTime,
            Known.InsertionEndTime,
            Known.Limit,
            Known.Skip,
            Known.Unsorted,
        ]);

    public static IReadOnlyList<Resource> All { get; } = [Alerts];
}
