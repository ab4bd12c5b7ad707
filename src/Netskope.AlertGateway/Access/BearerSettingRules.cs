using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Access;

/// <summary>The settings of <c>Authentication:Schemes:Bearer</c> without which no token can be judged.</summary>
sealed class BearerSettingRules : IPostConfigureOptions<JwtBearerOptions>
{
    const string Section = "Authentication:Schemes:Bearer";

    /// <summary>Registered before JwtBearer's own, which would throw at the first fault in words of its own.</summary>
    public void PostConfigure(string? name, JwtBearerOptions options)
    {
        if (name != JwtBearerDefaults.AuthenticationScheme) return;
        var failures = new List<string>();
        if (!Uri.TryCreate(options.Authority, UriKind.Absolute, out var authority) || authority.Scheme is not ("https" or "http"))
            failures.Add($"{Section}:Authority is missing or not an address; write the address of your token issuer, such as https://login.example.com/.");
        else if (authority.Scheme == "http" && options.RequireHttpsMetadata)
            failures.Add($"{Section}:Authority is http; write https, or for a test set {Section}:RequireHttpsMetadata to false.");
        var rules = options.TokenValidationParameters;
        if (string.IsNullOrEmpty(rules.ValidAudience) && rules.ValidAudiences?.Any(a => !string.IsNullOrWhiteSpace(a)) != true)
            failures.Add($"{Section}:ValidAudiences is missing; write the audience that tokens for this gateway carry, such as {Section}:ValidAudiences:0=alert-gateway.");
        if (failures.Count > 0) throw new OptionsValidationException(Section, typeof(JwtBearerOptions), failures);
    }
}
