using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Redis;

static class RedisSetup
{
    public static IServiceCollection AddRedis(this IServiceCollection services)
    {
        services.AddSettings<RedisOptions, RedisOptionsRules>(RedisOptions.Section);
        services.AddOptions<RedisOptions>().Configure<IConfiguration>((options, configuration) =>
        {
            options.Address = configuration.GetConnectionString("Redis")?.Trim() ?? "";
            options.KeyPrefix = configuration["Cache:KeyPrefix"] ?? options.KeyPrefix;
        });
        services.AddSingleton<RedisConnections>();
        services.AddSingleton<RedisHealth>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisHealth>());
        services.AddHealthChecks().AddCheck<RedisHealth>("redis");
        services.AddGauge<RedisHealth>("alert_gateway.redis.connected", "{connection}", "1 while Redis accepts writes, by connection.", health => health.Measure());
        return services;
    }
}
