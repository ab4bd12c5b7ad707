using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Netskope.AlertGateway.Access;

/// <summary>What makes a caller's JWT valid (RFC 8725; RFC 9068, 4). The issuer and the audiences come from <c>Authentication:Schemes:Bearer</c>.</summary>
sealed class BearerRules(IssuerKeys keys, TimeProvider time) : IConfigureNamedOptions<JwtBearerOptions>
{
    static readonly TimeSpan ClockSkew = TimeSpan.FromSeconds(30);

    public void Configure(string? name, JwtBearerOptions options)
    {
        if (name != JwtBearerDefaults.AuthenticationScheme) return;
        options.MapInboundClaims = false;
        options.SaveToken = false;
        keys.MetadataAddress = options.MetadataAddress is { Length: > 0 } address ? address : options.Authority?.TrimEnd('/') + "/.well-known/openid-configuration";
        keys.RequireHttps = options.RequireHttpsMetadata;
        options.ConfigurationManager = keys;
        options.EventsType = typeof(BearerEvents);

        var rules = options.TokenValidationParameters;
        rules.RequireSignedTokens = true;
        rules.ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        ];
        rules.ValidateIssuer = true;
        rules.ValidateAudience = true;
        rules.IgnoreTrailingSlashWhenValidatingAudience = false;
        rules.RequireAudience = true;
        rules.ValidateLifetime = true;
        rules.LifetimeValidator = IsNow;
        rules.TypeValidator = CheckHeader;
    }

    public void Configure(JwtBearerOptions options) => Configure(Options.DefaultName, options);

    bool IsNow(DateTime? notBefore, DateTime? expires, SecurityToken token, TokenValidationParameters rules)
    {
        // Differences, not sums: for a token without nbf the library also asks with the first moment there is.
        var now = time.GetUtcNow().UtcDateTime;
        return expires is { } end && now - end < ClockSkew && (notBefore is not { } start || start - now <= ClockSkew);
    }

    /// <summary>
    /// The type is absent, <c>JWT</c> or an access token's: a token made for something else, such as a logout, is refused
    /// (RFC 8725, 3.11). So is one with extensions that must be understood, since none are (RFC 7515, 4.1.11).
    /// </summary>
    static string CheckHeader(string type, SecurityToken token, TokenValidationParameters rules)
    {
        if (token is JsonWebToken jwt && jwt.TryGetHeaderValue<object>("crit", out _))
            throw new SecurityTokenInvalidTypeException("The token's crit header names extensions that are not known.");
        if (string.IsNullOrEmpty(type)) return "JWT";
        foreach (var known in (ReadOnlySpan<string>)["JWT", "at+jwt", "application/at+jwt"])
        {
            if (type.Equals(known, StringComparison.OrdinalIgnoreCase)) return known;
        }

        throw new SecurityTokenInvalidTypeException("The token's typ is not that of an access token.");
    }
}
