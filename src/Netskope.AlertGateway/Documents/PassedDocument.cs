using Microsoft.OpenApi;
using Netskope.AlertGateway.Passthrough;
using Swashbuckle.AspNetCore.SwaggerGen;
using static Netskope.AlertGateway.Documents.DocumentedHeader;

namespace Netskope.AlertGateway.Documents;

/// <summary>Writes the answer of a route that is passed through into the OpenAPI document.</summary>
sealed class PassedDocument : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (!context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<PassthroughRoute>().Any()) return;
        var answer = context.SchemaGenerator.GenerateSchema(typeof(PassedAnswer), context.SchemaRepository);
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = "Netskope's answer.",
                Headers = Describe([new("Cache-Control", "It is kept nowhere.", Text(64, "^no-store$")), NoSniff, RequestId, .. Rates]),
                Content = new Dictionary<string, IOpenApiMediaType>(StringComparer.Ordinal) { ["application/json"] = new OpenApiMediaType { Schema = answer } },
            },
        };
    }
}
