using System.Buffers;
using Microsoft.Extensions.Primitives;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Edge;

/// <summary>
/// A caller's own name for its request, <c>X-Request-Id</c>: sent back with whatever is answered, and kept in the access record.
/// One that is not sound is passed over, and none is invented: the trace id is there.
/// </summary>
static class RequestIds
{
    const string Name = "X-Request-Id";
    const int MostLength = 128;

    // What identifiers are made of, and nothing that means something in a log, a header or a page.
    static readonly SearchValues<char> Safe = SearchValues.Create("-._~+/=:@0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    public static void UseRequestIds(this IApplicationBuilder app)
    {
        var secrets = app.ApplicationServices.GetRequiredService<Secrets>();
        app.Use((context, next) =>
        {
            if (Sound(context.Request.Headers[Name], secrets) is not { } id) return next(context);
            if (context.Record() is { } record) record.Request = id;

            // Late: an error's answer begins with none of the headers that were there before.
            context.Response.OnStarting(() =>
            {
                context.Response.Headers[Name] = id;
                return Task.CompletedTask;
            });
            return next(context);
        });
    }

    static string? Sound(StringValues sent, Secrets secrets) =>
        sent.Count == 1 && sent[0] is { Length: > 0 and <= MostLength } id && !id.AsSpan().ContainsAnyExcept(Safe) && !SentQuery.IsCredential(id, secrets) ? id : null;
}
