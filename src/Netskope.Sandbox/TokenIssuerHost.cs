using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Configuration.Json;

namespace Netskope.Sandbox;

public sealed record IssuerClient(string Id, string Secret, IReadOnlyList<string> Scopes);

public sealed class IssuerOptions
{
    public string Url { get; set; } = "http://127.0.0.1:0";

    public string Audience { get; set; } = "alert-gateway";

    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromHours(1);

    public IList<IssuerClient> Clients { get; } = [];
}

/// <summary>An OpenID provider for one machine: discovery, keys and the client-credentials grant.</summary>
public static class IssuerHost
{
    public static WebApplication Create(string[] args, Action<IssuerOptions>? configure = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        // The appsettings.json beside us is the gateway's, and so are its log levels and addresses.
        foreach (var source in builder.Configuration.Sources.OfType<JsonConfigurationSource>().ToList()) builder.Configuration.Sources.Remove(source);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);

        var options = new IssuerOptions();
        configure?.Invoke(options);
        builder.WebHost.UseUrls(options.Url);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        builder.Services.AddSingleton<TokenIssuer>();
        builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
            .SetIsOriginAllowed(origin => Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.IsLoopback)
            .WithMethods(HttpMethods.Get, HttpMethods.Post)
            .AllowAnyHeader()));

        var app = builder.Build();
        app.UseCors();
        app.MapGet("/.well-known/openid-configuration", (TokenIssuer issuer) => issuer.ReadDiscovery());
        app.MapGet("/jwks", async (TokenIssuer issuer, CancellationToken ct) =>
            await issuer.ReadJwksAsync(ct) is { } keys ? Results.Ok(keys) : Results.StatusCode(StatusCodes.Status500InternalServerError));
        app.MapPost("/token", GrantAsync);
        return app;
    }

    /// <summary>RFC 6749: 4.4 for the grant, 2.3.1 for the credentials, 5.2 for the errors.</summary>
    static async Task<IResult> GrantAsync(HttpContext context, TokenIssuer issuer, IssuerOptions options)
    {
        context.Response.Headers.CacheControl = "no-store";
        if (!context.Request.HasFormContentType) return Refuse("invalid_request", "The body must be a form.");

        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form.Any(field => field.Value.Count > 1)) return Refuse("invalid_request", "A parameter is repeated.");

        var basic = ReadBasic(context.Request.Headers.Authorization.ToString());
        var posted = (Id: form["client_id"].ToString(), Secret: form["client_secret"].ToString());
        if (basic is not null && posted.Secret.Length > 0) return Refuse("invalid_request", "Credentials stand in the header and in the body.");

        var (id, secret) = basic ?? posted;
        var client = options.Clients.FirstOrDefault(c => string.Equals(c.Id, id, StringComparison.Ordinal));
        if (!Matches(secret, client?.Secret) || client is null)
        {
            if (basic is not null) context.Response.Headers.WWWAuthenticate = "Basic realm=\"token\"";
            return Refuse("invalid_client", "Unknown client or wrong secret.", StatusCodes.Status401Unauthorized);
        }

        if (form["grant_type"].ToString() is not "client_credentials" and var grant)
            return grant.Length == 0 ? Refuse("invalid_request", "grant_type is missing.") : Refuse("unsupported_grant_type", "Only client_credentials is offered.");

        var asked = form["scope"].ToString().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (asked.Except(client.Scopes, StringComparer.Ordinal).Any()) return Refuse("invalid_scope", "A scope is unknown or not this client's.");

        var scope = string.Join(' ', asked.Length == 0 ? client.Scopes : asked);
        return Results.Json(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["access_token"] = issuer.Issue(subject: client.Id, clientId: client.Id, scope: scope),
            ["token_type"] = "Bearer",
            ["expires_in"] = (int)options.TokenLifetime.TotalSeconds,
            ["scope"] = scope,
        });
    }

    static IResult Refuse(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        Results.Json(new Dictionary<string, string>(StringComparer.Ordinal) { ["error"] = error, ["error_description"] = description }, statusCode: status);

    /// <summary>An unknown client costs the same comparison as a known one.</summary>
    static bool Matches(string given, string? expected) =>
        CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(expected ?? "")))
        && expected is not null;

    static (string Id, string Secret)? ReadBasic(string header)
    {
        if (!header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)) return null;

        Span<byte> bytes = stackalloc byte[1024];
        var pair = Convert.TryFromBase64String(header["Basic ".Length..].Trim(), bytes, out var written) ? Encoding.UTF8.GetString(bytes[..written]) : "";
        var colon = pair.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? ("", "") : (WebUtility.UrlDecode(pair[..colon]), WebUtility.UrlDecode(pair[(colon + 1)..]));
    }
}
