namespace Netskope.Simulator;

/// <summary>
/// A call's way: read, recorded, queued by the quota, delayed, handed to a fault if one is ordered, its token
/// checked, answered. The control endpoints stand outside.
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
            AddHeaders(context.Response, tenant);
            // Kestrel starts an answer for a caller that has gone, too; that one got none.
            call.Status = context.RequestAborted.IsCancellationRequested ? 0 : context.Response.StatusCode;
            return Task.CompletedTask;
        });
        tenant.Record.Add(call);

        try
        {
            if (!await tenant.Quota.EnterAsync(context.RequestAborted))
            {
                await RefuseAsync(context);
                return;
            }

            if (tenant.Options.Latency > TimeSpan.Zero)
            {
                await Task.Delay(tenant.Options.Latency, tenant.Clock, context.RequestAborted);
            }

            Task Answer(HttpContext answered) => call.TokenValid ? next(answered) : RefuseTokenAsync(answered, tenant.Options);
            await (tenant.Faults.TakeFor(context.Request)?.ApplyAsync(context, Answer) ?? Answer(context));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Whoever asked has gone.
        }
    }

    static void AddHeaders(HttpResponse response, Tenant tenant)
    {
        var now = tenant.Clock.GetUtcNow();
        response.Headers.Server = "nginx";
        if (response.Headers.Date.Count == 0)
        {
            response.Headers.Date = (now + tenant.Options.ClockOffset).ToString("R");
        }

        response.Headers.Expires = "Thu, 19 Nov 1981 08:52:00 GMT";
        response.Headers.CacheControl = "no-store, no-cache, must-revalidate";
        response.Headers.Pragma = "no-cache";
        var session = new SplitMix((ulong)now.UtcTicks).Next();
        response.Headers.SetCookie = $"ci_session={session:x16}{SplitMix.Mix(session):x16}; path=/; HttpOnly";
    }

    static async Task RefuseAsync(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status429TooManyRequests;
        context.Response.ContentType = "text/html";
        await context.Response.WriteAsync(
            "<html>\r\n<head><title>429 Too Many Requests</title></head>\r\n<body>\r\n<center><h1>429 Too Many Requests</h1></center>\r\n"
            + "<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n",
            context.RequestAborted);
    }

    static Task RefuseTokenAsync(HttpContext context, SimulatorOptions options) => ErrorAnswer.WriteAsync(
        context,
        options.InvalidTokenAs200 ? StatusCodes.Status200OK : StatusCodes.Status403Forbidden,
        "Authorization Error",
        ["The token is missing or not valid"]);
}
