using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Redis;

namespace Netskope.AlertGateway.Upstream;

static class BudgetSetup
{
    /// <summary>The budgets of one process; with <see cref="AddSharedBudget"/> they are those of all replicas.</summary>
    public static IServiceCollection AddBudget(this IServiceCollection services) => services
        .AddSingleton(provider => new Quotas(name => Make(provider, name)));

    /// <param name="services">What the gateway is made of.</param>
    /// <param name="prefix">What every key in Redis begins with.</param>
    public static IServiceCollection AddSharedBudget(this IServiceCollection services, Func<IServiceProvider, string> prefix) => services
        .AddSingleton<ReplicaId>()
        .AddSingleton(provider => new BudgetKeys(
            prefix(provider),
            new Uri(provider.GetRequiredService<IOptions<NetskopeOptions>>().Value.BaseUrl).Authority))
        .AddSingleton<ReplicaRegistry>()
        .AddHostedService(provider => provider.GetRequiredService<ReplicaRegistry>())
        .AddGauge<ReplicaRegistry>("alert_gateway.replicas", "{replica}", "Replicas that share the quota, as last counted in Redis; 0 before.", registry => registry.Seen);

    static Quota Make(IServiceProvider provider, string name)
    {
        var (options, time) = (provider.GetRequiredService<IOptions<NetskopeOptions>>(), provider.GetRequiredService<TimeProvider>());
        var shared = provider.GetService<BudgetKeys>() is { } keys
            ? new SharedBudget(provider.GetRequiredService<RedisConnections>(), keys.For(name), provider.GetRequiredService<ReplicaId>(), options)
            : null;
        var budget = new Budget(shared, provider.GetService<ReplicaRegistry>(), new(time), options, time);
        return new(budget, new(budget, provider.GetRequiredService<InFlightBytes>(), time));
    }
}
