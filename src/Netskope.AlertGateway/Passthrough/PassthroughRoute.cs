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

    public bool CanBeConfined => false;

    public bool HasPages => false;

    /// <summary><c>Passthrough:Timeout</c>.</summary>
    public TimeSpan Extra { get; init; }

    public bool IsOnlyInV1 => true;

    public string Methods(Compatibility compatibility) => HttpMethods.Get;

    /// <summary>Path and query as the tenant gets them: the parameters of the table in its order, each encoded once.</summary>
    /// <param name="values">What the caller sent.</param>
    /// <param name="hide">Gives what stands for a text that the caller chose freely; null for the text itself.</param>
    public string Target(BoundParameters values, Func<string, string>? hide = null)
    {
        var target = new StringBuilder(Path);
        var separator = '?';
        foreach (var parameter in Parameters)
        {
            if (values[parameter.Name] is not { } value) continue;
            target.Append(separator).Append(parameter.Name).Append('=').Append(Uri.EscapeDataString(parameter.Spelling(value) ?? Free(parameter, value, hide)));
            separator = '&';
        }

        return target.ToString();
    }

    static string Free(Parameter parameter, string value, Func<string, string>? hide) =>
        hide is not null && parameter is { Type: ParameterType.Text, Values: null } ? hide(value) : value;
}
