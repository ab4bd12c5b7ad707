using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Tests.Proxies;

/// <summary>The settings of what stands in front: what they take, and what is said of what they do not.</summary>
public sealed class GatewayOptionsTests
{
    [Theory]
    [InlineData("10.0.0.7")]
    [InlineData("10.0.0.7/32")]
    [InlineData("10.0.0.0/8")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:DB8:0::/48")]
    [InlineData("::1")]
    [InlineData("10.0.0.7, 10.1.0.0/16 ,2001:db8::/32,")]
    [InlineData("")]
    public void Proxies_AreTaken(string value) => Fault("KnownProxies", value).ShouldBeNull();

    [Theory]
    [InlineData("proxy.example.com", "neither an address nor a range")]
    [InlineData("10.0.0.1, proxy", "'proxy'")]
    [InlineData("10.0.0", "neither")]
    [InlineData("1", "neither")]
    [InlineData("010.0.0.1", "neither")]
    [InlineData("10.0.0.1:8080", "neither")]
    [InlineData("[::1]", "neither")]
    [InlineData("[::1]:80", "neither")]
    [InlineData("fe80::1%eth0", "neither")]
    [InlineData("::ffff:10.0.0.1", "neither")]
    [InlineData("10.0.0.0/", "neither")]
    [InlineData("10.0.0.0/33", "neither")]
    [InlineData("10.0.0.0/-1", "neither")]
    [InlineData("10.0.0.0/+8", "neither")]
    [InlineData("10.0.0.0/255.0.0.0", "neither")]
    [InlineData("10.0.0.7/24", "write 10.0.0.0/24 for all of the range, or 10.0.0.7")]
    [InlineData("2001:db8::1/64", "write 2001:db8::/64")]
    [InlineData("0.0.0.0/0", "everybody")]
    [InlineData("::/0", "everybody")]
    [InlineData("*", "neither")]
    public void WrongProxy_IsNamed(string value, string told)
    {
        var fault = Fault("KnownProxies", value).ShouldNotBeNull();

        fault.ShouldStartWith("Gateway:KnownProxies has '");
        fault.ShouldContain(told);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/netskope")]
    [InlineData("/security/netskope-v1")]
    [InlineData("/api/netskope")]
    [InlineData("/a.b_c~d")]
    public void PathBase_IsTaken(string value) => Fault("PathBase", value).ShouldBeNull();

    [Theory]
    [InlineData("netskope", "/netskope")]
    [InlineData("/netskope/", "/netskope")]
    [InlineData("/", "empty")]
    [InlineData("//netskope", "begin")]
    [InlineData("/a//b", "begin")]
    [InlineData("/a/../b", "begin")]
    [InlineData("/.", "begin")]
    [InlineData("/a b", "begin")]
    [InlineData("/a%20b", "begin")]
    [InlineData("/a?b", "begin")]
    [InlineData("/ä", "begin")]
    [InlineData("https://api.example.com/netskope", "begin")]
    [InlineData("/api", "own")]
    [InlineData("/api/v1", "own")]
    [InlineData("/health", "own")]
    [InlineData("/swagger", "own")]
    [InlineData("/openapi", "own")]
    [InlineData("/gateway", "own")]
    public void WrongPathBase_IsTold_WhatToWrite(string value, string told)
    {
        var fault = Fault("PathBase", value).ShouldNotBeNull();

        fault.ShouldStartWith($"Gateway:PathBase is '{value}'");
        fault.ShouldContain(told);
    }

    [Theory]
    [InlineData("https://portal.example.com")]
    [InlineData("https://portal.example.com:8443")]
    [InlineData("http://localhost:3000, http://127.0.0.1:3000, http://[::1]:3000")]
    public void Origins_AreTaken(string value) => Fault("AllowedOrigins", value).ShouldBeNull();

    [Theory]
    [InlineData("*", "each origin")]
    [InlineData("null", "such as https://")]
    [InlineData("https://*.example.com", "such as https://")]
    [InlineData("portal.example.com", "such as https://")]
    [InlineData("https://portal.example.com/", "write https://portal.example.com")]
    [InlineData("https://portal.example.com/app", "write https://portal.example.com")]
    [InlineData("https://Portal.Example.com", "write https://portal.example.com")]
    [InlineData("https://portal.example.com:443", "write https://portal.example.com")]
    [InlineData("https://user@portal.example.com", "write https://portal.example.com")]
    [InlineData("https://portal.example.com?x", "write https://portal.example.com")]
    [InlineData("ftp://portal.example.com", "such as https://")]
    [InlineData("https://", "such as https://")]
    public void WrongOrigin_IsTold_WhatToWrite(string value, string told)
    {
        var fault = Fault("AllowedOrigins", value).ShouldNotBeNull();

        fault.ShouldStartWith($"Gateway:AllowedOrigins has '{value}'");
        fault.ShouldContain(told);
    }

    [Fact]
    public void List_IsEntriesOrOneValueWithCommas()
    {
        Options(("Gateway:KnownProxies:0", "10.0.0.1"), ("Gateway:KnownProxies:1", ""), ("Gateway:KnownProxies:10", "10.0.0.3"), ("Gateway:KnownProxies:2", "10.0.0.2"))
            .KnownProxies.ShouldBe(["10.0.0.1", "10.0.0.2", "10.0.0.3"]);
        Options(("Gateway:KnownProxies", " 10.0.0.1,10.0.0.2 ")).KnownProxies.ShouldBe(["10.0.0.1", "10.0.0.2"]);
        Options().KnownProxies.ShouldBeEmpty();
    }

    [Fact]
    public void BothAtOnce_AreRefused_AndSoIsAListOfOtherThings()
    {
        Faults(("Gateway:KnownProxies", "10.0.0.1"), ("Gateway:KnownProxies:0", "10.0.0.2")).ShouldHaveSingleItem().ShouldStartWith("Gateway:KnownProxies is a list and a single value at once");
        Faults(("Gateway:KnownProxies:first", "10.0.0.2")).ShouldHaveSingleItem().ShouldStartWith("Gateway:KnownProxies:first is not a setting");
        Faults(("Gateway:KnownProxies:0:Address", "10.0.0.2")).ShouldHaveSingleItem().ShouldStartWith("Gateway:KnownProxies:0 is not a single value");
    }

    static string? Fault(string setting, string value) => Faults(("Gateway:" + setting, value)).SingleOrDefault();

    static IReadOnlyList<string> Faults(params (string Name, string Value)[] settings)
    {
        try
        {
            Options(settings);
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
    }

    static GatewayOptions Options(params (string Name, string Value)[] settings)
    {
        using var services = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder()
                .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build())
            .AddSettings<GatewayOptions, GatewayOptionsRules>(GatewayOptions.Section)
            .BuildServiceProvider();
        return services.GetRequiredService<IOptions<GatewayOptions>>().Value;
    }
}
