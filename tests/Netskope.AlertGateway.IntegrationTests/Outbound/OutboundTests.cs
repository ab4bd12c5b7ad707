using System.Globalization;
using System.Net.Http.Headers;
using Netskope.Sandbox;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Outbound;

public sealed class OutboundFixture : IAsyncLifetime
{
    public Neighbours Neighbours { get; private set; } = null!;

    internal PrivateCa Ca { get; } = new();

    public async ValueTask InitializeAsync() => Neighbours = await Neighbours.StartAsync(new NeighbourOptions(), TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience);

    public async ValueTask DisposeAsync()
    {
        await Neighbours.DisposeAsync().AsTask().WaitAsync(GatewayFixture.Patience);
        Ca.Dispose();
    }
}

/// <summary>The program as a process, whose environment says how the tenant and the issuer are reached and whom it trusts.</summary>
public sealed class OutboundTests(OutboundFixture fixture) : IClassFixture<OutboundFixture>
{
    const string Alerts = "/api/v1/alerts?timeperiod=3600&limit=3";

    // No resolver knows it (RFC 6761, 6.4): who reaches it does so through the proxy.
    const string Name = "acme.goskope.test";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Neighbours Neighbours => fixture.Neighbours;

    string TenantToken => Neighbours.Settings["Netskope:Token"]!;

    [Fact]
    public async Task Proxy_IsAskedForTheTenant_AndSeesNeitherToken()
    {
        await using var tenant = Front("Netskope:BaseUrl", Name);
        await using var proxy = new ConnectProxy();
        await using var gateway = await StartAsync(
            ("Netskope:BaseUrl", Url(Name, tenant)), ("HTTPS_PROXY", Plain(proxy)), ("SSL_CERT_FILE", fixture.Ca.File));

        var answer = await AskAsync(gateway);

        answer.ShouldBePage();
        var target = string.Create(CultureInfo.InvariantCulture, $"{Name}:{tenant.Port}");
        var head = proxy.Heads.ShouldHaveSingleItem();
        head.ShouldStartWith($"CONNECT {target} HTTP/1.1\r\n");
        proxy.Heard.Length.ShouldBeGreaterThan(head.Length, "the tunnel was used");
        proxy.Heard.ShouldNotContain(TenantToken);
        proxy.Heard.ShouldNotContain(Neighbours.Token);
    }

    [Fact]
    public async Task ProxyThatWantsCredentials_GetsThoseOfItsUrl_AndNoMessageShowsThem()
    {
        await using var tenant = Front("Netskope:BaseUrl", Name);
        await using var proxy = new ConnectProxy("egress:proxy-password-51c0");
        var url = Plain(proxy);
        await using (var gateway = await StartAsync(
            ("Netskope:BaseUrl", Url(Name, tenant)), ("HTTPS_PROXY", url.Replace("//", "//egress:proxy-password-51c0@", StringComparison.Ordinal)), ("SSL_CERT_FILE", fixture.Ca.File)))
            (await AskAsync(gateway)).ShouldBePage();

        await using var stranger = await StartAsync(
            ("Netskope:BaseUrl", Url(Name, tenant)), ("HTTPS_PROXY", url.Replace("//", "//egress:wrong-password-51c0@", StringComparison.Ordinal)), ("SSL_CERT_FILE", fixture.Ca.File));
        var refused = (await AskAsync(stranger)).ShouldBeProblem(502, "tenant-unreachable");
        refused.Text.ShouldContain("HTTPS_PROXY");
        refused.Text.ShouldNotContain("51c0");
    }

    public static TheoryData<string, string> Exceptions => TestDepth.OneOf(("localhost", "example.test, localhost"), ("localhost", "localhost"), ("127.0.0.1", "127.0.0.1"));

    [Theory]
    [MemberData(nameof(Exceptions))]
    public async Task NoProxy_GoesStraightToTheTenant(string host, string noProxy)
    {
        await using var tenant = Front("Netskope:BaseUrl", host);
        await using var proxy = new ConnectProxy();
        await using var gateway = await StartAsync(
            ("Netskope:BaseUrl", Url(host, tenant)), ("HTTPS_PROXY", Plain(proxy)), ("NO_PROXY", noProxy), ("SSL_CERT_FILE", fixture.Ca.File));

        (await AskAsync(gateway)).ShouldBePage();

        proxy.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task LoopbackTenantWithoutTls_IsNeverAskedThroughAProxy()
    {
        // It would get the tenant's token in plain text. The issuer is at 127.0.0.1, where NO_PROXY lets the gateway go.
        await using var proxy = new ConnectProxy();
        var url = string.Create(CultureInfo.InvariantCulture, $"http://localhost:{PortOf("Netskope:BaseUrl")}");
        await using var gateway = await StartAsync(
            ("Netskope:BaseUrl", url), ("http_proxy", Plain(proxy)), ("HTTPS_PROXY", Plain(proxy)), ("NO_PROXY", "127.0.0.1"));

        (await AskAsync(gateway, "/api/v1/alerts?timeperiod=3600&limit=4")).Status.ShouldBe(200);

        proxy.Heard.ShouldNotContain(TenantToken);
        proxy.Heads.ShouldBeEmpty();
    }

    [Fact]
    public async Task ProxyThatIsNotThere_Is502()
    {
        await using var tenant = Front("Netskope:BaseUrl", Name);
        await using var gateway = await StartAsync(
            ("Netskope:BaseUrl", Url(Name, tenant)), ("HTTPS_PROXY", "http://127.0.0.1:1"), ("SSL_CERT_FILE", fixture.Ca.File));

        (await AskAsync(gateway)).ShouldBeProblem(502, "tenant-unreachable");
    }

    [Fact]
    public async Task PrivateCa_IsTrusted_OnceItsFileIsNamed()
    {
        await using var tenant = Front("Netskope:BaseUrl", "localhost");
        await using (var gateway = await StartAsync(("Netskope:BaseUrl", Url("localhost", tenant))))
        {
            var refused = (await AskAsync(gateway)).ShouldBeProblem(502, "tenant-unreachable");
            refused.Text.ShouldContain("TLS");
            refused.Text.ShouldContain("SSL_CERT_FILE");
            refused["Retry-After"].ShouldNotBeNull();
            (await gateway.EndAsync(Ct)).ShouldContain("The TLS certificate of localhost is refused: RemoteCertificateChainErrors; its chain: PartialChain");
        }

        tenant.Calls.ShouldBe(0, "nothing was sent to whom nobody trusts");
        await using var trusting = await StartAsync(("Netskope:BaseUrl", Url("localhost", tenant)), ("SSL_CERT_FILE", fixture.Ca.File));
        (await AskAsync(trusting)).ShouldBePage();
    }

    public static TheoryData<string, bool, string> BadCertificates =>
        TestDepth.OneOf(("elsewhere.test", false, "RemoteCertificateNameMismatch"), ("localhost", true, "NotTimeValid"));

    [Theory]
    [MemberData(nameof(BadCertificates))]
    public async Task CertificateForAnotherName_OrExpired_IsRefused_BeforeTheTokenIsSent(string name, bool expired, string reason)
    {
        await using var tenant = new TlsFront(fixture.Ca.Issue([name], expired), PortOf("Netskope:BaseUrl"));
        await using var gateway = await StartAsync(("Netskope:BaseUrl", Url("localhost", tenant)), ("SSL_CERT_FILE", fixture.Ca.File));

        (await AskAsync(gateway)).ShouldBeProblem(502, "tenant-unreachable").Text.ShouldContain("TLS");

        tenant.Calls.ShouldBe(0);
        (await gateway.EndAsync(Ct)).ShouldMatch($"The TLS certificate of localhost is refused: .*{reason}.*\\. RemoteCert");
    }

    [Fact]
    public async Task Issuer_IsReadThroughTheSameProxy_WithTheSameTrust()
    {
        await using var issuer = Front("Authentication:Schemes:Bearer:Authority", "login.example.test");
        await using var proxy = new ConnectProxy();
        await using var gateway = await StartAsync(
            ("Authentication:Schemes:Bearer:Authority", Url("login.example.test", issuer)), ("HTTPS_PROXY", Plain(proxy)), ("SSL_CERT_FILE", fixture.Ca.File));

        (await AskAsync(gateway)).ShouldBePage();

        proxy.Heads.ShouldHaveSingleItem().ShouldStartWith("CONNECT login.example.test:");
    }

    public static TheoryData<string, bool, bool> BadIssuers => TestDepth.OneOf(("localhost", true, true), ("localhost", false, false), ("elsewhere.test", false, true));

    [Theory]
    [MemberData(nameof(BadIssuers))]
    public async Task IssuerThatIsNotTrusted_GivesNoKeys_And503(string name, bool expired, bool knownCa)
    {
        await using var issuer = new TlsFront(fixture.Ca.Issue([name], expired), PortOf("Authentication:Schemes:Bearer:Authority"));
        await using var gateway = await StartWithoutKeysAsync(
            ("Authentication:Schemes:Bearer:Authority", Url("localhost", issuer)), ("SSL_CERT_FILE", knownCa ? fixture.Ca.File : null));

        (await AskAsync(gateway)).ShouldBeProblem(503, "issuer-unavailable");

        issuer.Calls.ShouldBe(0);
    }

    static string Url(string host, Relay front) => string.Create(CultureInfo.InvariantCulture, $"https://{host}:{front.Port}");

    static string Plain(Relay proxy) => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{proxy.Port}");

    int PortOf(string setting) => new Uri(Neighbours.Settings[setting]!).Port;

    TlsFront Front(string setting, string name) => new(fixture.Ca.Issue([name]), PortOf(setting));

    async Task<GatewayProcess> StartAsync(params (string Name, string? Value)[] more)
    {
        var gateway = await StartWithoutKeysAsync(more);
        await gateway.KnowsTheIssuerAsync();
        return gateway;
    }

    Task<GatewayProcess> StartWithoutKeysAsync(params (string Name, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(Neighbours.Settings, StringComparer.Ordinal);
        foreach (var (name, value) in more) settings[name] = value;
        return GatewayProcess.StartAsync(settings, Ct);
    }

    async Task<Answer> AskAsync(GatewayProcess gateway, string target = Alerts)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(GatewayFixture.Patience);
        using var wire = new HttpMessageInvoker(new SocketsHttpHandler { UseProxy = false });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, target));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", Neighbours.Token);
        using var response = await wire.SendAsync(request, deadline.Token);
        return await Answer.ReadAsync(response, deadline.Token);
    }
}
