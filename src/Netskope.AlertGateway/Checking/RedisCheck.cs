using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Redis;

namespace Netskope.AlertGateway.Checking;

/// <summary>Checks Redis with the gateway's settings: opens a separate connection and writes a key.</summary>
sealed class RedisCheck : IAsyncDisposable
{
    static readonly TimeSpan MaxDuration = TimeSpan.FromSeconds(5);
    static readonly TimeSpan ProbeInterval = TimeSpan.FromMilliseconds(200);

    readonly ServiceProvider _services;

    RedisCheck(ServiceProvider services) => _services = services;

    /// <summary>The passwords, which the report must redact.</summary>
    public IEnumerable<string> Passwords => _services.GetRequiredService<IOptions<RedisOptions>>().Value is { Address.Length: > 0 } options
        && RedisConfiguration.Create(options, "check") is var configuration
            ? new[] { configuration.Password, configuration.SentinelPassword }.OfType<string>().Where(password => password.Length > 0)
            : [];

    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static RedisCheck Create(IConfiguration settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton(settings).AddSingleton(TimeProvider.System).AddLogging().AddRedis();
        var check = new RedisCheck(services.BuildServiceProvider());
        check._services.GetRequiredService<IStartupValidator>().Validate();
        return check;
    }

    /// <returns>Whether Redis is configured, and why it does not work; <see langword="null"/> if it works.</returns>
    public async Task<(bool IsSet, RedisFault? Fault)> RunAsync(CancellationToken stop)
    {
        var (connections, options, time) = (
            _services.GetRequiredService<RedisConnections>(),
            _services.GetRequiredService<IOptions<RedisOptions>>().Value,
            _services.GetRequiredService<TimeProvider>());
        if (connections.Control is not { } control) return (false, null);
        await control.ConnectAsync().WaitAsync(stop);
        var began = time.GetTimestamp();
        while (true)
        {
            var fault = await control.ProbeAsync(redis => RedisProbe.WriteAsync(redis, options.ProbeKey), stop);
            if (fault is not { IsTransient: true } || time.GetElapsedTime(began) >= MaxDuration) return (true, fault);

            // The connection may still be in its handshake, or its failure not known yet.
            await Task.Delay(ProbeInterval, time, stop);
        }
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
