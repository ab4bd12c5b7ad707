using System.Net;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;
using Yarp.ReverseProxy.Forwarder;

namespace Netskope.AlertGateway.Passthrough;

/// <summary>
/// Passes an answer of the tenant on, by YARP's direct forwarding: as fast as the caller reads, and no faster. The answer has begun
/// and is judged; what YARP asks is answered with it. An answer that breaks off ends the connection, not the body.
/// </summary>
sealed partial class AnswerForwarder(
    IHttpForwarder forwarder,
    IOptions<PassthroughOptions> options,
    IOptions<NetskopeOptions> netskope,
    IHostApplicationLifetime lifetime,
    TimeProvider time,
    ILogger<AnswerForwarder> log)
{
    // The stream itself notices a tenant that stands still, and the server a caller who does: this is behind both.
    readonly ForwarderRequestConfig _config = new() { ActivityTimeout = options.Value.Timeout };

    public async Task PassAsync(HttpContext context, PassthroughRoute route, TenantStream stream)
    {
        using var late = new CancellationTokenSource(options.Value.Timeout, time);
        using var tenant = new HttpMessageInvoker(new BegunAnswer(stream));

        // YARP would make a WebSocket of it.
        context.Request.Headers.Upgrade = default;
        var error = await forwarder.SendAsync(context, netskope.Value.BaseUrl, tenant, _config, Headers.Instance, late.Token);
        if (context.Record() is not { } record) return;
        (record.Source, record.Bytes) = ("passed", stream.Given);
        if (error == ForwarderError.None)
        {
            // Who has left is not told to those who write: what they write is thrown away.
            if ((await context.Response.BodyWriter.FlushAsync(CancellationToken.None)).IsCompleted) record.Outcome = AccessRecord.CallerLeft;
        }
        else if (Reason(stream, error, late.IsCancellationRequested) is { } reason)
        {
            record.Outcome = AccessRecord.BrokenOff;
            Log.BrokenOff(log, route.Name, stream.Given, reason);
        }
    }

    /// <summary>Why an answer did not come to its end; null when its caller has left.</summary>
    string? Reason(TenantStream stream, ForwarderError error, bool isLate) =>
        stream.Failure is { } failure ? failure.Detail
        : isLate ? $"It took longer than {options.Value.Timeout} (Passthrough:Timeout)."
        : error == ForwarderError.ResponseBodyDestination ? "The tenant's connection broke."
        : lifetime.ApplicationStopping.IsCancellationRequested ? "The gateway stops."
        : null;

    /// <summary>Stands for the tenant, whose answer is here already.</summary>
    sealed class BegunAnswer(TenantStream stream) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var content = new StreamContent(stream);
            content.Headers.ContentLength = stream.Size;
            return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = content });
        }
    }

    /// <summary>Nothing of the caller's headers goes on, and of the tenant's only the length.</summary>
    sealed class Headers : HttpTransformer
    {
        public static Headers Instance { get; } = new();

        public override ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
        {
            proxyRequest.RequestUri = new Uri(destinationPrefix);
            return default;
        }

        public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
        {
            var headers = httpContext.Response.Headers;
            headers.ContentType = "application/json";
            headers.ContentLength = proxyResponse?.Content.Headers.ContentLength;
            headers.CacheControl = "no-store";
            headers.XContentTypeOptions = "nosniff";
            return new(true);
        }

        public override ValueTask TransformResponseTrailersAsync(HttpContext httpContext, HttpResponseMessage proxyResponse, CancellationToken cancellationToken) => default;
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 50, Level = LogLevel.Warning, Message = "An answer of {Route} that was passed on broke off behind {Bytes} bytes; the caller's connection was ended. {Reason}")]
        public static partial void BrokenOff(ILogger logger, string route, long bytes, string reason);
    }
}
