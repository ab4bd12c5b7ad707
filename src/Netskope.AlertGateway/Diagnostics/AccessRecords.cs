using System.Diagnostics;
using System.Net;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>Writes an access record for each request below <c>/api/</c>, also for those that were refused.</summary>
sealed partial class AccessRecords(TimeProvider time, GatewayMetrics metrics, Secrets secrets, ILoggerFactory logs)
{
    public const string Category = "Netskope.AlertGateway.AccessRecord";

    readonly ILogger _log = logs.CreateLogger(Category);

    public async Task WatchAsync(HttpContext context, RequestDelegate next)
    {
        if (!context.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase) && context.Request.Path.Value?.StartsWith("//", StringComparison.Ordinal) != true)
        {
            await next(context);
            return;
        }

        var record = new AccessRecord { Address = Plain(context.Connection.RemoteIpAddress)?.ToString() };
        context.Features.Set(record);
        var arrived = time.GetUtcNow();
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
            Write(context, record, arrived, time.GetElapsedTime(since));
        }
    }

    void Write(HttpContext context, AccessRecord record, DateTimeOffset arrived, TimeSpan took)
    {
        var status = context.Response.StatusCode;
        if (status == StatusCodes.Status304NotModified && record.Outcome == "ok") record.Outcome = "not-modified";
        if (context.RequestAborted.IsCancellationRequested && record.Outcome != AccessRecord.BrokenOff) record.Outcome = AccessRecord.CallerLeft;
        record.Caller ??= CallerName.Of(context.User);
        metrics.Answered(record.Resource ?? "none", record.Source ?? "none", record.Outcome);
        if (!_log.IsEnabled(LogLevel.Information)) return;

        // A caller may have written its own token into its query, or a part of the tenant's.
        if (record.Question is { } question) record.Question = secrets.Clean(question, AccessRecord.MostLength);
        var bytes = HttpMethods.IsHead(context.Request.Method) ? 0 : record.Bytes ?? context.Response.ContentLength ?? 0;
        var trace = Activity.Current?.TraceId.ToHexString() ?? context.TraceIdentifier;
        var line = record.ToJson(arrived, Known(context.Request.Method), status, bytes, took, trace);
        Log.Record(_log, line);
    }

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

static class AccessRecordsSetup
{
    public static void UseAccessRecords(this IApplicationBuilder app)
    {
        var records = app.ApplicationServices.GetRequiredService<AccessRecords>();
        app.Use(next => context => records.WatchAsync(context, next));
    }

    public static AccessRecord? Record(this HttpContext context) => context.Features.Get<AccessRecord>();
}
