using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
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
public class GatewayFixture : IAsyncLifetime
{
    public const string AllScopes =
        "alerts.read events.read reports.read clients.read userconfig.read instances.read quarantine.read legalhold.read assessment.read";
    public const string TenantToken = "tenant-token-0d3b9a6c41f7e258";

    /// <summary>
    /// The version of Netskope's API that the tenant is asked by: the suite runs against both (<c>test.sh</c>). The trait
    /// <c>tenant=v1</c> keeps a test out of the second run: those about v1 itself, and those that choose the version themselves.
    /// </summary>
    public static readonly string TenantApi = Environment.GetEnvironmentVariable("TENANT_API") is "v2" ? "v2" : "v1";

    public static bool IsV2 => TenantApi == "v2";

    /// <summary>The population that is asked about.</summary>
    public Population Truth => Subject.IsEvents ? Tenant.Events(EventKind.Page) : Tenant.Alerts;

    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    static int _questions;

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
    public Func<GatewayFixture, Task> BeforeTheGateway { get; init; } = static _ => Task.CompletedTask;

    /// <summary>The gateway's log lines of level Error and Critical since the start or the last <see cref="Quiet"/>.</summary>
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

    TimeProvider Time => Clock ?? TimeProvider.System;

    public static async Task<GatewayFixture> StartAsync(
        Action<IDictionary<string, string?>>? settings = null,
        ManualTimeProvider? clock = null,
        Action<SimulatorOptions>? simulate = null,
        GatewayFixture? beside = null,
        Func<GatewayFixture, Task>? beforeTheGateway = null)
    {
        var fixture = new GatewayFixture
        {
            Clock = clock ?? beside?.Clock,
            Simulate = simulate ?? (static _ => { }),
            Beside = beside,
            BeforeTheGateway = beforeTheGateway ?? (static _ => Task.CompletedTask),
        };
        settings?.Invoke(fixture.Settings);
        await fixture.InitializeAsync();
        return fixture;
    }

    public async ValueTask InitializeAsync()
    {
        var ct = TestContext.Current.CancellationToken;
        _firstEnd = (Time.GetUtcNow() - TimeSpan.FromHours(30)).ToUnixTimeSeconds();
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
            ["Netskope:ApiVersion"] = TenantApi,
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

        // On a busy machine that takes longer than a request waits for it.
        if (Clock is null) await GatewayServices.GetRequiredService<IssuerKeys>().AreReadAsync(Patience, ct);
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
            if (host is null) continue;
            await host.StopAsync();
            await host.DisposeAsync();
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

    /// <summary>Forgets faults, calls and a quota that was used up: what follows starts from a quiet tenant.</summary>
    public void Quiet()
    {
        GatewayServices.GetRequiredService<TenantEndpoints>().Reset();
        Tenant.Faults.Clear();
        Tenant.Record.Clear();
        Issuer.HealJwks();
        _arrivals.Clear();
        _logs.Clear();
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

    public Task<Answer> GetAsync(string target) => GetAsync(target, GoodToken);

    public Task<Answer> GetAsync(string target, string? token, Action<HttpRequestMessage>? shape = null) =>
        SendAsync(HttpMethod.Get, target, token, shape);

    public Task<Answer> GetAsync(string target, params (string Name, string Value)[] headers) =>
        GetAsync(target, GoodToken, request =>
        {
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
        });

    public Task<Answer> PostJsonAsync(string target, string json, string? token = null) =>
        SendAsync(HttpMethod.Post, target, token, request => request.Content = new StringContent(json, Encoding.UTF8, "application/json"));

    public Task<Answer> PostFormAsync(string target, string form, string? token = null) =>
        SendAsync(HttpMethod.Post, target, token, request => request.Content = new StringContent(form, Encoding.UTF8, "application/x-www-form-urlencoded"));

    public Task<Answer> SendAsync(HttpMethod method, string target, string? token, Action<HttpRequestMessage>? shape = null) =>
        SendCoreAsync(method, target, token, shape, CancellationToken.None);

    /// <summary>A caller who hangs up.</summary>
    public Task<Answer> GetUntilAsync(string target, CancellationToken leave) => SendCoreAsync(HttpMethod.Get, target, GoodToken, shape: null, leave);

    async Task<Answer> SendCoreAsync(HttpMethod method, string target, string? token, Action<HttpRequestMessage>? shape, CancellationToken leave)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(leave, TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        // Over the wire the target goes out as written: no normalised escapes, no collapsed slashes. The server in memory can not do that.
        var uri = new Uri(Address.GetLeftPart(UriPartial.Authority) + target, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = Clock is null });
        using var request = new HttpRequestMessage(method, uri);
        if (token is not null) request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        shape?.Invoke(request);

        using var response = await Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        var answer = await Answer.ReadAsync(response, deadline.Token);
        AssertNothingUnplanned();
        return answer;
    }

    /// <summary>Bytes as they are, for HTTP that no client would write. The request must ask for <c>Connection: close</c>.</summary>
    public async Task<Answer> SendRawAsync(string request) => Answer.Parse(await SendBytesAsync(request, hangUp: false));

    /// <summary>The same, for requests that may get no answer at all.</summary>
    /// <param name="request">What is sent.</param>
    /// <param name="hangUp">Nothing more will be sent: the gateway learns it at once.</param>
    public async Task<byte[]> SendBytesAsync(string request, bool hangUp)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(Patience);
        using var socket = new TcpClient();
        await socket.ConnectAsync(IPAddress.Loopback, Address.Port, deadline.Token);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
        if (hangUp) socket.Client.Shutdown(SocketShutdown.Send);
        using var bytes = new MemoryStream();
        try
        {
            await stream.CopyToAsync(bytes, deadline.Token);
        }
        catch (IOException) when (bytes.Length > 0 || hangUp)
        {
            // A server that refuses early may reset the connection after its answer.
        }

        return bytes.ToArray();
    }

    /// <summary>What the tenant itself answers in v1, for comparison byte by byte. It counts as a call.</summary>
    public Task<byte[]> AskTenantAsync(string rawQuery) => AskTenantAtAsync(Subject.Target(rawQuery));

    /// <inheritdoc cref="AskTenantAsync(string)"/>
    public Task<byte[]> AskTenantAsync(string resource, string rawQuery) => AskTenantAtAsync($"/api/v1/{resource}?{rawQuery}");

    Task<byte[]> AskTenantAtAsync(string target) =>
        AskAsync(new(HttpMethod.Post, TenantAddress + target) { Content = new StringContent($$"""{"token":"{{TenantToken}}"}""", Encoding.UTF8, "application/json") });

    /// <summary>The page that a recorded call brings to the caller, byte for byte. It counts as a call.</summary>
    public async Task<byte[]> PageOfAsync(Call call)
    {
        var request = new HttpRequestMessage(new HttpMethod(call.Method), $"{TenantAddress}{call.Path}?{call.RawQuery}");
        if (IsV2) request.Headers.Add("Netskope-Api-Token", TenantToken);
        else request.Content = new StringContent(call.Body, Encoding.UTF8, "application/json");
        return TenantBody.Page(await AskAsync(request));
    }

    static async Task<byte[]> AskAsync(HttpRequestMessage request)
    {
        using var handler = new SocketsHttpHandler();
        using var wire = new HttpMessageInvoker(handler);
        using (request)
        using (var response = await wire.SendAsync(request, TestContext.Current.CancellationToken))
        {
            response.StatusCode.ShouldBe(HttpStatusCode.OK);
            return await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>From now on nobody listens at the tenant's address.</summary>
    public Task StopTenantAsync() => _tenantHost!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>From now on nobody listens at the issuer's address.</summary>
    public Task StopIssuerAsync() => _issuerHost!.StopAsync(TestContext.Current.CancellationToken);

    /// <summary>Until so many requests have come in at the gateway since the start or the last <see cref="Quiet"/>.</summary>
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
        if (Clock is not null)
        {
            // Nothing is too late by any other clock.
            services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
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

/// <summary>The gateway as v1 clients know Netskope.</summary>
public sealed class LegacyFixture : GatewayFixture
{
    public LegacyFixture() => Settings["Gateway:Compatibility"] = "Legacy";
}

/// <summary>The gateway in memory, with a clock turned by hand.</summary>
public sealed class ClockedFixture : GatewayFixture
{
    public ClockedFixture() => Clock = new ManualTimeProvider();
}

/// <summary>Both: v1 clients, and a clock turned by hand.</summary>
public sealed class LegacyClockedFixture : GatewayFixture
{
    public LegacyClockedFixture()
    {
        Clock = new ManualTimeProvider();
        Settings["Gateway:Compatibility"] = "Legacy";
    }
}
