namespace Netskope.AlertGateway.Requests;

/// <summary>A parameter of an endpoint, as the OpenAPI document and the error texts present it.</summary>
/// <param name="Name">The name Netskope's v1 API gives it.</param>
/// <param name="Description">Shape, unit and meaning, for the document.</param>
/// <param name="Type">The JSON schema type.</param>
/// <param name="Values">All values it may have, in the spelling the tenant gets; null when there is no such list.</param>
/// <param name="Alias">Another name that is taken.</param>
/// <param name="Example">Prefilled in Swagger UI, so only where it makes a working request together with the others.</param>
/// <param name="Least">For numbers.</param>
/// <param name="Most">For numbers.</param>
/// <param name="MostLength">For texts.</param>
/// <param name="Required">Whether a request without it is refused.</param>
sealed record Parameter(
    string Name,
    string Description,
    ParameterType Type,
    IReadOnlyList<string>? Values = null,
    string? Alias = null,
    string? Example = null,
    long? Least = null,
    long? Most = null,
    int? MostLength = null,
    bool Required = false)
{
    /// <summary>A value in the spelling of the list; null when it is not on it.</summary>
    public string? Spelling(string value) => Values?.FirstOrDefault(known => known.Equals(value, StringComparison.OrdinalIgnoreCase));
}

enum ParameterType
{
    Text,
    Integer,

    /// <summary>A moment in Unix seconds.</summary>
    Second,
    Boolean,
}
