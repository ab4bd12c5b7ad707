using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Upstream;

static class BudgetSetup
{
    /// <summary>The budget of one process; with <see cref="AddSharedBudget"/> it is that of all replicas.</summary>
    public static IServiceCollection AddBudget(this IServiceCollection services) => services
        .AddSingleton<LocalBudget>()
        .AddSingleton(provider => new Budget(
            provider.GetService<SharedBudget>(),
            provider.GetService<ReplicaRegistry>(),
            provider.GetRequiredService<LocalBudget>(),
            provider.GetRequiredService<IOptions<NetskopeOptions>>(),
            provider.GetRequiredService<TimeProvider>()));

    /// <param name="services">What the gateway is made of.</param>
    /// <param name="prefix">What every key in Redis begins with.</param>
    public static IServiceCollection AddSharedBudget(this IServiceCollection services, Func<IServiceProvider, string> prefix) => services
        .AddSingleton<ReplicaId>()
        .AddSingleton(provider => new BudgetKeys(
            prefix(provider),
            new Uri(provider.GetRequiredService<IOptions<NetskopeOptions>>().Value.BaseUrl).Authority))
        .AddSingleton<SharedBudget>()
        .AddSingleton<ReplicaRegistry>()
        .AddHostedService(provider => provider.GetRequiredService<ReplicaRegistry>());
}
