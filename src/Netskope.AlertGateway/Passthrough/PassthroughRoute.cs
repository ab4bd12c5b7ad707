using System.Text;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Passthrough;

/// <summary>An endpoint of the tenant's v1 API whose answers are passed on as they come.</summary>
/// <param name="Name">The last segment of its path, here and at the tenant.</param>
/// <param name="Scope">What a caller's token must grant.</param>
/// <param name="Summary">One line for the OpenAPI document.</param>
/// <param name="Parameters">All it takes.</param>
sealed record PassthroughRoute(string Name, string Scope, string Summary, IReadOnlyList<Parameter> Parameters) : IV1Endpoint
{
    /// <summary>Here and at the tenant: no text of a caller's becomes a part of it.</summary>
    public string Path { get; } = "/api/v1/" + Name;

    public bool IsOnlyInV1 => true;

    public string Methods(Compatibility compatibility) => HttpMethods.Get;

    /// <summary>Path and query as the tenant gets them: the parameters of the table in its order, each encoded once.</summary>
    public string Target(BoundParameters values)
    {
        var target = new StringBuilder(Path);
        var separator = '?';
        foreach (var parameter in Parameters)
        {
            if (values[parameter.Name] is not { } value) continue;
            target.Append(separator).Append(parameter.Name).Append('=').Append(Uri.EscapeDataString(parameter.Spelling(value) ?? value));
            separator = '&';
        }

        return target.ToString();
    }
}
