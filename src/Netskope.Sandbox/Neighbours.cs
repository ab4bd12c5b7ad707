using System.Security.Cryptography;
using Netskope.Simulator;

namespace Netskope.Sandbox;

public sealed class NeighbourOptions
{
    public string TenantUrl { get; set; } = "http://127.0.0.1:0";

    public string IssuerUrl { get; set; } = "http://127.0.0.1:0";

    /// <summary>The version of Netskope's REST API that the gateway is to speak with the tenant, <c>v1</c> or <c>v2</c>.</summary>
    public string Api { get; set; } = "v1";

    /// <summary>What the tenant takes as its token, of either version.</summary>
    public string TenantToken { get; set; } = NewSecret();

    public static NeighbourOptions Read(string[] args) =>
        new ConfigurationBuilder().AddEnvironmentVariables().AddCommandLine(args).Build().GetSection("Neighbours").Get<NeighbourOptions>() ?? new();

    internal static string NewSecret() => RandomNumberGenerator.GetHexString(32, lowercase: true);
}

/// <summary>Whom a gateway has to do with: a pretend tenant and a token issuer, on loopback only.</summary>
public sealed class Neighbours : IAsyncDisposable
{
    const string Audience = "alert-gateway";
    const string ClientId = "sandbox";

    readonly WebApplication _tenant;
    readonly WebApplication _issuer;

    Neighbours(WebApplication tenant, WebApplication issuer, NeighbourOptions options, string clientSecret)
    {
        _tenant = tenant;
        _issuer = issuer;
        ClientSecret = clientSecret;
        Token = Issuer.Issue(subject: ClientId, clientId: ClientId, scope: string.Join(' ', Scopes));
        Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["Netskope:BaseUrl"] = tenant.Urls.First(),
            ["Netskope:ApiVersion"] = options.Api,
            ["Netskope:Token"] = options.TenantToken,
            ["Authentication:Schemes:Bearer:Authority"] = issuer.Urls.First(),
            ["Authentication:Schemes:Bearer:ValidAudiences:0"] = Audience,
            ["Authentication:Schemes:Bearer:RequireHttpsMetadata"] = "false",
        };
    }

    public static IReadOnlyList<string> Scopes { get; } =
    [
        "alerts.read", "events.read", "reports.read", "clients.read", "userconfig.read", "instances.read", "quarantine.read", "legalhold.read", "assessment.read",
    ];

    /// <summary>What points a gateway at them.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; }

    /// <summary>A token with all scopes, good for as long as somebody may play.</summary>
    public string Token { get; }

    public Tenant Tenant => _tenant.Services.GetRequiredService<Tenant>();

    internal static string Client => ClientId;

    internal string ClientSecret { get; }

    internal Uri TokenUrl => new(_issuer.Urls.First() + "/token");

    TokenIssuer Issuer => _issuer.Services.GetRequiredService<TokenIssuer>();

    public static async Task<Neighbours> StartAsync(NeighbourOptions options, CancellationToken ct = default)
    {
        var clientSecret = NeighbourOptions.NewSecret();
        var tenant = SimulatorHost.Create(["--urls", options.TenantUrl], simulator => (simulator.Token, simulator.TokenV2) = (options.TenantToken, options.TenantToken));
        var issuer = IssuerHost.Create(
            [],
            o =>
            {
                o.Url = options.IssuerUrl;
                o.Audience = Audience;
                o.TokenLifetime = TimeSpan.FromHours(12);
                o.Clients.Add(new IssuerClient(ClientId, clientSecret, Scopes));
            });
        await Task.WhenAll(tenant.StartAsync(ct), issuer.StartAsync(ct));
        return new Neighbours(tenant, issuer, options, clientSecret);
    }

    /// <summary>Lines that a shell or an env file takes: the gateway's settings, and a caller's token.</summary>
    public IEnumerable<string> Lines() =>
        Settings.Select(s => $"{s.Key.Replace(":", "__", StringComparison.Ordinal)}={s.Value}").Append("CALLER_TOKEN=" + Token);

    public Task WaitForShutdownAsync() => _tenant.WaitForShutdownAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var host in (WebApplication[])[_issuer, _tenant])
        {
            await host.StopAsync();
            await host.DisposeAsync();
        }
    }
}
