using Microsoft.OpenApi;
using Netskope.AlertGateway.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;
using static Netskope.AlertGateway.Documents.DocumentedHeader;

namespace Netskope.AlertGateway.Documents;

/// <summary>Writes the answers of a resource, with their headers, into the OpenAPI document.</summary>
sealed class AnswerDocument : IOperationFilter
{
    static readonly DocumentedHeader[] OfPages =
    [
        new("ETag", "Over the bytes before coding, with the coding as suffix (RFC 9110, 8.8.3).", Text(80, "^\"[!#-~]+\"$")),
        new("Cache-Control", "How long the answer is fresh, in seconds (RFC 9111, 5.2.2).", Text(64, "^private, max-age=[0-9]+$")),
        new("Age", "Seconds since the tenant was asked (RFC 9111, 5.1).", Number(0, int.MaxValue)),
        new("Vary", "What else decides over the answer (RFC 9110, 12.5.5).", Text(64, "^Authorization(, X-Api-Key)?, Accept-Encoding(, Origin)?$")),
        new("Cache-Status", "How the answer was come by; a negative ttl marks a stale one (RFC 9211).", Text(200, "^AlertGateway; [ -~]+$")),
        new(
            WarningHeader.Name,
            "What is doubtful about `query`, with its column: `unknown-field`, `unlisted-operator` (neither is in Netskope's list) or `unquoted-words` (a list of structured fields, RFC 9651).",
            Text(1024, "^[a-z]+-[a-z]+;at=[0-9]+[!-~ ]*$"),
            Always: false),
        new("Gateway-Window", "The absolute window that was answered, `start-end` in Unix seconds.", Text(32, "^[0-9]+-[0-9]+$")),
        new("Link", "On a full page: the next one (RFC 8288).", Text(16 * 1024, "^<[!-~]+>; rel=\"next\"$"), Always: false),
        NoSniff,
        RequestId,
        .. Rates,
    ];

    static readonly DocumentedHeader Coding =
        new("Content-Encoding", "As `Accept-Encoding` allows; absent when the body is not coded (RFC 9110, 8.4).", new() { Type = JsonSchemaType.String, Enum = ["br", "gzip"] }, Always: false);

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Resource>().FirstOrDefault() is not { } resource) return;
        var headers = HttpMethods.IsHead(context.ApiDescription.HttpMethod ?? "");
        var page = context.SchemaGenerator.GenerateSchema(resource.HasOpaqueRows ? typeof(ReportPage) : typeof(RowPage), context.SchemaRepository);
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = headers ? "The headers of the page." : "A complete, verified page.",
                Headers = Describe([.. OfPages, Coding]),
                Content = headers ? null : new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new OpenApiMediaType { Schema = page } },
            },
            ["304"] = new OpenApiResponse { Description = "The caller has it already: an `If-None-Match` holds its tag (RFC 9110, 15.4.5).", Headers = Describe(OfPages) },
        };
    }
}
