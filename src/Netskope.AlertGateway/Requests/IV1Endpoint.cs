namespace Netskope.AlertGateway.Requests;

/// <summary>An endpoint of v1's face, as its table has it; stands in the endpoint's metadata for the OpenAPI document.</summary>
interface IV1Endpoint
{
    string Name { get; }

    string Path { get; }

    /// <summary>What a caller's token must grant.</summary>
    string Scope { get; }

    /// <summary>One line.</summary>
    string Summary { get; }

    IReadOnlyList<Parameter> Parameters { get; }

    /// <summary>The methods that may be used on it, as <c>Allow</c> names them.</summary>
    string Methods(Compatibility compatibility);

    /// <summary>Whether its answers can be confined: each row checked, and fields cut out of it.</summary>
    bool CanBeConfined { get; }

    /// <summary>Whether it has pages and windows that can be bounded.</summary>
    bool HasPages { get; }

    /// <summary>How long its answer may take beyond that of others; zero for most.</summary>
    TimeSpan Extra { get; }

    /// <summary>Whether Netskope's API v2 has no counterpart of it.</summary>
    bool IsOnlyInV1 { get; }
}
