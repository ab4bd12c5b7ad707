using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.OpenApi;
using Netskope.AlertGateway;
using Netskope.Simulator;
using Swashbuckle.AspNetCore.SwaggerGen;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Netskope.Sandbox;

/// <summary>A pretend tenant, a token issuer and the real gateway in one process, on loopback only.</summary>
public sealed class SandboxHost : IAsyncDisposable
{
    const int FavouritePort = 5080;

    readonly Neighbours _neighbours;
    readonly WebApplication _gateway;

    SandboxHost(Neighbours neighbours, WebApplication gateway)
    {
        _neighbours = neighbours;
        _gateway = gateway;
        Address = ReachableAddress(gateway.Urls.First());
    }

    /// <summary>Where the gateway answers, without a slash at the end.</summary>
    public string Address { get; }

    public string SwaggerAddress => Address + "/swagger";

    /// <summary>A token with all scopes, good for as long as somebody may play.</summary>
    public string Token => _neighbours.Token;

    public string Curl => $"curl -sS -i -H 'Authorization: Bearer {Token}' '{Address}/api/v1/alerts?timeperiod=86400&limit=10'";

    public Tenant Tenant => _neighbours.Tenant;

    /// <param name="args"><c>--api v2</c> lets the gateway speak v2 with the tenant; the rest are settings of the gateway.</param>
    /// <param name="ct">Ends the start.</param>
    public static async Task<SandboxHost> StartAsync(string[] args, CancellationToken ct = default)
    {
        LeaveLoopbackToItself();
        var api = new ConfigurationBuilder().AddCommandLine(args).Build()["api"];
        if (api is not (null or "v1" or "v2")) throw new FormatException($"--api may be v1 or v2, not {api}.");
        var neighbours = await Neighbours.StartAsync(new NeighbourOptions { Api = api ?? "v1" }, ct);

        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.AddInMemoryCollection(neighbours.Settings).AddInMemoryCollection([new("Netskope:TokenFile", null)]);
        if (string.IsNullOrEmpty(builder.Configuration["urls"])) builder.WebHost.UseUrls(FreeAddress());

        builder.AddAlertGateway();
        OfferAuthorize(builder.Services, neighbours.TokenUrl, neighbours.ClientSecret);

        var gateway = builder.Build();
        gateway.UseAlertGateway();
        await gateway.StartAsync(ct);
        return new SandboxHost(neighbours, gateway);
    }

    public Task WaitForShutdownAsync(CancellationToken ct = default) => _gateway.WaitForShutdownAsync(ct);

    public async ValueTask DisposeAsync()
    {
        await _gateway.StopAsync();
        await _gateway.DisposeAsync();
        await _neighbours.DisposeAsync();
    }

    /// <summary>Swagger UI's dialog comes filled in. Its state is not kept: keys change with every start of the sandbox.</summary>
    static void OfferAuthorize(IServiceCollection services, Uri tokenUrl, string clientSecret)
    {
        services.Configure<SwaggerGenOptions>(swagger =>
        {
            swagger.AddSecurityDefinition("sandbox", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.OAuth2,
                Description = "A token of the sandbox's own issuer. Everything is filled in: press Authorize.",
                Flows = new OpenApiOAuthFlows
                {
                    ClientCredentials = new OpenApiOAuthFlow
                    {
                        TokenUrl = tokenUrl,
                        Scopes = Neighbours.Scopes.ToDictionary(scope => scope, scope => "Read " + scope.Split('.')[0], StringComparer.Ordinal),
                    },
                },
            });
            swagger.AddSecurityRequirement(document => new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("sandbox", document)] = [.. Neighbours.Scopes] });
        });
        services.Configure<SwaggerUIOptions>(ui =>
        {
            ui.OAuthClientId(Neighbours.Client);
            ui.OAuthClientSecret(clientSecret);
            ui.OAuthScopes([.. Neighbours.Scopes]);
            ui.EnableTryItOutByDefault();
        });
    }

    static string FreeAddress()
    {
        var port = FavouritePort;
        try
        {
            using var probe = new TcpListener(IPAddress.Loopback, FavouritePort);
            probe.Start();
        }
        catch (SocketException)
        {
            port = 0;
        }

        return string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");
    }

    static string ReachableAddress(string bound)
    {
        var uri = new UriBuilder(bound);
        if (uri.Host is "[::]" or "0.0.0.0") uri.Host = "127.0.0.1";
        return uri.Uri.GetLeftPart(UriPartial.Authority);
    }

    /// <summary>A developer's HTTP_PROXY must not get between three hosts on one machine.</summary>
    static void LeaveLoopbackToItself()
    {
        foreach (var name in (string[])["no_proxy", "NO_PROXY"])
        {
            var rest = Environment.GetEnvironmentVariable(name);
            Environment.SetEnvironmentVariable(name, string.IsNullOrEmpty(rest) ? "127.0.0.1,localhost" : rest + ",127.0.0.1,localhost");
        }
    }
}
