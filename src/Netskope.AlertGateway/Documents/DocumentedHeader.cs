using System.Globalization;
using Microsoft.OpenApi;

namespace Netskope.AlertGateway.Documents;

/// <summary>A header of an answer, as the OpenAPI document describes it.</summary>
sealed record DocumentedHeader(string Name, string Description, OpenApiSchema Schema, bool Always = true)
{
    public static DocumentedHeader NoSniff => new("X-Content-Type-Options", "The content type is as it says.", Text(16, "^nosniff$"));

    public static DocumentedHeader RequestId => new("X-Request-Id", "The one that the caller sent, if it was sound.", Text(128, "^[0-9A-Za-z._~+/=:@-]+$"), Always: false);

    /// <summary>Of callers whose profile has a rate.</summary>
    public static DocumentedHeader[] Rates { get; } =
    [
        new("RateLimit", "What is left of your rate: `r` requests; in `t` seconds the oldest that counts no longer does (draft-ietf-httpapi-ratelimit-headers).", Text(200, "^\"[a-z]+\";r=[0-9]+[ -~]*$"), Always: false),
        new("RateLimit-Policy", "Your rate: `q` requests in `w` seconds, or at once (`qu=\"concurrent-requests\"`).", Text(200, "^\"[a-z]+\";q=[0-9]+[ -~]*$"), Always: false),
    ];

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
