using Microsoft.OpenApi;
using Netskope.AlertGateway.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netskope.AlertGateway.Documents;

/// <summary>Lists the tags with what they stand for: one per resource.</summary>
sealed class TagDocument : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
        swaggerDoc.Tags = new SortedSet<OpenApiTag>(
            ResourceTable.All.Select(r => new OpenApiTag { Name = r.Name, Description = r.Summary }),
            Comparer<OpenApiTag>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
}
