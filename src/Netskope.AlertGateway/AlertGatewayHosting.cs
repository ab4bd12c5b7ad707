using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Audit;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Documents;
using Netskope.AlertGateway.Edge;
using Netskope.AlertGateway.Hosting;
using Netskope.AlertGateway.Passthrough;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Resources;
using Netskope.AlertGateway.Settings;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway;

/// <summary>The gateway as an ASP.NET Core application: its services and its pipeline.</summary>
public static class AlertGatewayHosting
{
    public static WebApplicationBuilder AddAlertGateway(this WebApplicationBuilder builder)
    {
        if (DocumentBuild.IsRunning) builder.Configuration.UseMadeUpSettings();
        builder.Configuration.AddDefaultLogLevels();
        builder.Configuration.AddSecretFiles();
        builder.WebHost.ConfigureKestrel(ServerLimits.Set);

        // Kestrel quotes a request line that it can not read, and a credential may stand in it.
        builder.Services.AddSingleton<IPostConfigureOptions<LoggerFilterOptions>, NoBadRequestLines>();
        builder.Services.AddSingleton<IHttpContextFactory, CredentialHidingContextFactory>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services
            .AddSettings<GatewayOptions, GatewayOptionsRules>(GatewayOptions.Section)
            .AddSingleton<IValidateOptions<GatewayOptions>, SectionNames>()
            .AddSingleton<ProblemWriter>()
            .AddAudit()
            .AddForwarding()
            .AddCors()
            .AddAccess()
            .AddCallerRates(provider => $"{provider.GetRequiredService<IOptions<CacheOptions>>().Value.KeyPrefix}:{provider.GetRequiredService<BudgetKeys>().Tenant}")
            .AddResources()
            .AddAnswers()
            .AddRedis()
            .AddUpstream()
            .AddPassthrough()
            .AddSingleton(provider => new EndpointTable(
                [.. ResourceTable.All, .. provider.GetRequiredService<RouteTable>().Routes],
                provider.GetRequiredService<IConfiguration>()["Netskope:ApiVersion"] == "v2"))
            .AddSharedBudget(provider => provider.GetRequiredService<IOptions<CacheOptions>>().Value.KeyPrefix)
            .AddDocuments()
            .AddOrderlyStop();
        return builder.AddTelemetry();
    }

    public static WebApplication UseAlertGateway(this WebApplication app)
    {
        // Before any setting is used, so that all that are wrong are told at once.
        app.Services.GetRequiredService<IStartupValidator>().Validate();
        var options = app.Services.GetRequiredService<IOptions<GatewayOptions>>().Value;
        var servesLegacy = app.Services.GetRequiredService<Faces>().ServeLegacy;
        app.UseOrderlyStop();
        app.UseMetrics(options);
        app.UseForwarding(options.KnownProxies);
        app.UsePathPrefix(options.PathBase);
        app.UseAccessRecords();
        app.UseRequestIds();
        app.UsePlainFraming();
        app.UseOrigins(options, servesLegacy);
        app.UseFaultReports();
        app.UseRequestDeadline();
        if (servesLegacy) app.UseLegacyPaths();
        if (options.Docs) app.UseDocuments();
        app.UseRouting();
        app.UseAuthentication();
        app.UseProfiles();
        app.UseAuthorization();
        app.MapHealth();
        app.MapResources();
        app.MapPassthrough();
        app.MapCaller();
        return app;
    }
}
