namespace Netskope.AlertGateway.Requests;

/// <summary>What the OpenAPI document tells of an endpoint; stands in the endpoint's metadata.</summary>
interface IDocumentedEndpoint
{
    string Name { get; }

    /// <summary>What a caller's token must grant.</summary>
    string Scope { get; }

    /// <summary>One line.</summary>
    string Summary { get; }

    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>Whether Netskope's API v2 has no counterpart of it.</summary>
    bool IsOnlyInV1 { get; }
}
