using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Redis;

static class RedisSetup
{
    public static IServiceCollection AddRedis(this IServiceCollection services)
    {
        services.AddSettings<RedisOptions, RedisOptionsRules>(RedisOptions.Section);
        services.AddOptions<RedisOptions>().Configure<IConfiguration>((options, configuration) => options.Address = configuration.GetConnectionString("Redis") ?? "");
        services.AddSingleton<RedisConnections>();
        services.AddHostedService(provider => provider.GetRequiredService<RedisConnections>());
        services.AddHealthChecks().AddCheck<RedisConnections>("redis");
        return services;
    }
}
