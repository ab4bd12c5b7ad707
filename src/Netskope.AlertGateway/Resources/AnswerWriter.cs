using System.Buffers;
using System.Globalization;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Resources;

/// <summary>Writes an answer: its headers, and its bytes unless the caller has them already or asks for the headers alone.</summary>
sealed class AnswerWriter(CallerKeys keys, TimeProvider time)
{
    // A larger page is decoded anew for each caller who takes no coding: kept, it would push out many others, and
    // whoever reads slowly would hold all of it.
    const int LargestIdentityKept = 1024 * 1024;

    public async Task WriteAsync(HttpContext context, Reply reply, Content content)
    {
        var (request, response) = (context.Request, context.Response);
        var answer = reply.Answer!;
        var coding = Negotiation.Choose(request.Headers.AcceptEncoding);
        WriteHeaders(response, reply, answer, context.Request.PathBase);
        response.Headers.ETag = content.Tags.In(coding);
        if (!HttpMethods.IsPost(request.Method) && Negotiation.IsKnown(request.Headers.IfNoneMatch, content.Tags))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return;
        }

        response.ContentType = "application/json";
        if (Negotiation.Name(coding) is { } name) response.Headers.ContentEncoding = name;
        if (coding == ContentCoding.Identity && content.Length > LargestIdentityKept) await DecodeAsync(context, content);
        else await SendAsync(context, await content.InAsync(coding).WaitAsync(context.RequestAborted));
    }

    static async Task DecodeAsync(HttpContext context, Content content)
    {
        context.Response.ContentLength = content.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        await using var plain = content.Open();
        await plain.CopyToAsync(context.Response.Body, 64 * 1024, context.RequestAborted);
    }

    static async Task SendAsync(HttpContext context, ReadOnlySequence<byte> bytes)
    {
        context.Response.ContentLength = bytes.Length;
        if (HttpMethods.IsHead(context.Request.Method)) return;
        foreach (var segment in bytes)
        {
            var written = await context.Response.BodyWriter.WriteAsync(segment, context.RequestAborted);
            if (written.IsCompleted) return;
        }
    }

    void WriteHeaders(HttpResponse response, Reply reply, Answer answer, PathString pathBase)
    {
        var now = time.GetUtcNow();
        var headers = response.Headers;
        headers.CacheControl = "private, max-age=" + Seconds(answer.FreshFor);
        headers.Age = Seconds(answer.Age(now));
        headers.Vary = keys.Any ? "Authorization, X-Api-Key, Accept-Encoding" : "Authorization, Accept-Encoding";
        headers.XContentTypeOptions = "nosniff";
        headers["Cache-Status"] = CacheStatus(reply, Seconds(answer.TimeToLive(now)));
        headers["Gateway-Window"] = answer.Window;
        if (answer.Next is { } next) headers.Link = $"<{pathBase}/api/v1/{next}>; rel=\"next\"";
    }

    /// <summary>RFC 9211: a hit, or why the tenant was asked; a negative ttl marks a stale answer.</summary>
    static string CacheStatus(Reply reply, string ttl)
    {
        var more = (reply.IsStored ? "; stored" : "") + (reply.Collapsed ? "; collapsed" : "");
        return reply.Source switch
        {
            Source.Hit or Source.Revalidating => $"AlertGateway; hit; ttl={ttl}",
            Source.Miss => $"AlertGateway; fwd=uri-miss; ttl={ttl}{more}",
            Source.Renewed => $"AlertGateway; fwd=stale; ttl={ttl}{more}",
            Source.Demanded => $"AlertGateway; fwd=request; ttl={ttl}{more}",
            _ => $"AlertGateway; fwd=stale; ttl={ttl}; detail={Problems.Of(reply.Failure!.Kind).Slug}",
        };
    }

    // Towards minus infinity: what has begun to be stale must not show a ttl of 0.
    static string Seconds(TimeSpan span) => ((long)Math.Floor(span.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
}
