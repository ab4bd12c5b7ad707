using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netskope.AlertGateway.Documents;

/// <summary>Writes the parameter table of an endpoint into the OpenAPI document.</summary>
sealed class ParameterDocument(IOptions<GatewayOptions> options) : IOperationFilter
{
    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IV1Endpoint>().FirstOrDefault() is not { } endpoint) return;
        operation.Parameters = [.. endpoint.Parameters.Select(parameter => Describe(endpoint, parameter))];
    }

    OpenApiParameter Describe(IV1Endpoint endpoint, Parameter parameter)
    {
        var integer = parameter.Type is ParameterType.Integer or ParameterType.Second;
        var listed = integer ? parameter.Values?.Select(v => long.Parse(v, CultureInfo.InvariantCulture)).ToList() : null;
        return new()
        {
            Name = parameter.Name,
            In = ParameterLocation.Query,
            Description = parameter.Description,
            Required = parameter.Required,
            Example = parameter.Example is null ? null : Value(parameter.Example, integer),
            Schema = new OpenApiSchema
            {
                Type = integer ? JsonSchemaType.Integer : JsonSchemaType.String,
                Format = integer ? "int64" : null,
                Enum = parameter.Values is null ? null : [.. parameter.Values.Select(v => (JsonNode)Value(v, integer))],
                Minimum = (parameter.Least ?? listed?.Min())?.ToString(CultureInfo.InvariantCulture),
                Maximum = (parameter.Most ?? listed?.Max())?.ToString(CultureInfo.InvariantCulture),
                MaxLength = parameter.MostLength,
                Pattern = parameter.MostLength is null ? null : @"^[\s\S]*$",
                Default = parameter.Name switch
                {
                    "limit" when endpoint is Resource => JsonValue.Create(options.Value.DefaultLimit),
                    "skip" when endpoint is Resource => JsonValue.Create(0),
                    _ => null,
                },
            },
        };
    }

    static JsonValue Value(string text, bool integer) =>
        integer ? JsonValue.Create(long.Parse(text, CultureInfo.InvariantCulture)) : JsonValue.Create(text);
}
