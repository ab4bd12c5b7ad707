using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Settings;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

static class AnswersSetup
{
    public static IServiceCollection AddAnswers(this IServiceCollection services) => services
        .AddSettings<CacheOptions, CacheOptionsRules>(CacheOptions.Section)
        .AddSingleton(provider => new MemoryStore(Cache(provider).MemoryBytes, provider.GetRequiredService<TimeProvider>()))
        .AddGauge<MemoryStore>("alert_gateway.memory.kept", "By", "Memory that kept answers take.", memory => memory.Size)
        .AddSingleton(provider => Seal(Cache(provider), Tenant(provider), provider.GetRequiredService<TenantTokens>()))
        .AddSingleton(provider => new SharedStoreSettings(
            Cache(provider).KeyPrefix,
            new Uri(Tenant(provider).BaseUrl).Authority,
            Cache(provider).Generation,
            provider.GetRequiredService<IOptions<RedisOptions>>().Value.MaxValueBytes))
        .AddSingleton<SharedStore>()
        .AddSingleton(provider => new RedisNotices(
            provider.GetRequiredService<RedisConnections>(),
            Cache(provider).KeyPrefix + ":notices:" + Notice.Version,
            provider.GetRequiredService<TimeProvider>()))
        .AddSingleton<Leases>()
        .AddSingleton<Followers>()
        .AddSingleton<AnswerStore>()
        .AddHostedService(provider => provider.GetRequiredService<AnswerStore>())
        .AddSingleton<Freshness>()
        .AddSingleton<Flights>()
        .AddHostedService(provider => provider.GetRequiredService<Flights>())
        .AddSingleton<NegativeCache>()
        .AddSingleton<KeptRules>()
        .AddSingleton<Fetching>()
        .AddSingleton<AnswerService>();

    static CacheOptions Cache(IServiceProvider provider) => provider.GetRequiredService<IOptions<CacheOptions>>().Value;

    static NetskopeOptions Tenant(IServiceProvider provider) => provider.GetRequiredService<IOptions<NetskopeOptions>>().Value;

    static AnswerSeal Seal(CacheOptions cache, NetskopeOptions tenant, TenantTokens tokens)
    {
        if (cache.EncryptionKey.Length > 0)
        {
            return cache.PreviousEncryptionKey.Length == 0
                ? new(Convert.FromBase64String(cache.EncryptionKey))
                : new(Convert.FromBase64String(cache.EncryptionKey), Convert.FromBase64String(cache.PreviousEncryptionKey));
        }

        var seal = new AnswerSeal(AnswerSeal.KeyFrom(tenant.Token));
        tokens.OnPrimaryReplaced(token => seal.Renew(AnswerSeal.KeyFrom(token)));
        return seal;
    }
}
