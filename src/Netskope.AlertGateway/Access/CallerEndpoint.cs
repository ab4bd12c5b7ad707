using System.Text.Json;
using System.Text.Json.Serialization;
using Netskope.AlertGateway.Audit;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Access;

/// <summary><c>/gateway/me</c>: what the gateway allows to whoever asks.</summary>
static class CallerEndpoint
{
    public const string Name = "get-me";

    const string Path = "/gateway/me";

    public static void MapCaller(this IEndpointRouteBuilder app) => app
        .MapGet(Path, DescribeAsync)
        .RequireAuthorization()
        .RequireProfile()
        .Produces<CallerView>()
        .WithName(Name)
        .WithTags("gateway")
        .WithSummary("What your token and your profile allow.")
        .WithDescription(
            "Which endpoints you may ask, the rows and fields that you see there, the widest window, the largest page and your rate. "
            + "What is null is not limited. Needs a token, but no scope; it counts as one of your requests.");

    static async Task<IResult> DescribeAsync(HttpContext context, EndpointTable table, AccessRecords records, ProblemWriter problems)
    {
        if (context.Record() is { } record) record.Resource = "me";
        if (await RefusalAsync(context, records) is { } refusal)
        {
            await problems.WriteAsync(context, refusal);
            return Results.Empty;
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return Results.Bytes(JsonSerializer.SerializeToUtf8Bytes(Of(context, table, context.Profile()!), CallerContext.Default.CallerView), "application/json");
    }

    static async ValueTask<Failure?> RefusalAsync(HttpContext context, AccessRecords records)
    {
        if (context.Request.Path.Value != Path || !context.SentPathIs(Path, context.Compatibility()))
            return new(FailureKind.NotFound, $"There is nothing at this path; did you mean {context.Request.PathBase}{Path}?");
        var sent = await context.ReadParametersAsync();
        if (!sent.IsSuccess) return sent.Failure;
        var parameters = BoundParameters.Bind("me", [], sent.Value, context.Compatibility());
        return parameters.Problems.Count > 0 ? InvalidParameters.Of(parameters.Problems) : await records.RefusalAsync(context);
    }

    static CallerView Of(HttpContext context, EndpointTable table, Profile profile) => new(
        CallerName.Of(context.User) ?? "",
        profile.Name.Length > 0 ? profile.Name : null,
        context.Compatibility().ToString(),
        [.. table.All.Select(endpoint => Of(context, table, endpoint, profile))],
        profile.WidestWindow,
        profile.LargestLimit,
        profile.Rights.Hidden.Removed,
        profile.Rights.Hidden.Masked,
        profile.Rate.RequestsPerMinute,
        profile.Rate.Concurrent);

    static EndpointView Of(HttpContext context, EndpointTable table, IV1Endpoint endpoint, Profile profile)
    {
        var objection = profile.Objection(endpoint)
            ?? (new ScopeRequirement(endpoint.Scope).IsGrantedTo(context.User) ? null : $"Your token or key does not grant {endpoint.Scope}.")
            ?? (endpoint.IsOnlyInV1 && table.TenantSpeaksV2 ? "The tenant speaks Netskope's REST API v2, which has no counterpart." : null);
        return new(
            endpoint.Path,
            endpoint.Scope,
            objection is null,
            objection,
            objection is null ? profile.Types.GetValueOrDefault(endpoint.Name) : null,
            objection is null && endpoint.CanBeConfined ? profile.Rights.Restriction?.ToString() : null);
    }
}

/// <summary>What the gateway allows to a caller. What is null is not limited.</summary>
/// <param name="Caller">The name under which the gateway knows it: its application, or else its subject.</param>
/// <param name="Profile">Its profile; null where the gateway has none.</param>
/// <param name="Compatibility">How strict the gateway is with it: `Strict` or `Legacy`.</param>
/// <param name="Endpoints">All that there are.</param>
/// <param name="WidestWindow">The longest time window, in seconds.</param>
/// <param name="LargestLimit">The most rows on a page.</param>
/// <param name="Removed">Fields that are cut out of rows, as dotted paths.</param>
/// <param name="Masked">Fields in whose place `***` stands, as dotted paths.</param>
/// <param name="RequestsPerMinute">The requests that are answered within a minute.</param>
/// <param name="Concurrent">The requests that may be under way at once.</param>
sealed record CallerView(
    string Caller,
    string? Profile,
    string Compatibility,
    IReadOnlyList<EndpointView> Endpoints,
    int? WidestWindow,
    int? LargestLimit,
    IReadOnlyList<string> Removed,
    IReadOnlyList<string> Masked,
    int? RequestsPerMinute,
    int? Concurrent);

/// <summary>What a caller may ask of an endpoint.</summary>
/// <param name="Path">Where it is.</param>
/// <param name="Scope">The scope that it needs.</param>
/// <param name="Allowed">Whether it may be asked.</param>
/// <param name="Why">Why not; null when it may.</param>
/// <param name="Types">The values of `type` that are seen.</param>
/// <param name="Restriction">The rows that are seen, in Netskope's query language.</param>
sealed record EndpointView(string Path, string Scope, bool Allowed, string? Why, IReadOnlyList<string>? Types, string? Restriction);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(CallerView))]
sealed partial class CallerContext : JsonSerializerContext;
