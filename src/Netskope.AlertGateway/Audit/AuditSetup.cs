using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Audit;

static class AuditSetup
{
    public static IServiceCollection AddAudit(this IServiceCollection services) => services
        .AddSettings<AuditOptions, AuditOptionsRules>(AuditOptions.Section)
        .AddSingleton<AuditFile>()
        .AddHostedService(provider => provider.GetRequiredService<AuditFile>())
        .AddSingleton<AccessRecords>()
        .AddHealthChecks().AddCheck<AuditFile>("audit").Services;

    public static void UseAccessRecords(this IApplicationBuilder app)
    {
        var records = app.ApplicationServices.GetRequiredService<AccessRecords>();
        app.Use(next => context => records.WatchAsync(context, next));
    }
}
