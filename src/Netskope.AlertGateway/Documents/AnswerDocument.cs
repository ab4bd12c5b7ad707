using System.Globalization;
using Microsoft.OpenApi;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Resources;
using Swashbuckle.AspNetCore.SwaggerGen;

namespace Netskope.AlertGateway.Documents;

/// <summary>Writes every answer of a resource, with its headers, into the OpenAPI document.</summary>
sealed class AnswerDocument : IOperationFilter
{
    static readonly Header[] OfPages =
    [
        new("ETag", "Over the bytes before coding, with the coding as suffix (RFC 9110, 8.8.3).", Text(80, "^\"[!#-~]+\"$")),
        new("Cache-Control", "How long the answer is fresh, in seconds (RFC 9111, 5.2.2).", Text(64, "^private, max-age=[0-9]+$")),
        new("Age", "Seconds since the tenant was asked (RFC 9111, 5.1).", Number(0, int.MaxValue)),
        new("Vary", "What else decides over the answer (RFC 9110, 12.5.5).", Text(64, "^Authorization, Accept-Encoding$")),
        new("Cache-Status", "How the answer was come by; a negative ttl marks a stale one (RFC 9211).", Text(200, "^AlertGateway; [ -~]+$")),
        new(
            WarningHeader.Name,
            "What is doubtful about `query`, with its column: `unknown-field`, `unlisted-operator` (neither is in Netskope's list) or `unquoted-words` (a list of structured fields, RFC 9651).",
            Text(1024, "^[a-z]+-[a-z]+;at=[0-9]+[!-~ ]*$"),
            Always: false),
        new("Gateway-Window", "The absolute window that was answered, `start-end` in Unix seconds.", Text(32, "^[0-9]+-[0-9]+$")),
        new("Link", "On a full page: the next one (RFC 8288).", Text(16 * 1024, "^<[!-~]+>; rel=\"next\"$"), Always: false),
        NoSniff,
    ];

    static readonly Header Coding =
        new("Content-Encoding", "As `Accept-Encoding` allows; absent when the body is not coded (RFC 9110, 8.4).", new() { Type = JsonSchemaType.String, Enum = ["br", "gzip"] }, Always: false);

    static readonly Header[] OfProblems = [new("Cache-Control", "Errors are never kept.", Text(64, "^no-store$")), NoSniff];

    static readonly Refusal[] Refusals =
    [
        new(400, "The request is wrong; `errors` names every wrong parameter."),
        new(401, "There is no token, or it is not valid (RFC 6750, 3).", new Header("WWW-Authenticate", "`Bearer`; with `error=\"invalid_token\"` when a token was sent.", Text(500, "^Bearer[ -~]*$"))),
        new(403, "The token lacks the scope (RFC 6750, 3.1).", new Header("WWW-Authenticate", "Names the scope that is missing.", Text(500, "^Bearer error=\"insufficient_scope\"[ -~]*$"))),
        new(405, "Another method than those of this document.", new Header("Allow", "The methods that may be used here.", Text(64, "^[A-Z, ]+$"))),
        new(414, "The request target is over 16 KB. Without a body.", false),
        new(429, "The application asks more often than it may.", RetryAfter(always: true)),
        new(431, "The request headers are over 32 KB. Without a body.", false),
        new(500, "The gateway failed."),
        new(502, "Netskope failed, and nothing that was kept may stand in for its answer."),
        new(503, "Netskope, or the gateway, can not serve this now.", RetryAfter(always: true)),
        new(504, "The answer was not there in time; `nothing-kept` is the answer to `only-if-cached`.", RetryAfter(always: false)),
    ];

    static Header NoSniff => new("X-Content-Type-Options", "The content type is as it says.", Text(16, "^nosniff$"));

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        if (context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<Resource>().FirstOrDefault() is not { } resource) return;
        var headers = HttpMethods.IsHead(context.ApiDescription.HttpMethod ?? "");
        var page = context.SchemaGenerator.GenerateSchema(typeof(AlertPage), context.SchemaRepository);
        var problem = context.SchemaGenerator.GenerateSchema(typeof(ProblemJson), context.SchemaRepository);
        operation.Description += $" Needs the scope `{resource.Scope}`.";
        operation.Responses = new OpenApiResponses
        {
            ["200"] = new OpenApiResponse
            {
                Description = headers ? "The headers of the page." : "A complete, verified page.",
                Headers = Describe([.. OfPages, Coding]),
                Content = headers ? null : Body("application/json", page),
            },
            ["304"] = new OpenApiResponse { Description = "The caller has it already: an `If-None-Match` holds its tag (RFC 9110, 15.4.5).", Headers = Describe(OfPages) },
        };
        foreach (var refusal in Refusals)
        {
            operation.Responses[refusal.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = refusal.Description + (refusal.HasBody ? Types(refusal.Status) : ""),
                Headers = refusal.HasBody ? Describe([.. OfProblems, .. refusal.Headers]) : null,
                Content = refusal.HasBody && !headers ? Body("application/problem+json", problem) : null,
            };
        }
    }

    /// <summary>The problem types behind a status, from the one table there is.</summary>
    static string Types(int status)
    {
        var problems = Enum.GetValues<FailureKind>().Select(Problems.Of).Where(p => p.Status == status);
        return string.Concat(problems.Select(p => $"\n- `{p.Type}`: {p.Title}."));
    }

    static Dictionary<string, IOpenApiHeader> Describe(IEnumerable<Header> headers) =>
        headers.ToDictionary(h => h.Name, IOpenApiHeader (h) => new OpenApiHeader { Description = h.Description, Required = h.Always, Schema = h.Schema }, StringComparer.Ordinal);

    static Dictionary<string, IOpenApiMediaType> Body(string type, IOpenApiSchema schema) => new(StringComparer.Ordinal) { [type] = new OpenApiMediaType { Schema = schema } };

    static Header RetryAfter(bool always) => new("Retry-After", "Seconds to wait (RFC 9110, 10.2.3).", Number(1, 86_400), always);

    static OpenApiSchema Text(int most, string pattern) => new() { Type = JsonSchemaType.String, MaxLength = most, Pattern = pattern };

    static OpenApiSchema Number(int least, int most) => new()
    {
        Type = JsonSchemaType.Integer,
        Format = "int32",
        Minimum = least.ToString(CultureInfo.InvariantCulture),
        Maximum = most.ToString(CultureInfo.InvariantCulture),
    };

    sealed record Header(string Name, string Description, OpenApiSchema Schema, bool Always = true);

    sealed record Refusal(int Status, string Description, bool HasBody, params Header[] Headers)
    {
        public Refusal(int status, string description, params Header[] headers)
            : this(status, description, true, headers)
        {
        }
    }
}
