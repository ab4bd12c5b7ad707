using Netskope.AlertGateway.Redis;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Tests.Redis;

/// <summary>Connection strings as portals and documentation hand them out: each option takes effect, or a message names it.</summary>
public sealed class RedisConfigurationTests
{
    [Theory]
    [InlineData("protocol=resp3")]
    [InlineData("setlib=false")]
    [InlineData("tunnel=http:192.0.2.1:8080")]
    [InlineData("checkCertificateRevocation=false")]
    [InlineData("connectTimeout=9000")]
    [InlineData("serviceName=mymaster")]
    [InlineData("user=gateway")]
    [InlineData("ssl=True,sslprotocols=tls12,sslHost=redis.example.com")]
    [InlineData("defaultDatabase=3")]
    [InlineData("name=dashboard")]
    public void OptionOfTheLibrary_TakesEffect(string options)
    {
        var address = "redis.example.com:6379," + options;
        RedisConfiguration.ErrorOf(address).ShouldBeNull();
        RedisConfiguration.Ignored(address).ShouldBeEmpty();

        var (used, given) = (RedisConfiguration.Create(new RedisOptions { Address = address }, "bulk"), ConfigurationOptions.Parse(address));
        foreach (var option in options.Split(',').Select(option => option.Split('=')[0]))
        {
            var expected = TextOf(given, option);
            TextOf(used, option).ShouldBe(option == "name" ? expected + "-bulk" : expected, option);
        }
    }

    [Theory]
    [InlineData("abortConnect=True")]
    [InlineData("asyncTimeout=5000")]
    [InlineData("syncTimeout=5000")]
    [InlineData("tiebreaker=x")]
    [InlineData("allowAdmin=true")]
    public void OptionThatTheGatewayDecides_IsIgnored_WithAReason(string option)
    {
        var address = "redis.example.com," + option;
        RedisConfiguration.ErrorOf(address).ShouldBeNull();

        var (ignored, reason) = RedisConfiguration.Ignored(address).ShouldHaveSingleItem();
        ignored.ShouldBe(option.Split('=')[0]);
        reason.ShouldNotBeEmpty();

        var used = RedisConfiguration.Create(new RedisOptions { Address = address }, "bulk");
        used.AbortOnConnectFail.ShouldBeFalse();
        used.AsyncTimeout.ShouldBe(250);
        used.TieBreaker.ShouldBeEmpty();
    }

    [Fact]
    public void PasswordThatLooksLikeAUrl_IsTaken() => RedisConfiguration.ErrorOf("redis.example.com:6380,password=ab://cd").ShouldBeNull();

    [Fact]
    public void StringOfAPortal_IsTaken() =>
        RedisConfiguration.ErrorOf("cache.example:6380,password=x=,ssl=True,abortConnect=False,sslprotocols=tls12").ShouldBeNull();

    [Theory]
    [InlineData("redis.example.com,nonsense=1", "an unknown option as part 2")]
    [InlineData("redis.example.com,conectTimeout=1", "did you mean connectTimeout?")]
    [InlineData("redis://:north==@redis.example.com:6380", "is a URL")]
    [InlineData("rediss://default:north@redis.example.com:6379?ssl=true", "is a URL")]
    [InlineData("redis.example.com:6380,north=,ssl=true", "an unknown option as part 2")]
    [InlineData("s0:26379,serviceName=m,sentinelPassword=ab,north=ef", "an unknown option as part 4")]
    [InlineData("redis.example.com,tunnel=http:proxy:99999", "a wrong value for the option 'tunnel'")]
    [InlineData("redis.example.com,heartbeatInterval=1000", "an unknown option as part 2")]
    [InlineData("redis.example.com,connectTimeout=soon", "a wrong value for the option 'connectTimeout'")]
    [InlineData("redis.example.com,protocol=resp9", "a wrong value for the option 'protocol'")]
    [InlineData("redis.example.com,password=north,south", "an address after an option")]
    [InlineData("redis.example.com,password=north,sou=th", "an unknown option as part 3")]
    public void WrongString_IsRefused_WithoutAPartOfThePassword(string address, string reason)
    {
        var error = RedisConfiguration.ErrorOf(address).ShouldNotBeNull();

        error.ShouldContain(reason);
        foreach (var part in (string[])["north", "sou"]) error.Replace("Redis:Password", "", StringComparison.Ordinal).ShouldNotContain(part);
    }

    [Fact]
    public void PasswordOfTheSetting_MayHoldAnything()
    {
        const string password = "north,south =\"1";

        RedisConfiguration.Create(new RedisOptions { Address = "redis.example.com,user=gateway", Password = password }, "control").Password.ShouldBe(password);
    }

    /// <summary>An option's value in the connection string of a configuration.</summary>
    static string? TextOf(ConfigurationOptions configuration, string option) =>
        configuration.ToString(includePassword: false).Split(',').FirstOrDefault(part => part.StartsWith(option + "=", StringComparison.OrdinalIgnoreCase))?.Split('=', 2)[1];
}
