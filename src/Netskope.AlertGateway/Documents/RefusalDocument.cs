using System.Globalization;
using Microsoft.OpenApi;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;
using Swashbuckle.AspNetCore.SwaggerGen;
using static Netskope.AlertGateway.Documents.DocumentedHeader;

namespace Netskope.AlertGateway.Documents;

/// <summary>Writes every refusal that an endpoint may answer with, and the scope it asks for, into the OpenAPI document.</summary>
sealed class RefusalDocument : IOperationFilter
{
    static readonly DocumentedHeader[] OfProblems = [new("Cache-Control", "Errors are never kept.", Text(64, "^no-store$")), NoSniff, RequestId, .. Rates];

    static readonly Refusal[] Refusals =
    [
        new(400, "The request is wrong; `errors` names every wrong parameter."),
        new(401, "There is no token or key, or it is not valid (RFC 6750, 3).", new DocumentedHeader("WWW-Authenticate", "`Bearer`; with `error=\"invalid_token\"` when one was sent.", Text(500, "^Bearer[ -~]*$"))),
        new(
            403,
            "The token or key lacks the scope (RFC 6750, 3.1), or the caller's profile does not allow what it asks; `/gateway/me` tells what it allows.",
            new DocumentedHeader("WWW-Authenticate", "Names the scope that is missing.", Text(500, "^Bearer error=\"insufficient_scope\"[ -~]*$"), Always: false)),
        new(405, "Another method than those of this document.", new DocumentedHeader("Allow", "The methods that may be used here.", Text(64, "^[A-Z, ]+$"))),
        new(414, "The request target is over 16 KB. Without a body.", false),
        new(429, "The application asks more often than it may.", RetryAfter(always: true)),
        new(431, "The request headers are over 32 KB. Without a body.", false),
        new(500, "The gateway failed."),
        new(501, "The tenant speaks Netskope's API v2, which has no counterpart of this."),
        new(502, "Netskope failed. Of a page that is kept the last good answer stands in, within its limits."),
        new(503, "Netskope, or the gateway, can not serve this now.", RetryAfter(always: true)),
        new(504, "The answer was not there in time; for a page `nothing-kept` is the answer to `only-if-cached`.", RetryAfter(always: false)),
    ];

    public void Apply(OpenApiOperation operation, OperationFilterContext context)
    {
        var endpoint = context.ApiDescription.ActionDescriptor.EndpointMetadata.OfType<IV1Endpoint>().FirstOrDefault();
        var isHead = HttpMethods.IsHead(context.ApiDescription.HttpMethod ?? "");
        var problem = context.SchemaGenerator.GenerateSchema(typeof(ProblemJson), context.SchemaRepository);
        if (endpoint is not null) operation.Description += $" Needs the scope `{endpoint.Scope}`.";
        foreach (var refusal in Refusals.Where(refusal => IsOf(endpoint, refusal.Status)))
        {
            operation.Responses![refusal.Status.ToString(CultureInfo.InvariantCulture)] = new OpenApiResponse
            {
                Description = refusal.Description + (refusal.HasBody ? Types(refusal.Status) : ""),
                Headers = refusal.HasBody ? Describe([.. OfProblems, .. refusal.Headers]) : null,
                Content = refusal.HasBody && !isHead ? Body("application/problem+json", problem) : null,
            };
        }
    }

    /// <summary>What asks nothing of the tenant fails in fewer ways.</summary>
    static bool IsOf(IV1Endpoint? endpoint, int status) => endpoint is null
        ? status is 400 or 401 or 403 or 405 or 414 or 429 or 431 or 500 or 503
        : status != StatusCodes.Status501NotImplemented || endpoint.IsOnlyInV1;

    /// <summary>The problem types behind a status, from the one table there is.</summary>
    static string Types(int status)
    {
        var problems = Enum.GetValues<FailureKind>().Select(Problems.Of).Where(p => p.Status == status);
        return string.Concat(problems.Select(p => $"\n- `{p.Type}`: {p.Title}."));
    }

    static Dictionary<string, IOpenApiMediaType> Body(string type, IOpenApiSchema schema) => new(StringComparer.Ordinal) { [type] = new OpenApiMediaType { Schema = schema } };

    static DocumentedHeader RetryAfter(bool always) => new("Retry-After", "Seconds to wait (RFC 9110, 10.2.3).", Number(1, 86_400), always);

    sealed record Refusal(int Status, string Description, bool HasBody, params DocumentedHeader[] Headers)
    {
        public Refusal(int status, string description, params DocumentedHeader[] headers)
            : this(status, description, true, headers)
        {
        }
    }
}
