using Netskope.AlertGateway.IntegrationTests.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>What a proxy says of the caller, and who is believed.</summary>
public sealed class ForwardedHeaderTests(ProxiedFixture fixture) : ContractTests<ProxiedFixture>(fixture)
{
    static readonly string[] Told = ["X-Forwarded-For: 203.0.113.7", "X-Forwarded-Proto: https", "X-Forwarded-Host: api.example.com", "X-Forwarded-Prefix: /netskope"];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.Records.Clear();
    }

    [Fact]
    public async Task KnownProxy_IsBelieved()
    {
        var answer = (await Gateway.GetFromAsync(Callers.Proxy, Gateway.Question("&limit=2"), Told)).ShouldBePage();

        answer["Link"].ShouldNotBeNull().ShouldStartWith("</netskope/api/v1/alerts?");
        (await AddressAsync()).ShouldBe("203.0.113.7");
        Gateway.Schemes.Last.ShouldBe("https");
    }

    [Fact]
    public async Task AnybodyElse_HasNoSay()
    {
        var answer = (await Gateway.GetFromAsync(Callers.Stranger, Gateway.Question("&limit=2"), Told)).ShouldBePage();

        answer["Link"].ShouldNotBeNull().ShouldStartWith("</api/v1/alerts?");
        (await AddressAsync()).ShouldBe("127.0.0.2");
        Gateway.Schemes.Last.ShouldBe("http");
    }

    [Theory]
    [InlineData("198.51.100.9, 203.0.113.7", "203.0.113.7")]
    [InlineData("198.51.100.9, 203.0.113.7, 127.0.1.44", "203.0.113.7")]
    [InlineData("198.51.100.9, 203.0.113.7, 2001:db8::5, 127.0.1.44, 127.0.0.1", "203.0.113.7")]
    [InlineData("127.0.1.2, 127.0.1.3", "127.0.1.2")]
    [InlineData("203.0.113.7:51234", "203.0.113.7")]
    [InlineData("[2001:db9::1]:443", "2001:db9::1")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.7, unknown", "127.0.0.1")]
    [InlineData("203.0.113.7, unknown, 127.0.1.1", "127.0.1.1")]
    public async Task ChainOfProxies_IsWalked_ToTheFirstThatIsUnknown(string chain, string address)
    {
        (await Gateway.GetFromAsync(Callers.Proxy, Gateway.Question(), "X-Forwarded-For: " + chain)).ShouldBePage();

        (await AddressAsync()).ShouldBe(address);
    }

    [Fact]
    public async Task PrefixBehindAnUnknownProxy_HasNoSay()
    {
        var answer = (await Gateway.GetFromAsync(
            Callers.Proxy, Gateway.Question("&limit=2"), "X-Forwarded-For: 198.51.100.9, 203.0.113.7, 127.0.1.1", "X-Forwarded-Prefix: /evil, /inner, /outer")).ShouldBePage();

        answer["Link"].ShouldNotBeNull().ShouldStartWith("</inner/api/v1/alerts?");
    }

    [Theory]
    [InlineData("X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 127.0.1.1")]
    [InlineData("X-Forwarded-For: 999.999.999.999")]
    [InlineData("X-Forwarded-For: \"\"")]
    [InlineData("X-Forwarded-For: ,,,;")]
    [InlineData("X-Forwarded-For: [::1")]
    [InlineData("X-Forwarded-For: 10.0.0.1:999999")]
    [InlineData("X-Forwarded-For: \x01\x02")]
    [InlineData("X-Forwarded-Proto: java script")]
    [InlineData("X-Forwarded-Proto: https://")]
    [InlineData("X-Forwarded-Proto: \"https")]
    [InlineData("X-Forwarded-Host: a b")]
    [InlineData("X-Forwarded-Host: xn--a-\x7f")]
    [InlineData("X-Forwarded-Host: xn--0")]
    [InlineData("X-Forwarded-Host: xn--99999999999999")]
    [InlineData("X-Forwarded-Host: [::1")]
    [InlineData("X-Forwarded-Host: :::")]
    [InlineData("X-Forwarded-Prefix: netskope")]
    [InlineData("X-Forwarded-Prefix: /%00")]
    [InlineData("X-Forwarded-Prefix: /%zz")]
    [InlineData("X-Forwarded-Prefix: //evil.example")]
    [InlineData("X-Forwarded-Prefix: /\\evil.example")]
    [InlineData("X-Forwarded-Prefix: /a/../b")]
    [InlineData("X-Forwarded-Prefix: /a>;rel=\"x\"")]
    [InlineData("X-Forwarded-Prefix: /\xc3\xa4")]
    [InlineData("X-Forwarded-Prefix: /%00, /%00")]
    public async Task MalformedHeader_IsPassedOver(string header)
    {
        var answer = (await Gateway.GetFromAsync(Callers.Proxy, Gateway.Question("&limit=2"), header)).ShouldBePage();

        answer["Link"].ShouldNotBeNull().ShouldStartWith("</api/v1/alerts?");
        Gateway.LoggedFaults.ShouldBeEmpty();
        await Gateway.Records.TakeAsync();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/netskope/")]
    public async Task SlashAtThePrefixesEnd_IsNoPartOfIt(string prefix)
    {
        var answer = (await Gateway.GetFromAsync(Callers.Proxy, Gateway.Question("&limit=2"), "X-Forwarded-Prefix: " + prefix)).ShouldBePage();

        answer["Link"].ShouldNotBeNull().ShouldStartWith($"<{prefix.TrimEnd('/')}/api/v1/alerts?");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("true")]
    public async Task WithoutTheSetting_NobodyIsBelieved(string? frameworksOwnSwitch)
    {
        await using var gateway = new ProxiedFixture();
        gateway.Settings["Gateway:KnownProxies"] = "";
        gateway.Settings["ForwardedHeaders_Enabled"] = frameworksOwnSwitch;
        await gateway.InitializeAsync();

        var answer = (await gateway.GetFromAsync(Callers.Proxy, gateway.Question("&limit=2"), Told)).ShouldBePage();

        answer["Link"].ShouldNotBeNull().ShouldStartWith("</api/v1/alerts?");
        (await gateway.Records.TakeAsync()).GetProperty("address").GetString().ShouldBe("127.0.0.1");
        gateway.Schemes.Last.ShouldBe("http");
    }

    [Fact]
    public async Task AddressOfASocketForBothVersionsOfIp_IsKnownAsItIsWritten()
    {
        Assert.SkipUnless(System.Net.Sockets.Socket.OSSupportsIPv6, "This machine has no IPv6.");
        var records = new AccessLines();
        await using var gateway = new GatewayFixture { Services = records.AddTo };
        gateway.Settings["urls"] = "http://[::]:0";
        gateway.Settings["Gateway:KnownProxies:0"] = "127.0.0.1";
        await gateway.InitializeAsync();

        (await gateway.GetFromAsync(Callers.Proxy, gateway.Question(), Told)).ShouldBePage();
        (await records.TakeAsync()).GetProperty("address").GetString().ShouldBe("203.0.113.7");
        (await gateway.GetFromAsync(Callers.Stranger, gateway.Question(), Told)).ShouldBePage();
        (await records.TakeAsync()).GetProperty("address").GetString().ShouldBe("127.0.0.2");
    }

    [Fact]
    public async Task NothingOfIt_ArrivesAtTheTenant()
    {
        (await Gateway.GetFromAsync(Callers.Proxy, Gateway.Question(), [.. Told, "X-Request-Id: of-the-caller-1"])).ShouldBePage();

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Headers.ShouldAllBe(header => !header.Key.StartsWith("X-", StringComparison.OrdinalIgnoreCase));
        call.Headers.Values.ShouldAllBe(value => !value.Contains("203.0.113.7") && !value.Contains("api.example.com") && !value.Contains("of-the-caller-1"));
    }

    async Task<string?> AddressAsync() => (await Gateway.Records.TakeAsync()).GetProperty("address").GetString();
}
