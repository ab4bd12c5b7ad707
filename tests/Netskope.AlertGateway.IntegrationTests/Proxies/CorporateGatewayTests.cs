using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Netskope.AlertGateway.IntegrationTests.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>A gateway that knows one proxy address, 127.0.0.1, which both of the proxies in front of it call from.</summary>
public sealed class BehindProxiesFixture : GatewayFixture, IAsyncLifetime
{
    readonly PrivateCa _ca = new();
    readonly Dictionary<string, ReverseProxy> _proxies = new(StringComparer.Ordinal);

    public BehindProxiesFixture()
    {
        Settings["Gateway:KnownProxies"] = "127.0.0.1";
        Settings["Gateway:PathBase"] = "/netskope";
        Services = services =>
        {
            Records.AddTo(services);
            Schemes.AddTo(services);
        };
    }

    internal AccessLines Records { get; } = new();

    internal Schemes Schemes { get; } = new();

    /// <summary>nginx, which leaves the prefix on the path, or haproxy, which takes it off.</summary>
    internal async Task<ReverseProxy> BehindAsync(string proxy)
    {
        if (!_proxies.TryGetValue(proxy, out var running))
            _proxies[proxy] = running = await (proxy == "nginx" ? ReverseProxy.NginxAsync(Address, _ca) : ReverseProxy.HaproxyAsync(Address, _ca));
        return running;
    }

    async ValueTask IAsyncDisposable.DisposeAsync()
    {
        foreach (var proxy in _proxies.Values) await proxy.DisposeAsync();
        _ca.Dispose();
        await DisposeAsync();
    }
}

/// <summary>The examples in <c>deploy/</c>, as real processes in front of the gateway. Callers are at 127.0.0.2.</summary>
public sealed class CorporateGatewayTests(BehindProxiesFixture gateway) : ContractTests<BehindProxiesFixture>(gateway)
{
    readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.Records.Clear();
    }

    public static TheoryData<string> Proxies => ["nginx", "haproxy"];

    public static TheoryData<string, string> Tricks
    {
        get
        {
            var tricks = new TheoryData<string, string>();
            foreach (var proxy in (string[])["nginx", "haproxy"])
            {
                foreach (var path in (string[])
                [
                    "/netskope/../api/v1/alerts", "/netskope/./api/v1/alerts", "/netskope/x/../api/v1/alerts", "/netskope/%2e%2e/api/v1/alerts", "/x/../netskope/api/v1/alerts",
                    "/%6eetskope/api/v1/alerts", "/netskope/%61pi/v1/alerts", "/netskope//api/v1/alerts", "//netskope/api/v1/alerts", "/netskope/netskope/api/v1/alerts",
                    "/NETSKOPE/api/v1/alerts", "/netskope/api/v1/alerts/",
                ]) tricks.Add(proxy, path);
            }

            return tricks;
        }
    }

    (string Name, string Value) TraceParent => ("traceparent", $"00-{_trace}-b7ad6b7169203331-01");

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task AddressSchemePrefixTraceAndName_ComeThrough(string name)
    {
        var proxy = await Gateway.BehindAsync(name);
        var page = (await proxy.SendAsync(HttpMethod.Get, "/netskope" + Gateway.Question("&limit=2"), Gateway.GoodToken, TraceParent, ("X-Request-Id", "of-the-caller-1"))).ShouldBePage();
        var record = await Gateway.Records.TakeAsync();

        record.GetProperty("address").GetString().ShouldBe("127.0.0.2");
        record.GetProperty("trace").GetString().ShouldBe(_trace);
        record.GetProperty("request").GetString().ShouldBe("of-the-caller-1");
        page["X-Request-Id"].ShouldBe("of-the-caller-1");
        Gateway.Schemes.Last.ShouldBe("https");
        page.Next.ShouldNotBeNull().ShouldStartWith("/netskope/api/v1/alerts?");
        (await proxy.SendAsync(HttpMethod.Get, page.Next, Gateway.GoodToken)).ShouldBePage().Ids.Intersect(page.Ids, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task Error_NamesTheCallersTrace(string name)
    {
        var proxy = await Gateway.BehindAsync(name);

        var wrong = (await proxy.SendAsync(HttpMethod.Get, "/netskope" + Gateway.Question("&limit=0"), Gateway.GoodToken, TraceParent)).ShouldBeProblem(400);
        var anonymous = (await proxy.SendAsync(HttpMethod.Get, "/netskope" + Gateway.Question(), token: null, TraceParent)).ShouldBeProblem(401);

        wrong.Json.GetProperty("traceId").GetString().ShouldBe(_trace);
        anonymous.Json.GetProperty("traceId").GetString().ShouldBe(_trace);
        anonymous["WWW-Authenticate"].ShouldBe("Bearer");
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task RequestWithoutAName_IsGivenOneByTheProxy(string name)
    {
        var proxy = await Gateway.BehindAsync(name);
        var page = (await proxy.SendAsync(HttpMethod.Get, "/netskope" + Gateway.Question(), Gateway.GoodToken)).ShouldBePage();

        var given = page["X-Request-Id"].ShouldNotBeNull();
        given.Length.ShouldBeGreaterThanOrEqualTo(32);
        (await Gateway.Records.TakeAsync()).GetProperty("request").GetString().ShouldBe(given);
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task WhatACallerForges_DoesNotComeThrough(string name)
    {
        var proxy = await Gateway.BehindAsync(name);
        var page = (await proxy.SendAsync(
            HttpMethod.Get,
            "/netskope" + Gateway.Question("&limit=2"),
            Gateway.GoodToken,
            ("X-Forwarded-For", "203.0.113.7"),
            ("x-forwarded-for", "127.0.0.1"),
            ("X-Forwarded-Proto", "gopher"),
            ("X-Forwarded-Host", "evil.example"),
            ("X-Forwarded-Prefix", "/evil"),
            ("Forwarded", "for=203.0.113.7;proto=gopher;host=evil.example"),
            ("X-Original-For", "203.0.113.7"))).ShouldBePage();

        (await Gateway.Records.TakeAsync()).GetProperty("address").GetString().ShouldBe("127.0.0.2");
        Gateway.Schemes.Last.ShouldBe("https");
        page.Next.ShouldNotBeNull().ShouldStartWith("/netskope/api/v1/alerts?");
    }

    [Fact]
    public async Task WhoGoesRoundTheProxy_HasNoSay()
    {
        var page = (await Gateway.GetFromAsync(
            Callers.Stranger, Gateway.Question("&limit=2"), "X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Prefix: /evil")).ShouldBePage();

        (await Gateway.Records.TakeAsync()).GetProperty("address").GetString().ShouldBe("127.0.0.2");
        Gateway.Schemes.Last.ShouldBe("http");
        page.Next.ShouldNotBeNull().ShouldStartWith("/netskope/api/v1/alerts?");
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task DocumentSwaggerAndHealth_AreBehindThePrefix(string name)
    {
        var proxy = await Gateway.BehindAsync(name);

        var document = await proxy.SendAsync(HttpMethod.Get, "/netskope/openapi/v1.json", token: null);
        JsonNode.Parse(document.Text)!["servers"]!.AsArray().Select(s => (string?)s!["url"]).ShouldBe(["/netskope"]);
        foreach (var address in (string[])["/netskope/swagger/index.html", "/netskope/health/ready", "/netskope/health/live"])
            (await proxy.SendAsync(HttpMethod.Get, address, token: null)).Status.ShouldBe(200, address);
        (await proxy.SendAsync(HttpMethod.Get, Gateway.Question(), Gateway.GoodToken)).Status.ShouldBe(404, "the rest of the host is somebody else's");
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task LargeTokenAndLongQuery_ComeThrough_AndSoDoesTheLongLink(string name)
    {
        var proxy = await Gateway.BehindAsync(name);
        var query = string.Join("%20or%20", Enumerable.Range(0, 220).Select(i => $"user%20eq%20u{i}@x.com")) + "%20or%20user%20like%20a";

        var page = (await proxy.SendAsync(HttpMethod.Get, "/netskope" + Gateway.Question("&limit=1&query=" + query), Gateway.Token(subject: new string('s', 6000)))).ShouldBePage();

        page["Link"].ShouldNotBeNull().Length.ShouldBeGreaterThan(6000);
    }

    [Theory]
    [MemberData(nameof(Proxies))]
    public async Task LargeAnswer_ComesAsTheGatewaySentIt_AndIsNotKeptByTheProxy(string name)
    {
        var proxy = await Gateway.BehindAsync(name);
        const string question = "/api/v1/alerts?timeperiod=604800&limit=10000";
        var own = (await Gateway.GetAsync(question, ("Accept-Encoding", "br"))).ShouldBePage();
        own.Bytes.Length.ShouldBeGreaterThan(1024 * 1024);

        foreach (var coding in (string[])["br", "identity"])
        {
            var page = (await proxy.SendAsync(HttpMethod.Get, "/netskope" + question, Gateway.GoodToken, ("Accept-Encoding", coding))).ShouldBePage();
            page.Bytes.ShouldBe(own.Bytes);
            page["Content-Encoding"].ShouldBe(coding == "br" ? "br" : null);
            page["Vary"].ShouldBe(own["Vary"]);
        }

        (await proxy.SendAsync(HttpMethod.Get, "/netskope" + question, Gateway.GoodToken, ("Accept-Encoding", "br"), ("If-None-Match", own["ETag"]!))).Status.ShouldBe(304);
        (await proxy.SendAsync(HttpMethod.Get, "/netskope" + question, token: null)).ShouldBeProblem(401);
    }

    [Theory]
    [MemberData(nameof(Tricks))]
    public async Task PathThatOnlyBecomesTheResources_IsRefused(string name, string path)
    {
        var proxy = await Gateway.BehindAsync(name);
        var question = Gateway.Question();

        var answer = await proxy.SendAsync(HttpMethod.Get, path + question[question.IndexOf('?', StringComparison.Ordinal)..], Gateway.GoodToken);

        answer.Status.ShouldBeOneOf(400, 404);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("nginx.conf", "proxy_read_timeout (?<seconds>[0-9]+)s;")]
    [InlineData("haproxy.cfg", "timeout server (?<seconds>[0-9]+)s\n")]
    public void Example_WaitsLongerThanTheGatewayTakes(string file, string timeout)
    {
        var match = Regex.Match(TelemetryDocument.Read("deploy", file), timeout, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));

        match.Success.ShouldBeTrue();
        TimeSpan.FromSeconds(int.Parse(match.Groups["seconds"].Value, CultureInfo.InvariantCulture)).ShouldBeGreaterThan(new GatewayOptions().RequestTimeout);
    }
}
