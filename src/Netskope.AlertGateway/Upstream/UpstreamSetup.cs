using System.Diagnostics;
using System.Net;
using System.Reflection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Hosting;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Upstream;

static class UpstreamSetup
{
    const string Streams = "streams";

    static readonly string UserAgent =
        "Netskope.AlertGateway/" + typeof(UpstreamSetup).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    public static IServiceCollection AddUpstream(this IServiceCollection services)
    {
        services.AddSettings<NetskopeOptions, NetskopeOptionsRules>(NetskopeOptions.Section);
        services.AddSingleton<IPostConfigureOptions<NetskopeOptions>, TokenFromFile>();
        services.AddSingleton(provider =>
        {
            var secrets = new Secrets();
            var options = provider.GetRequiredService<IOptions<NetskopeOptions>>().Value;
            foreach (var token in (string[])[options.Token, options.SecondaryToken])
            {
                if (token.Length > 0) secrets.Know(token);
            }

            return secrets;
        });
        services.AddMetrics().TryAddSingleton<GatewayMetrics>();
        services.AddSingleton<TenantTokens>();
        services.AddSingleton<TokenFiles>();
        services.AddHostedService(provider => provider.GetRequiredService<TokenFiles>());
        services.AddSingleton(provider => new TenantEndpoints(
            provider.GetRequiredService<IDialect>(),
            provider.GetRequiredService<Quotas>(),
            name => ActivatorUtilities.CreateInstance<TenantResilience>(provider, name)));
        services.AddBudget();
        services.AddSingleton<InFlightBytes>();
        services.AddSingleton<PeerTrust>();
        services.AddSingleton<TenantClock>();
        services.AddSingleton<TenantState>();
        services.AddHealthChecks().AddCheck<TenantState>("tenant");
        services.AddSingleton<TokenExpiry>().AddHostedService(provider => provider.GetRequiredService<TokenExpiry>());
        services
            .AddGauge<InFlightBytes>("alert_gateway.upstream.in_flight", "By", "Memory that pages in flight have reserved.", bytes => bytes.Reserved)
            .AddGauge<InFlightBytes>("alert_gateway.upstream.waiting", "By", "Memory that pages in line wait for.", bytes => bytes.Waiting)
            .AddGauge<TenantEndpoints>("alert_gateway.budget.waiting", "{call}", "Calls to the tenant that wait for the quota.", endpoints => endpoints.Waiting)
            .AddGauge<TenantClock>("alert_gateway.clock.offset", "s", "How far the tenant's clock is ahead of this machine's.", clock => clock.Offset.TotalSeconds)
            .AddGauge<TokenExpiry>("alert_gateway.token.days_left", "{day}", "Days until the tenant's token expires (Netskope:TokenExpires).", expiry => expiry.Measure());

        // Netskope:Timeout bounds each call, so the client's own time-out is off. One handler lives as long as the
        // process and renews its connections, which is what follows changes of DNS.
        services.AddSingleton<NetskopeClient>();
        services.AddSingleton<V2Calls>();
        services.AddSingleton<V2Slices>();
        services.AddSingleton<IDialect>(provider => provider.GetRequiredService<IOptions<NetskopeOptions>>().Value.ApiVersion == "v2"
            ? ActivatorUtilities.CreateInstance<V2Dialect>(provider)
            : ActivatorUtilities.CreateInstance<V1Dialect>(provider));
        services.AddHttpClient<TenantExchange>().ToTenant(DecompressionMethods.GZip | DecompressionMethods.Deflate | DecompressionMethods.Brotli);

        // Connections of their own, as many as may be passed on at once: who reads slowly is in nobody's way. Bytes are passed on as they are, so no coding is asked for.
        services.AddHttpClient(Streams).ToTenant(DecompressionMethods.None, connections: int.MaxValue);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<TenantStreams>(
            provider,
            ActivatorUtilities.CreateInstance<TenantExchange>(provider, provider.GetRequiredService<IHttpClientFactory>().CreateClient(Streams))));
        return services;
    }

    static void ToTenant(this IHttpClientBuilder client, DecompressionMethods codings, int connections = 64) => client
        .ConfigureHttpClient(http =>
        {
            http.Timeout = Timeout.InfiniteTimeSpan;
            http.DefaultRequestHeaders.UserAgent.ParseAdd(UserAgent);
            http.DefaultRequestHeaders.Accept.ParseAdd("application/json");
        })
        .UseSocketsHttpHandler((handler, provider) =>
        {
            // http is for loopback addresses alone, and a proxy would get the token in plain text.
            handler.UseProxy = !provider.GetRequiredService<IOptions<NetskopeOptions>>().Value.BaseUrl.StartsWith("http:", StringComparison.OrdinalIgnoreCase);
            handler.SslOptions.RemoteCertificateValidationCallback = provider.GetRequiredService<PeerTrust>().IsTrusted;
            handler.AllowAutoRedirect = false;
            handler.UseCookies = false;

            // A caller's trace context and baggage are the company's: nothing of them goes to the tenant.
            handler.ActivityHeadersPropagator = DistributedContextPropagator.CreateNoOutputPropagator();
            handler.AutomaticDecompression = codings;
            handler.ConnectTimeout = TimeSpan.FromSeconds(10);
            handler.PooledConnectionLifetime = TimeSpan.FromMinutes(5);
            handler.PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1);
            handler.MaxConnectionsPerServer = connections;
        })
        .SetHandlerLifetime(Timeout.InfiniteTimeSpan)
        .RemoveAllLoggers();
}
