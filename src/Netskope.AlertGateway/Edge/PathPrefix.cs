using System.Buffers;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Edge;

/// <summary>
/// The prefix under which a proxy serves the gateway: what a known proxy tells that it took off the path, else
/// <c>Gateway:PathBase</c>, taken off here where it is still there. It is in every link; the gateway's own addresses also work
/// without it.
/// </summary>
static class PathPrefix
{
    static readonly SearchValues<char> Plain = SearchValues.Create("-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    static readonly string[] OwnAddresses = ["/api/v1", "/swagger", "/openapi", "/health", "/gateway"];

    /// <summary>What is wrong with the setting; null when it is fine.</summary>
    public static string? Fault(string prefix)
    {
        if (prefix == "/") return "leave it empty when there is no prefix";
        if (IsPlain(prefix)) return BeginsAnOwnAddress(prefix) ? "the gateway's own addresses begin like that; choose another, such as /netskope" : null;
        var instead = "/" + prefix.Trim('/');
        return IsPlain(instead) && !prefix.StartsWith("//", StringComparison.Ordinal)
            ? $"write {instead}"
            : "it must begin with / and be made of names of letters, digits and -._~ with a / between them, such as /netskope";
    }

    /// <summary>Whether it is empty or a path that is read in one way only.</summary>
    public static bool IsPlain(string prefix)
    {
        if (prefix.Length == 0) return true;
        if (prefix[0] != '/') return false;
        foreach (var range in prefix.AsSpan(1).Split('/'))
        {
            var name = prefix.AsSpan(1)[range];
            if (name is "" or "." or ".." || name.ContainsAnyExcept(Plain)) return false;
        }

        return true;
    }

    public static void UsePathPrefix(this IApplicationBuilder app, string configured) => app.Use((context, next) =>
    {
        Apply(context, configured);
        return next(context);
    });

    static void Apply(HttpContext context, string configured)
    {
        var request = context.Request;
        var told = (request.PathBase.Value ?? "").TrimEnd('/');

        // What a proxy tells it has taken off: the prefix once more would be an address that its rules know nothing of.
        var isOff = told.EndsWith(configured, StringComparison.Ordinal);
        if (!isOff && request.Path.StartsWithSegments(configured, StringComparison.Ordinal, out var rest))
        {
            request.Path = rest;
            request.PathBase = told + configured;
            context.Features.Set(new SentPrefix(configured));
        }
        else
        {
            request.PathBase = told.Length > 0 ? told : configured;
        }
    }

    /// <summary>Such a prefix can not be told from the address itself.</summary>
    static bool BeginsAnOwnAddress(string prefix) => prefix.Length > 0 && OwnAddresses.Any(address => $"{address}/".StartsWith($"{prefix}/", StringComparison.Ordinal));
}
