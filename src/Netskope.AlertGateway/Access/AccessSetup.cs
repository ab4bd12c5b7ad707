using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Hosting;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Access;

static class AccessSetup
{
    public static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSettings<AccessOptions, AccessOptionsRules>(AccessOptions.Section);
        services.AddSingleton<IValidateOptions<AccessOptions>, KeyRules>();
        services.AddGauge<CallerKeys>("alert_gateway.key.days_left", "{day}", "Days until the first of a client's keys ends (Access:Keys).", keys => keys.DaysLeft());
        services.AddSingleton<CallerKeys>().AddSingleton<CredentialPlaces>().AddHostedService<KeyWatch>();
        services.AddSingleton<Profiles>().AddSingleton<Faces>();
        services.AddSingleton<IPostConfigureOptions<JwtBearerOptions>, BearerSettingRules>();
        services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer();
        services.AddSingleton<IssuerKeys>();
        services.AddHostedService(provider => provider.GetRequiredService<IssuerKeys>());
        services.AddSingleton<BearerEvents>();
        services.AddSingleton<IConfigureOptions<JwtBearerOptions>, BearerRules>();
        services.AddOptions<JwtBearerOptions>(JwtBearerDefaults.AuthenticationScheme).ValidateOnStart();
        services.AddHttpClient(IssuerKeys.Backchannel, issuer =>
        {
            issuer.MaxResponseContentBufferSize = 1024 * 1024;
            issuer.Timeout = IssuerKeys.ReadTimeout;
        }).UseSocketsHttpHandler((handler, provider) =>
            handler.SslOptions.RemoteCertificateValidationCallback = provider.GetRequiredService<PeerTrust>().IsTrusted);
        services.AddHealthChecks().AddCheck<IssuerKeys>("issuer");
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        return services;
    }
}
