using System.Diagnostics;
using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Audit;

/// <summary>
/// Writes an access record for each request below <c>/api/</c> and <c>/gateway/</c>, also for those that were refused: to the log
/// and to the file, if there is one (<c>Audit:File</c>). With <c>Audit:Required</c> a line about what is asked is in the file before
/// anything is answered.
/// </summary>
sealed partial class AccessRecords(
    AuditFile file,
    IOptions<AuditOptions> options,
    TimeProvider time,
    GatewayMetrics metrics,
    Secrets secrets,
    ILoggerFactory logs)
{
    public const string Category = "Netskope.AlertGateway.AccessRecord";

    static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    readonly ILogger _log = logs.CreateLogger(Category);
    readonly bool _isRequired = options.Value.Required;
    readonly Func<string, string>? _hide = options.Value.HashQueryValues ? new ValueHash(Convert.FromBase64String(options.Value.HashKey)).Of : null;

    public async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (!IsRecorded(context.Request.Path))
        {
            await next(context);
            return;
        }

        var record = new AccessRecord { Arrived = time.GetUtcNow(), Address = Plain(context.Connection.RemoteIpAddress)?.ToString() };
        context.Features.Set(record);
        var since = time.GetTimestamp();
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            record.Outcome = AccessRecord.CallerLeft;
        }
        finally
        {
            Close(context, record, time.GetElapsedTime(since));
        }
    }

    /// <summary>Puts down what is asked, where that must be safe before it is answered.</summary>
    /// <returns>Why nothing may be answered; null when it may.</returns>
    public ValueTask<Failure?> RefusalAsync(HttpContext context) => _isRequired ? PutDownAsync(context) : default;

    async ValueTask<Failure?> PutDownAsync(HttpContext context)
    {
        var record = context.Features.GetRequiredFeature<AccessRecord>();
        TellWhatIsAsked(record);
        var line = record.ToJson(Known(context.Request.Method), TraceId(context));
        return await file.IsWrittenAsync(line, context.Deadline().AtMost(AuditFile.Patience), context.RequestAborted)
            ? null
            : new(FailureKind.AuditUnavailable, "The gateway answers only what it has put down (Audit:Required), and can not write it now.", Soon);
    }

    void Close(HttpContext context, AccessRecord record, TimeSpan took)
    {
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status304NotModified && record.Outcome == "ok") record.Outcome = "not-modified";
        if (context.RequestAborted.IsCancellationRequested && record.Outcome != AccessRecord.BrokenOff) record.Outcome = AccessRecord.CallerLeft;
        record.Caller ??= CallerName.Of(context.User);
        metrics.Answered(record.Resource ?? "none", record.Source ?? "none", record.Outcome);
        var isLogged = _log.IsEnabled(LogLevel.Information);
        if (!isLogged && !file.IsOn) return;

        TellWhatIsAsked(record);
        var bytes = HttpMethods.IsHead(context.Request.Method) ? 0 : record.Bytes ?? context.Response.ContentLength ?? 0;
        var line = record.ToJson(Known(context.Request.Method), TraceId(context), new(status, bytes, took));
        if (isLogged) Log.Record(_log, line);
        file.Write(line);
    }

    void TellWhatIsAsked(AccessRecord record)
    {
        if (record.Asked is not { } asked || record.Question is not null) return;
        var (question, query) = asked.Tell(_hide);

        // A caller may have written its own token into its query, or a part of the tenant's.
        record.Question = secrets.Clean(question, AccessRecord.MostLength);
        if (query is not null) record.Query = secrets.Clean(query, AccessRecord.MostLength);
    }

    static bool IsRecorded(PathString path) =>
        path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase)
        || path.StartsWithSegments("/gateway", StringComparison.OrdinalIgnoreCase)
        || path.Value?.StartsWith("//", StringComparison.Ordinal) == true;

    static string TraceId(HttpContext context) => Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;

    // A socket for both versions of IP shows a caller of version 4 in this form.
    static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;

    // A method is a caller's text as well.
    static string Known(string method) => HttpMethods.GetCanonicalizedValue(method) is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "OPTIONS" ? method : "other";

    static partial class Log
    {
        [LoggerMessage(EventId = 100, Level = LogLevel.Information, Message = "{Record}")]
        public static partial void Record(ILogger logger, string record);
    }
}
