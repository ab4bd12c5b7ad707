using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;
using Netskope.Sandbox;
using Netskope.Simulator;
using IssuerKeys = Netskope.AlertGateway.Access.IssuerKeys;

namespace Netskope.Testing;

/// <summary>
/// The real gateway over real Kestrel, between a simulated tenant and a token issuer on sockets of their own. With a
/// <see cref="Clock"/> the gateway runs in memory instead, and time passes only when the test turns it.
/// </summary>
public partial class GatewayFixture : IAsyncLifetime
{
    public const string AllScopes =
        "alerts.read events.read reports.read clients.read userconfig.read instances.read quarantine.read legalhold.read assessment.read";
    public const string TenantToken = "tenant-token-0d3b9a6c41f7e258";

    /// <summary>What <see cref="Question"/> asks about, and the version of Netskope's API that the tenant is asked by.</summary>
    public Subject Subject { get; init; } = Subject.V1Alerts;

    /// <summary>The population that is asked about.</summary>
    public Population Truth => Subject.IsEvents ? Tenant.Events(EventKind.Page) : Tenant.Alerts;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // To find an RSA key takes longer than to start the gateway.
    static readonly Lazy<RSAParameters> SigningKey = new(static () =>
    {
        using var rsa = RSA.Create(2048);
        return rsa.ExportParameters(includePrivateParameters: true);
    });

    static readonly Func<GatewayFixture, Task> Nothing = static _ => Task.CompletedTask;

    static int _questions;

    readonly AnchoredTimeProvider _time = new();
    readonly OutboundGuard _guard = new();
    readonly Arrivals _arrivals = new();
    readonly LogWatch _logs = new();
    WebApplication? _tenantHost;
    WebApplication? _issuerHost;
    GatewayFactory? _factory;
    string? _goodToken;
    long _firstEnd;

    public GatewayFixture()
    {
        Settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Settings on top of, or instead of, those that point the gateway at its two neighbours.</summary>
    public IDictionary<string, string?> Settings { get; }

    public Action<SimulatorOptions> Simulate { get; init; } = static _ => { };

    /// <summary>The last word on the gateway's services.</summary>
    public Action<IServiceCollection> Services { get; init; } = static _ => { };

    public ManualTimeProvider? Clock { get; init; }

    /// <summary>A gateway whose tenant, issuer and clock this one shares, as its replica; it must outlive this one.</summary>
    public GatewayFixture? Beside { get; init; }

    /// <summary>What happens when tenant and issuer listen and the gateway does not yet.</summary>
    public Func<GatewayFixture, Task> BeforeTheGateway { get; init; } = Nothing;

    /// <summary>The gateway's log lines of level Error and Critical since the start or the last <see cref="QuietAsync"/>.</summary>
    public IReadOnlyCollection<(LogLevel Level, string Line)> LoggedFaults => _logs.Faults;

    public Tenant Tenant => _tenantHost!.Services.GetRequiredService<Tenant>();

    public TokenIssuer Issuer => _issuerHost!.Services.GetRequiredService<TokenIssuer>();

    public string TenantAddress => _tenantHost!.Urls.First();

    /// <summary>Follows no redirects, keeps no cookies, decodes nothing.</summary>
    public HttpClient Client { get; private set; } = null!;

    public Uri Address => Client.BaseAddress!;

    public IServiceProvider GatewayServices => _factory!.Services;

    /// <summary>Whether a question is on its way to the tenant, with or without somebody who waits for it.</summary>
    public bool IsAsking => GatewayServices.GetRequiredService<Flights>().UnderWay > 0;

    /// <summary>How many calls to the tenant wait for the quota.</summary>
    public int CallsWaiting => GatewayServices.GetRequiredService<TenantEndpoints>().Waiting;

    /// <summary>How many questions wait for what another replica has asked.</summary>
    public int Following => GatewayServices.GetRequiredService<Followers>().Waiting;

    /// <summary>Good for all scopes, and however far the clock is turned.</summary>
    public string GoodToken
    {
        get
        {
            if (_goodToken is null)
            {
                _goodToken = Token();
                _logs.Know(_goodToken);
            }

            return _goodToken;
        }
    }

    /// <summary>The time of the gateway, the tenant and the issuer.</summary>
    public TimeProvider Time => (TimeProvider?)Clock ?? Beside?.Time ?? _time;

    public DateTimeOffset Now => Time.GetUtcNow();

    public static async Task<GatewayFixture> StartAsync(
        Action<IDictionary<string, string?>>? settings = null,
        ManualTimeProvider? clock = null,
        Action<SimulatorOptions>? simulate = null,
        GatewayFixture? beside = null,
        Func<GatewayFixture, Task>? beforeTheGateway = null,
        Subject? subject = null)
    {
        var fixture = new GatewayFixture
        {
            Clock = clock ?? beside?.Clock,
            Simulate = simulate ?? (static _ => { }),
            Beside = beside,
            Subject = subject ?? beside?.Subject ?? Subject.V1Alerts,
            BeforeTheGateway = beforeTheGateway ?? Nothing,
        };
        settings?.Invoke(fixture.Settings);
        await fixture.InitializeAsync();
        return fixture;
    }

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        _firstEnd = Beside?._firstEnd ?? (Time.GetUtcNow() - TimeSpan.FromHours(30)).ToUnixTimeSeconds();
        if (Beside is null) await StartNeighboursAsync(ct);
        else (_tenantHost, _issuerHost) = (Beside._tenantHost, Beside._issuerHost);
        _logs.Know(TenantToken);
        _guard.Allow(TenantAddress);
        _guard.Allow(Issuer.Issuer);

        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["hostBuilder:reloadConfigOnChange"] = "false",
            ["urls"] = "http://127.0.0.1:0",
            ["Netskope:BaseUrl"] = TenantAddress,
            ["Netskope:ApiVersion"] = Subject.Api,
            ["Netskope:Token"] = TenantToken,

            // Unless a test is about them: no quota, no second try, and what is stale is renewed before it is given.
            ["Netskope:RequestsPerSecond"] = "1000",
            ["Netskope:Burst"] = "1000",
            ["Netskope:Retries"] = "0",
            ["Cache:StaleWhileRevalidate"] = "false",
            ["Authentication:Schemes:Bearer:Authority"] = Issuer.Issuer,
            ["Authentication:Schemes:Bearer:ValidAudiences:0"] = "alert-gateway",
            ["Authentication:Schemes:Bearer:RequireHttpsMetadata"] = "false",
        };
        foreach (var (name, value) in Settings) settings[name] = value;
        await BeforeTheGateway(this);

        _factory = new GatewayFactory(settings, ConfigureServices);
        if (Clock is null)
        {
            // Not UseKestrel(0): that sets the port while the program may have started its server already.
            _factory.UseKestrel();
            _factory.StartServer();
        }

        Client = _factory.CreateClient(new WebApplicationFactoryClientOptions
        {
            AllowAutoRedirect = false,
            HandleCookies = false,
            BaseAddress = _factory.ClientOptions.BaseAddress,
        });

        // On a busy machine that takes longer than a request waits for it, and perhaps more than one try.
        if (Clock is null && BeforeTheGateway == Nothing)
        {
            var keys = GatewayServices.GetRequiredService<IssuerKeys>();
            await Eventually.HoldsAsync("the issuer's keys are read", async () =>
            {
                if (await keys.AreReadAsync(Patience, ct)) return true;
                keys.RequestRefresh();
                return false;
            });
        }
    }

    async Task StartNeighboursAsync(CancellationToken ct)
    {
        _tenantHost = SimulatorHost.Create(
            [],
            options =>
            {
                (options.Token, options.TokenV2) = (TenantToken, TenantToken);
                options.RequestsPerSecond = 0;
                options.Days = 4;
                options.SetRowsPerDay(400);
                Simulate(options);
            },
            Time);
        _issuerHost = IssuerHost.Create([], time: Time);
        Issuer.SigningKey.Rsa.ImportParameters(SigningKey.Value);
        await Task.WhenAll(_tenantHost.StartAsync(ct), _issuerHost.StartAsync(ct));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _tenantHost?.Services.GetRequiredService<Tenant>().Faults.Clear();
        _issuerHost?.Services.GetRequiredService<TokenIssuer>().HealJwks();
        Client?.Dispose();
        if (_factory is not null) await _factory.DisposeAsync();
        foreach (var host in Beside is null ? (WebApplication?[])[_tenantHost, _issuerHost] : [])
        {
            // Not StopAsync before it: that waits for calls that a test has left hanging.
            if (host is not null) await host.DisposeAsync();
        }

        AssertNothingUnplanned();
    }

    /// <summary>From now on a log line that holds it fails the test.</summary>
    public void Watch(string secret) => _logs.Know(secret);

    /// <summary>No call went anywhere but to the tenant and the issuer, and no token is in a log line.</summary>
    public void AssertNothingUnplanned()
    {
        _guard.TakeUnplanned().ShouldBeEmpty("the gateway called somebody no test planned");
        _logs.TakeLeaks().ShouldBeEmpty("a token is in the log");
    }

    public string Token(string scope = AllScopes, string subject = "app-1")
    {
        var (gateway, real) = (Time.GetUtcNow(), TimeProvider.System.GetUtcNow());
        return Issuer.Issue(
            subject: subject,
            clientId: subject,
            scope: scope,
            notBefore: (gateway < real ? gateway : real) - TimeSpan.FromMinutes(1),
            expires: (gateway > real ? gateway : real) + TimeSpan.FromDays(30));
    }

    /// <summary>A question that no other test asks: a closed window of two hours, over a day old.</summary>
    public string Question(string more = "&limit=10")
    {
        var number = Interlocked.Increment(ref _questions);
        var end = _firstEnd - number;
        return Subject.Target(string.Create(CultureInfo.InvariantCulture, $"starttime={end - 7200}&endtime={end}{more}"));
    }

    /// <summary>From now on nobody listens at the tenant's address.</summary>
    public Task StopTenantAsync() => _tenantHost!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>From now on nobody listens at the issuer's address.</summary>
    public Task StopIssuerAsync() => _issuerHost!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Until so many requests have come in at the gateway since the start or the last <see cref="QuietAsync"/>.</summary>
    public Task WaitForArrivalsAsync(int count) => _arrivals.WaitAsync(count).WaitAsync(Patience, TestContext.Current.CancellationToken);

    public Task WaitForCallsAsync(int count) =>
        Tenant.Record.WaitForCountAsync(count, TestContext.Current.CancellationToken).WaitAsync(Patience, TestContext.Current.CancellationToken);

    void ConfigureServices(IServiceCollection services)
    {
        services.AddSingleton<IStartupFilter>(_arrivals);
        services.AddSingleton<IHttpMessageHandlerBuilderFilter>(_guard);
        services.Configure<JwtBearerOptions>(
            JwtBearerDefaults.AuthenticationScheme,
            options => options.BackchannelHttpHandler = _guard.Around(options.BackchannelHttpHandler ?? new SocketsHttpHandler()));
        services.AddLogging(logging =>
        {
            logging.ClearProviders();
            logging.AddProvider(_logs);
            logging.SetMinimumLevel(LogLevel.Debug);
        });
        services.Replace(ServiceDescriptor.Singleton(Time));

        // A handler with a lifetime has a timer that keeps the whole gateway in memory for two minutes after its end.
        services.ConfigureAll<HttpClientFactoryOptions>(static client => client.HandlerLifetime = Timeout.InfiniteTimeSpan);
        if (Clock is not null)
        {
            // Nothing is too late by any other clock.
            services.AddHttpClient(IssuerKeys.Backchannel, issuer => issuer.Timeout = Timeout.InfiniteTimeSpan);
        }

        Services(services);
    }

    sealed class GatewayFactory(IReadOnlyDictionary<string, string?> settings, Action<IServiceCollection> services) : WebApplicationFactory<NetskopeOptions>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (name, value) in settings) builder.UseSetting(name, value);
            builder.ConfigureTestServices(services);
        }
    }
}
