using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>
/// Writes a failure as <c>application/problem+json</c> (RFC 9457), or, for legacy clients, as the error envelope of
/// Netskope's v1 API with the right status.
/// </summary>
public sealed class ProblemWriter
{
    public Task WriteAsync(HttpContext context, Failure failure)
    {
        var response = context.Response;
        var problem = Problems.Of(failure.Kind);
        response.StatusCode = problem.Status;
        if (context.Record() is { } record) record.Outcome = problem.Slug;
        response.Headers.CacheControl = "no-store";
        response.Headers.XContentTypeOptions = "nosniff";
        if (failure.RetryAfter is { } wait)
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);

        return context.Compatibility() == Compatibility.Legacy
            ? WriteAsync(context, LegacyErrorJson.Of(problem, failure), ProblemContext.Readable.LegacyErrorJson, "application/json")
            : WriteAsync(context, ProblemJson.Of(problem, failure, TraceId(context)), ProblemContext.Readable.ProblemJson, "application/problem+json");
    }

    static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    static async Task WriteAsync<T>(HttpContext context, T body, JsonTypeInfo<T> type, string contentType)
    {
        var bytes = JsonSerializer.SerializeToUtf8Bytes(body, type);
        context.Response.ContentType = contentType;
        context.Response.ContentLength = bytes.Length;
        context.Response.Headers.Remove(HeaderNames.ContentEncoding);

        // Not HttpMethods.IsHead: "Head" is another method (RFC 9110, 9.1), whose answer has a body.
        if (context.Request.Method == HttpMethods.Head) return;
        await context.Response.Body.WriteAsync(bytes, context.RequestAborted);
    }
}

/// <summary>The problem document of RFC 9457, with the extensions <c>errors</c> and <c>traceId</c>.</summary>
/// <param name="Type">Identifies the kind of problem; compare it as a string.</param>
/// <param name="Title">The kind of problem in words; the same for every occurrence.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Detail">This occurrence in words.</param>
/// <param name="Errors">For wrong parameters: per parameter, what is wrong and what to write.</param>
/// <param name="TraceId">The W3C trace id; quote it when you ask the gateway's operators.</param>
public sealed record ProblemJson(
    string Type,
    string Title,
    int Status,
    string Detail,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string[]>? Errors,
    string TraceId)
{
    internal static ProblemJson Of(Problem problem, Failure failure, string traceId) =>
        new(problem.Type, problem.Title, problem.Status, failure.Detail, failure.Errors, traceId);
}

/// <summary>The error envelope of Netskope's v1 API.</summary>
sealed record LegacyErrorJson(string Status, string ErrorCode, IReadOnlyList<string> Errors)
{
    public static LegacyErrorJson Of(Problem problem, Failure failure) => new(
        "error",
        problem.Status is 401 or 403 ? "Authorization Error" : "General Error",
        failure.Errors is null ? [failure.Detail] : [.. failure.Errors.SelectMany(e => e.Value.Select(text => $"{e.Key}: {text}"))]);
}

[JsonSerializable(typeof(ProblemJson))]
[JsonSerializable(typeof(LegacyErrorJson))]
sealed partial class ProblemContext : JsonSerializerContext
{
    // Read by people in a terminal: < and ' need no escape in a document that is never HTML.
    public static ProblemContext Readable { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });
}
