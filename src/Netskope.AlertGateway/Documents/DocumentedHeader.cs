using System.Globalization;
using Microsoft.OpenApi;

namespace Netskope.AlertGateway.Documents;

/// <summary>A header of an answer, as the OpenAPI document describes it.</summary>
sealed record DocumentedHeader(string Name, string Description, OpenApiSchema Schema, bool Always = true)
{
    public static DocumentedHeader NoSniff => new("X-Content-Type-Options", "The content type is as it says.", Text(16, "^nosniff$"));

    public static DocumentedHeader RequestId => new("X-Request-Id", "The one that the caller sent, if it was sound.", Text(128, "^[0-9A-Za-z._~+/=:@-]+$"), Always: false);

    public static OpenApiSchema Text(int most, string pattern) => new() { Type = JsonSchemaType.String, MaxLength = most, Pattern = pattern };

    public static OpenApiSchema Number(int least, int most) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most.ToString(CultureInfo.InvariantCulture),
    };

    public static Dictionary<string, IOpenApiHeader> Describe(IEnumerable<DocumentedHeader> headers) =>
        headers.ToDictionary(h => h.Name, IOpenApiHeader (h) => new OpenApiHeader { Description = h.Description, Required = h.Always, Schema = h.Schema }, StringComparer.Ordinal);
}
