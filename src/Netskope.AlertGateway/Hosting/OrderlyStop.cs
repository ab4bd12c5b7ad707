using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Hosting;

/// <summary>
/// What happens between SIGTERM and the end:
/// 1. at once the gateway is not ready, and each answer closes its connection, so that callers go elsewhere;
/// 2. it goes on taking requests for <c>Gateway:DrainTime</c>, and then until none is under way, at most
///    <c>Gateway:RequestTimeout</c> long;
/// 3. the server closes: idle connections at once, requests that came late when they are answered.
/// </summary>
sealed partial class OrderlyStop(IOptions<GatewayOptions> options, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<OrderlyStop> log)
    : IHostedLifecycleService, IHealthCheck
{
    static readonly TimeSpan Spare = TimeSpan.FromSeconds(5);

    readonly Lock _gate = new();
    TaskCompletionSource? _quiet;
    int _underWay;

    /// <summary>The longest a stop may take: the drain, the requests that were under way, and those that came meanwhile.</summary>
    public TimeSpan Longest => options.Value.DrainTime + (2 * options.Value.RequestTimeout) + Spare;

    bool IsStopping => lifetime.ApplicationStopping.IsCancellationRequested;

    public async Task CountAsync(HttpContext context, RequestDelegate next)
    {
        lock (_gate) _underWay++;
        context.Response.OnStarting(CloseWhenStopping, context);
        try
        {
            await next(context);
        }
        finally
        {
            lock (_gate)
            {
                if (--_underWay == 0) _quiet?.TrySetResult();
            }
        }
    }

    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        Log.Stopping(log, _underWay);
        try
        {
            if (options.Value.DrainTime > TimeSpan.Zero) await Task.Delay(options.Value.DrainTime, time, cancellationToken);
            await Quiet().WaitAsync(options.Value.RequestTimeout, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            Log.StillUnderWay(log, _underWay);
        }
    }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(IsStopping ? HealthCheckResult.Unhealthy("The gateway is stopping.") : HealthCheckResult.Healthy());

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    Task Quiet()
    {
        lock (_gate)
        {
            if (_underWay == 0) return Task.CompletedTask;
            _quiet = new(TaskCreationOptions.RunContinuationsAsynchronously);
            return _quiet.Task;
        }
    }

    Task CloseWhenStopping(object state)
    {
        // Later versions of HTTP have no such header; their connections are told when the server closes.
        var context = (HttpContext)state;
        if (IsStopping && HttpProtocol.IsHttp11(context.Request.Protocol)) context.Response.Headers.Connection = "close";
        return Task.CompletedTask;
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 90, Level = LogLevel.Information, Message = "The gateway stops; requests under way: {Count}.")]
        public static partial void Stopping(ILogger logger, int count);

        [LoggerMessage(EventId = 91, Level = LogLevel.Warning, Message = "The server closes while {Count} requests are under way.")]
        public static partial void StillUnderWay(ILogger logger, int count);
    }
}

static class OrderlyStopSetup
{
    public static IServiceCollection AddOrderlyStop(this IServiceCollection services)
    {
        services.AddSingleton<OrderlyStop>();
        services.AddHostedService(provider => provider.GetRequiredService<OrderlyStop>());
        services.AddHealthChecks().AddCheck<OrderlyStop>("gateway");
        return services;
    }

    public static void UseOrderlyStop(this WebApplication app)
    {
        var stop = app.Services.GetRequiredService<OrderlyStop>();

        // Not when the host is built: it would ask for the settings before they are checked, and tell only one that is wrong.
        app.Services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout = stop.Longest;
        app.Use(next => context => stop.CountAsync(context, next));
    }
}
