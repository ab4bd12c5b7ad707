using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// The two connections to Redis: one for small calls and notices, one for answers, since a connection is one queue and a
/// small call would wait behind a large value. Without <c>ConnectionStrings:Redis</c> there are none.
/// </summary>
sealed class RedisConnections : IHostedService, IAsyncDisposable
{
    public RedisConnections(IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisLink> log)
    {
        if (options.Value.Address.Length == 0) return;
        Control = new(Configuration(options.Value.Address, "control"), options.Value.Timeout, time, log);
        Bulk = new(Configuration(options.Value.Address, "bulk"), options.Value.Timeout, time, log);
    }

    public RedisLink? Control { get; }

    public RedisLink? Bulk { get; }

    public Task StartAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(Control?.StartAsync() ?? Task.CompletedTask, Bulk?.StartAsync() ?? Task.CompletedTask).WaitAsync(cancellationToken);

    /// <summary>The connections end when the host is disposed of: requests that are still being answered use them.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (Control is not null) await Control.DisposeAsync();
        if (Bulk is not null) await Bulk.DisposeAsync();
    }

    static ConfigurationOptions Configuration(string address, string purpose)
    {
        var configuration = ConfigurationOptions.Parse(address);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = "alert-gateway-" + purpose;
        configuration.ConnectTimeout = 1000;
        configuration.SyncTimeout = 1000;
        configuration.ConnectRetry = 1;
        configuration.KeepAlive = 5;
        return configuration;
    }
}
