using System.Globalization;
using Microsoft.AspNetCore.Http.Features;

namespace Netskope.Simulator;

/// <summary>
/// A call's way: read, recorded, queued by the quota (refused by that of v2), delayed, handed to a fault if one is ordered, its token
/// checked, answered, ended. The control endpoints stand outside.
/// </summary>
static class TenantPipeline
{
    public static void UseTenant(this WebApplication app, Tenant tenant) =>
        app.Use((context, next) => context.Request.Path.StartsWithSegments("/simulator", StringComparison.Ordinal)
            ? next(context)
            : ReceiveAsync(context, next, tenant));

    static async Task ReceiveAsync(HttpContext context, RequestDelegate next, Tenant tenant)
    {
        var (call, parameters) = await CallReader.ReadAsync(context, tenant);
        context.Features.Set(parameters);
        context.Response.OnStarting(() =>
        {
            AddHeaders(context, tenant);
            // Kestrel starts an answer for a caller that has gone, too; that one got none.
            call.Status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            return Task.CompletedTask;
        });
        var isWritten = false;
        var connection = context.Features.GetRequiredFeature<IHttpRequestLifetimeFeature>();
        context.Features.Set<IHttpRequestLifetimeFeature>(new CallLifetime(call, connection));
        context.Response.OnCompleted(() =>
        {
            call.End(completed: isWritten && !context.RequestAborted.IsCancellationRequested);
            return Task.CompletedTask;
        });
        // At once, whatever the answer waits for.
        using var left = context.RequestAborted.Register(() => call.End(completed: false));
        tenant.Record.Add(call);

        try
        {
            await AnswerAsync(context, next, tenant, call);
            // What is written to nobody Kestrel swallows, and may be done with it before RequestAborted tells.
            isWritten = !context.Response.HasStarted || !(await context.Response.BodyWriter.FlushAsync(context.RequestAborted)).IsCompleted;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
    }

    static async Task AnswerAsync(HttpContext context, RequestDelegate next, Tenant tenant, Call call)
    {
        if (!await (context.Request.IsV2() ? EnterV2Async(context, tenant.V2Quota) : EnterAsync(context, tenant.Quota)))
        {
            return;
        }

        if (tenant.Options.Latency > TimeSpan.Zero)
        {
            await Task.Delay(tenant.Options.Latency, tenant.Clock, context.RequestAborted);
        }

        Task Answer(HttpContext answered) => call.TokenValid ? next(answered) : RefuseTokenAsync(answered, tenant.Options);
        await (tenant.Faults.TakeFor(context.Request)?.ApplyAsync(context, Answer) ?? Answer(context));
    }

    static void AddHeaders(HttpContext context, Tenant tenant)
    {
        var response = context.Response;
        var now = tenant.Clock.GetUtcNow();
        response.Headers.Server = "nginx";
        if (response.Headers.Date.Count == 0)
        {
            response.Headers.Date = (now + tenant.Options.ClockOffset).ToString("R");
        }

        if (context.Request.IsV2())
        {
            return;
        }

        // Those of PHP, which speaks v1.
        response.Headers.Expires = "Thu, 19 Nov 1981 08:52:00 GMT";
        response.Headers.CacheControl = "no-store, no-cache, must-revalidate";
        response.Headers.Pragma = "no-cache";
        var session = new SplitMix((ulong)now.UtcTicks).Next();
        response.Headers.SetCookie = $"ci_session={session:x16}{SplitMix.Mix(session):x16}; path=/; HttpOnly";
    }

    static async Task<bool> EnterAsync(HttpContext context, Quota quota)
    {
        if (await quota.EnterAsync(context.RequestAborted))
        {
            return true;
        }

        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync(
            "<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>\r\n<center><h1>429 Too Many Requests</h1></center>\r\n"
            + "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
            context.RequestAborted);
        return false;
    }

    static async Task<bool> EnterV2Async(HttpContext context, V2Quota quota)
    {
        if (quota.Enter(V2Endpoints.Quota(context.Request.Path)) is not { } admission)
        {
            return true;
        }

        var headers = context.Response.Headers;
        headers["RateLimit-Limit"] = Text(admission.Limit);
        headers["RateLimit-Remaining"] = Text(admission.Remaining);
        headers["RateLimit-Reset"] = Text(admission.Reset);
        if (!admission.IsAdmitted)
        {
            await RateLimitFault.RefuseAsync(context, retryAfter: Text(admission.Reset));
        }

        return admission.IsAdmitted;

        static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
    }

    static Task RefuseTokenAsync(HttpContext context, SimulatorOptions options) => ErrorAnswer.WriteAsync(
        context,
        context.Request.IsV2() ? options.V2InvalidTokenAs403 ? StatusCodes.Status403Forbidden : StatusCodes.Status401Unauthorized
            : options.InvalidTokenAs200 ? StatusCodes.Status200OK
            : StatusCodes.Status403Forbidden,
        "Authorization Error",
        ["The token is missing or not valid"]);
}
