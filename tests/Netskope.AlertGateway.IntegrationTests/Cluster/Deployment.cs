using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Netskope.Sandbox;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>
/// What an operator has: gateways that are processes of their own, one Redis, one issuer and one tenant with its quota,
/// all on real sockets. Only tenant and issuer can be looked into; the rest is seen from outside.
/// </summary>
sealed class Deployment : IAsyncDisposable
{
    public const string TenantToken = "tenant-token-4e7a90c2d6b1f853";

    /// <summary>What every request may take before it is called a fault; no answer should come near it.</summary>
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    readonly ConcurrentDictionary<string, string> _tokens = new(StringComparer.Ordinal);
    readonly Dictionary<string, string?> _settings = new(StringComparer.OrdinalIgnoreCase);
    readonly long _firstEnd = (TimeProvider.System.GetUtcNow() - TimeSpan.FromHours(30)).ToUnixTimeSeconds();
    readonly WebApplication _tenant;
    readonly WebApplication _issuer = IssuerHost.Create([]);
    HttpMessageInvoker _http = NewClient();
    GatewayProcess[] _replicas = [];
    int _questions;

    Deployment(RedisServer redis, Action<SimulatorOptions>? simulate)
    {
        Redis = redis;
        _tenant = SimulatorHost.Create([], options =>
        {
            (options.Token, options.TokenV2) = (TenantToken, TenantToken);
            (options.Days, options.AlertsPerDay) = (4, 400);
            simulate?.Invoke(options);
        });
    }

    public RedisServer Redis { get; }

    public Tenant Tenant => _tenant.Services.GetRequiredService<Tenant>();

    public int Count => _replicas.Length;

    public IEnumerable<int> Replicas => Enumerable.Range(0, Count);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<Deployment> StartAsync(
        int replicas = 3,
        bool redisAbsent = false,
        Action<IDictionary<string, string?>>? settings = null,
        Action<SimulatorOptions>? simulate = null,
        RedisServerOptions? redis = null)
    {
        var deployment = new Deployment(await RedisServer.StartAsync(redisAbsent, redis), simulate);
        try
        {
            await deployment.StartAsync(replicas, settings);
            return deployment;
        }
        catch
        {
            await deployment.DisposeAsync();
            throw;
        }
    }

    /// <summary>For the next test: all is up, answers, and has no open connection, and what was recorded is forgotten.</summary>
    public async Task QuietAsync()
    {
        Tenant.Faults.Clear();
        if (!Redis.IsRunning) await Redis.AppearAsync();
        _http.Dispose();
        _http = NewClient();
        foreach (var replica in Replicas)
        {
            if (Process(replica).HasExited) await StartAnewAsync(replica);
            await Eventually.HoldsAsync("no connection is open", () => Connections.Read(Process(replica).Address.Port) == 0);
        }

        await AllAnswerAsync();
    }

    public GatewayProcess Process(int replica) => _replicas[replica];

    /// <summary>A new process in the place of one that ended, with an empty memory and an address of its own.</summary>
    public async Task StartAnewAsync(int replica)
    {
        await _replicas[replica].DisposeAsync();
        _replicas[replica] = await GatewayProcess.StartAsync(_settings, Stop);
    }

    /// <summary>A question that nobody has asked: a window of two hours that is over for longer than rows arrive.</summary>
    public string Question(string more = "&limit=10")
    {
        var end = _firstEnd - Interlocked.Increment(ref _questions);
        return string.Create(CultureInfo.InvariantCulture, $"/api/v1/alerts?starttime={end - 7200}&endtime={end}{more}");
    }

    public IReadOnlyList<string> Questions(int count) => [.. Enumerable.Range(0, count).Select(_ => Question())];

    public Task<Got> AskAsync(int replica, string question, string? cacheControl = null) => AskUntilAsync(replica, question, "app-1", CancellationToken.None, cacheControl);

    /// <summary>A caller with a name, who may leave.</summary>
    public async Task<Got> AskUntilAsync(int replica, string question, string caller, CancellationToken leave, string? cacheControl = null)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(leave, Stop);
        deadline.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_replicas[replica].Address, question));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Token(caller));
        if (cacheControl is not null) request.Headers.TryAddWithoutValidation("Cache-Control", cacheControl);
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            using var response = await _http.SendAsync(request, deadline.Token);
            var answer = await Answer.ReadAsync(response, deadline.Token);
            return new Got(replica, question, answer, null, TimeProvider.System.GetElapsedTime(began));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Got(replica, question, null, e.GetType().Name + ": " + e.Message, TimeProvider.System.GetElapsedTime(began));
        }
    }

    /// <summary>The questions answered once by the tenant, and from then on kept by every replica.</summary>
    public async Task KeepAsync(IReadOnlyCollection<string> questions)
    {
        foreach (var question in questions)
        {
            foreach (var replica in Replicas) (await AskAsync(replica, question)).ShouldBePage();
        }
    }

    /// <summary>Until so many requests are inside each of the replicas: their connections are open, and what came over them has been read.</summary>
    public Task AreInsideAsync(int count, params int[] replicas) => Eventually.HoldsAsync(
        "the requests are inside",
        () => Array.TrueForAll(replicas, replica => Connections.Read(_replicas[replica].Address.Port) >= count));

    /// <summary>Whether a call of the tenant's record was made for a question of <see cref="Question"/>.</summary>
    public static bool IsFor(Call call, string question) => question.Contains("&endtime=" + call.Query["endtime"], StringComparison.Ordinal);

    public async ValueTask DisposeAsync()
    {
        Tenant.Faults.Clear();
        foreach (var replica in _replicas) await replica.DisposeAsync();
        _http.Dispose();
        foreach (var host in (WebApplication[])[_tenant, _issuer])
        {
            await host.StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }

        await Redis.DisposeAsync();
    }

    async Task StartAsync(int replicas, Action<IDictionary<string, string?>>? settings)
    {
        await Task.WhenAll(_tenant.StartAsync(Stop), _issuer.StartAsync(Stop));
        _settings["Netskope:BaseUrl"] = _tenant.Urls.First();
        _settings["Netskope:ApiVersion"] = "v1";
        _settings["Netskope:Token"] = TenantToken;
        _settings["Authentication:Schemes:Bearer:Authority"] = _issuer.Urls.First();
        _settings["Authentication:Schemes:Bearer:ValidAudiences:0"] = "alert-gateway";
        _settings["Authentication:Schemes:Bearer:RequireHttpsMetadata"] = "false";
        _settings["ConnectionStrings:Redis"] = Redis.ConnectionString;
        settings?.Invoke(_settings);

        var starting = Enumerable.Range(0, replicas).Select(_ => GatewayProcess.StartAsync(_settings, Stop)).ToList();
        try
        {
            await Task.WhenAll(starting);
        }
        finally
        {
            // Those which are up are ended when another one does not start.
            _replicas = [.. starting.Where(start => start.IsCompletedSuccessfully).Select(start => start.GetAwaiter().GetResult())];
        }

        // The first request of a process takes long, and would be in the way of what is measured.
        await AllAnswerAsync();
    }

    async Task AllAnswerAsync()
    {
        foreach (var replica in Replicas)
        {
            Got? got = null;
            await Eventually.HoldsAsync("the replica answers", async () => (got = await AskAsync(replica, Question())).IsPage, () => got?.ToString() ?? "");
        }

        Tenant.Record.Clear();
    }

    static HttpMessageInvoker NewClient() => new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    string Token(string caller) => _tokens.GetOrAdd(
        caller,
        static (name, issuer) => issuer.Issue(subject: name, clientId: name, scope: GatewayFixture.AllScopes, expires: TimeProvider.System.GetUtcNow().AddDays(1)),
        _issuer.Services.GetRequiredService<TokenIssuer>());
}
