using Microsoft.OpenApi;
using Netskope.AlertGateway.Passthrough;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netskope.AlertGateway.Documents;

/// <summary>Lists the tags with what they stand for: one per resource and route.</summary>
sealed class TagDocument(RouteTable table) : IDocumentFilter
{
    public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context) =>
        swaggerDoc.Tags = new SortedSet<OpenApiTag>(
            ResourceTable.All.Concat<IV1Endpoint>(table.Routes).Select(r => new OpenApiTag { Name = r.Name, Description = r.Summary }),
            Comparer<OpenApiTag>.Create((a, b) => string.CompareOrdinal(a.Name, b.Name)));
}
