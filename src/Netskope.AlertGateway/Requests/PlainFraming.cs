using System.Buffers;
using Microsoft.Extensions.Primitives;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Requests;

/// <summary>
/// Refuses requests that a proxy in front may have read in another way, where Kestrel would take them: then the two might
/// disagree on where the next request begins (RFC 9112, 11.2).
/// </summary>
static class PlainFraming
{
    // RFC 9110, 5.6.2. Kestrel lets control characters pass: "Transfer-Encoding\v" is unknown to it, and known to others.
    static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static void UsePlainFraming(this IApplicationBuilder app)
    {
        var problems = app.ApplicationServices.GetRequiredService<ProblemWriter>();
        app.Use((context, next) =>
        {
            if (Fault(context.Request) is not { } fault) return next(context);
            if (HttpProtocol.IsHttp11(context.Request.Protocol) || HttpProtocol.IsHttp10(context.Request.Protocol)) context.Response.Headers.Connection = "close";
            return problems.WriteAsync(context, new(FailureKind.InvalidRequest, fault));
        });
    }

    static string? Fault(HttpRequest request)
    {
        var headers = request.Headers;
        if (headers.TransferEncoding.Count > 0)
        {
            // RFC 9112, 6.1: HTTP/1.0 has none, and what is coded in another way would be read as if it were not.
            if (HttpProtocol.IsHttp10(request.Protocol)) return "An HTTP/1.0 request has a Transfer-Encoding.";
            if (!headers.TransferEncoding.ToString().Trim().Equals("chunked", StringComparison.OrdinalIgnoreCase))
                return "The Transfer-Encoding may be chunked, once and alone.";
        }

        // Of two lengths Kestrel takes Transfer-Encoding, and puts the other one aside under this name.
        if (!StringValues.IsNullOrEmpty(headers.TransferEncoding) && (headers.ContentLength is not null || headers.ContainsKey("X-Content-Length")))
            return "The request has both Content-Length and Transfer-Encoding.";
        foreach (var (name, _) in headers)
        {
            if (name.AsSpan().ContainsAnyExcept(NameCharacters)) return "A header's name holds a character that no name may hold.";
        }

        return null;
    }
}
