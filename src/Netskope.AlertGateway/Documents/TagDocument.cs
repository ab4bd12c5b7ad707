using Microsoft.OpenApi;
using Netskope.AlertGateway.Requests;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netskope.AlertGateway.Documents;

/// <summary>Lists the tags with what they stand for: one per resource and route.</summary>
sealed class TagDocument(EndpointTable table) : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
        swaggerDoc.Tags = new SortedSet<OpenApiTag>(
            table.All.Select(r => new OpenApiTag { Name = r.Name, Description = r.Summary })
                .Append(new OpenApiTag { Name = "gateway", Description = "The gateway's own." }),
            Comparer<OpenApiTag>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
}
