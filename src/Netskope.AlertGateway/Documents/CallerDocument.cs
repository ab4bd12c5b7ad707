using Microsoft.OpenApi;
using Netskope.AlertGateway.Access;
using Swashbuckle.AspNetCore.SwaggerGen;
using static Netskope.AlertGateway.Documents.DocumentedHeader;

namespace Netskope.AlertGateway.Documents;

/// <summary>Writes the headers of <c>/gateway/me</c> into the OpenAPI document.</summary>
sealed class CallerDocument : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (operation.OperationId != CallerEndpoint.Name || operation.Responses?["200"] is not OpenApiResponse answer) return;
        answer.Description = "What you may see.";
        answer.Headers = Describe([new("Cache-Control", "It is kept nowhere.", Text(64, "^no-store$")), NoSniff, RequestId, .. Rates]);
    }
}
