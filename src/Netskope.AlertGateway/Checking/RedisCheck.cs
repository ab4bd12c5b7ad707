using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Redis;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Checking;

/// <summary>Redis, reached as the gateway reaches it: a write on a connection of its own.</summary>
sealed class RedisCheck : IAsyncDisposable
{
    readonly ServiceProvider _services;

    RedisCheck(ServiceProvider services) => _services = services;

    /// <summary>The password, which nothing may show.</summary>
    public string Password => _services.GetRequiredService<IOptions<RedisOptions>>().Value is { Address.Length: > 0 } options
        ? RedisConfiguration.Make(options, "check").Password ?? ""
        : "";

    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public static RedisCheck Create(IConfiguration settings, TimeProvider time)
    {
        var services = new ServiceCollection();
        services.AddSingleton(settings).AddSingleton(time).AddLogging().AddRedis();
        var check = new RedisCheck(services.BuildServiceProvider());
        check._services.GetRequiredService<IStartupValidator>().Validate();
        return check;
    }

    /// <returns>Whether there is a Redis, and what is wrong with it.</returns>
    public async Task<(bool IsSet, RedisFault? Fault)> RunAsync(CancellationToken stop)
    {
        var connections = _services.GetRequiredService<RedisConnections>();
        if (connections.Control is not { } control) return (false, null);
        await control.ConnectAsync().WaitAsync(stop);
        return (true, await control.ProbeAsync(
            redis => redis.StringSetAsync(_services.GetRequiredService<IOptions<RedisOptions>>().Value.ProbeKey, RedisValue.EmptyString, TimeSpan.FromSeconds(10)),
            stop));
    }

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
