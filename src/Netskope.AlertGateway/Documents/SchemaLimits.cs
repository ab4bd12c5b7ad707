using System.Text.Json.Nodes;
using Microsoft.OpenApi;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Passthrough;
using Netskope.AlertGateway.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netskope.AlertGateway.Documents;

/// <summary>Gives the bodies of answers the bounds that the code keeps.</summary>
sealed class SchemaLimits : ISchemaFilter
{
    /// <summary>No text is longer than the longest request target that it could repeat.</summary>
    const int LongestText = 16 * 1024;

    const string OneLine = @"^[^\x00-\x1f]*$";

    public void Apply(IOpenApiSchema schema, SchemaFilterContext context)
    {
        if (schema is not OpenApiSchema { Properties: { } properties } shape) return;
        if (context.Type == typeof(ProblemJson)) Bound(shape, properties);
        else if (context.Type == typeof(RowPage) || context.Type == typeof(ReportPage)) BoundPage(shape, properties);
        else if (context.Type == typeof(PassedAnswer)) BoundPassed(shape, properties);
        else if (context.Type == typeof(CallerView) || context.Type == typeof(EndpointView)) BoundView(properties);
    }

    static void Bound(OpenApiSchema problem, IDictionary<string, IOpenApiSchema> properties)
    {
        problem.Required = new SortedSet<string>(["type", "title", "status", "detail", "traceId"], StringComparer.Ordinal);
        Text(properties, "type", 100, "^urn:netskope-alert-gateway:problem:[a-z0-9-]+$");
        Text(properties, "title", 100, OneLine);
        Text(properties, "detail", LongestText, pattern: null);
        Text(properties, "traceId", 64, "^[0-9A-Za-z:-]+$");
        if (properties["status"] is OpenApiSchema status) (status.Minimum, status.Maximum) = ("400", "599");
        if (properties["errors"] is not OpenApiSchema errors || errors.AdditionalProperties is not OpenApiSchema { Items: OpenApiSchema message } messages) return;
        errors.Type = JsonSchemaType.Object;
        errors.MaxProperties = LongestText / 2;
        messages.MaxItems = 100;
        Limit(message, LongestText, pattern: null);
    }

    static void BoundView(IDictionary<string, IOpenApiSchema> properties)
    {
        foreach (var property in properties.Values.OfType<OpenApiSchema>())
        {
            if (property.Items is { } item)
            {
                property.MaxItems = 1000;
                if (item is OpenApiSchema text && text.Type?.HasFlag(JsonSchemaType.String) == true) Limit(text, LongestText, OneLine);
            }
            else if (property.Type?.HasFlag(JsonSchemaType.String) == true)
            {
                Limit(property, LongestText, OneLine);
            }
            else if (property.Type?.HasFlag(JsonSchemaType.Integer) == true)
            {
                (property.Minimum, property.Maximum) = ("1", "7776000");
            }
        }
    }

    static void BoundPassed(OpenApiSchema answer, IDictionary<string, IOpenApiSchema> properties)
    {
        answer.AdditionalPropertiesAllowed = true;
        answer.Required = new SortedSet<string>(["status"], StringComparer.Ordinal);
        if (properties["status"] is OpenApiSchema status) status.Enum = [JsonValue.Create("success")];
    }

    static void BoundPage(OpenApiSchema page, IDictionary<string, IOpenApiSchema> properties)
    {
        page.AdditionalPropertiesAllowed = true;
        page.Required = new SortedSet<string>(["status", "data"], StringComparer.Ordinal);
        if (properties["status"] is OpenApiSchema status) status.Enum = [JsonValue.Create("success")];
        if (properties["data"] is OpenApiSchema rows) rows.MaxItems = (int)Parameters.Limit.Most!;
    }

    static void Text(IDictionary<string, IOpenApiSchema> properties, string name, int most, string? pattern)
    {
        if (properties[name] is OpenApiSchema text) Limit(text, most, pattern);
    }

    static void Limit(OpenApiSchema text, int most, string? pattern) => (text.MaxLength, text.Pattern) = (most, pattern ?? @"^[\s\S]*$");
}
