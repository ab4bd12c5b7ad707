using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// The two connections to Redis: one for small calls and notices, one for answers, since a connection is one queue and a
/// small call would wait behind a large value. Without <c>ConnectionStrings:Redis</c> there are none.
/// </summary>
sealed partial class RedisConnections : IHostedService, IHealthCheck, IAsyncDisposable
{
    readonly ILogger _log;
    public RedisConnections(IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisLink> log)
    {
        _log = log;
        if (options.Value.Address.Length == 0) return;
        Control = new(Configuration(options.Value.Address, "control", options.Value.Timeout), options.Value.Timeout, time, log);
        Bulk = new(Configuration(options.Value.Address, "bulk", options.Value.Timeout), options.Value.Timeout, time, log);
    }

    public RedisLink? Control { get; }

    public RedisLink? Bulk { get; }

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (Control is not { } control || Bulk is not { } bulk) return;
        await Task.WhenAll(control.StartAsync(), bulk.StartAsync()).WaitAsync(cancellationToken);
        if (!control.IsConnected) Log.NotThere(_log);
    }

    /// <summary>Without Redis the gateway is in service: it goes on with its memory and its share of the quota.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Control is { IsConnected: false } || Bulk is { IsConnected: false }
            ? HealthCheckResult.Degraded("Redis is away.")
            : HealthCheckResult.Healthy());

    /// <summary>The connections end when the host is disposed of: requests that are still being answered use them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Control is not null) await Control.DisposeAsync();
        if (Bulk is not null) await Bulk.DisposeAsync();
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 45, Level = LogLevel.Warning, Message = "Redis can not be reached at what ConnectionStrings:Redis says. The gateway goes on without it, and goes on trying.")]
        public static partial void NotThere(ILogger logger);
    }

    static ConfigurationOptions Configuration(string address, string purpose, TimeSpan timeout)
    {
        var configuration = ConfigurationOptions.Parse(address);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = "alert-gateway-" + purpose;
        configuration.ConnectTimeout = 1000;

        // The link lets go of a call after Redis:Timeout; nothing waits to be sent when Redis is back.
        configuration.AsyncTimeout = (int)timeout.TotalMilliseconds;
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ConnectRetry = 1;
        configuration.KeepAlive = 5;
        return configuration;
    }
}
