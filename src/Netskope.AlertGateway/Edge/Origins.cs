using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Netskope.AlertGateway.Edge;

/// <summary>
/// CORS for browser applications of the origins in <c>Gateway:AllowedOrigins</c> (Fetch, 3.3): they may ask with a token of their
/// own and read every answer, errors too. Cookies play no part. Without the setting there is none of it.
/// </summary>
static class Origins
{
    static readonly TimeSpan PreflightsHold = TimeSpan.FromMinutes(10);

    static readonly string[] Sendable =
    [
        HeaderNames.Authorization, HeaderNames.ContentType, HeaderNames.CacheControl, HeaderNames.IfNoneMatch, "X-Request-Id", "X-Api-Key", HeaderNames.TraceParent, HeaderNames.TraceState,
    ];

    static readonly string[] Readable =
    [
        HeaderNames.ETag, HeaderNames.Age, HeaderNames.Link, "Cache-Status", "Gateway-Window", "Gateway-Warnings", "Gateway-Ignored", HeaderNames.RetryAfter, "RateLimit", "RateLimit-Policy", "X-Request-Id",
        HeaderNames.WWWAuthenticate,
    ];

    /// <summary>What is wrong with an entry of the setting; null when it is written as browsers write it.</summary>
    public static string? Fault(string origin)
    {
        if (origin == "*") return "write each origin that may read the answers";
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || origin.Contains('*', StringComparison.Ordinal))
            return "write an origin, such as https://portal.example.com or http://localhost:3000";
        var plain = $"{uri.Scheme}://{(uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost)}{(uri.IsDefaultPort ? "" : $":{uri.Port}")}";
        return plain == origin ? null : $"write {plain}";
    }

    public static void UseOrigins(this IApplicationBuilder app, GatewayOptions options, bool servesLegacy)
    {
        if (options.AllowedOrigins.Count == 0) return;
        string[] methods = servesLegacy ? [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post] : [HttpMethods.Get, HttpMethods.Head];
        app.Use((context, next) =>
        {
            // Later than whoever writes the answer. Also for those who sent no origin: a browser may keep what they got.
            context.Response.OnStarting(VaryByOrigin, context.Response);
            return next(context);
        });
        app.UseCors(policy => policy
            .WithOrigins([.. options.AllowedOrigins])
            .WithMethods(methods)
            .WithHeaders(Sendable)
            .WithExposedHeaders(Readable)
            .SetPreflightMaxAge(PreflightsHold));
    }

    static Task VaryByOrigin(object response)
    {
        var headers = ((HttpResponse)response).Headers;
        var names = headers.GetCommaSeparatedValues(HeaderNames.Vary).Where(name => !name.Equals(HeaderNames.Origin, StringComparison.OrdinalIgnoreCase));
        headers.Vary = new StringValues(string.Join(", ", names.Append(HeaderNames.Origin)));
        return Task.CompletedTask;
    }
}
