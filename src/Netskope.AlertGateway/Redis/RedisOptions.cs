using System.Net;
using Netskope.AlertGateway.Settings;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>The section <c>Redis</c>; the address is <c>ConnectionStrings:Redis</c>.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>What a call to Redis may take; then the request goes on without it.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The largest value written, in bytes; a larger answer is kept in memory only.</summary>
    public int MaxValueBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary><c>ConnectionStrings:Redis</c>; empty: there is no Redis.</summary>
    internal string Address { get; set; } = "";
}

sealed class RedisOptionsRules : SettingRules<RedisOptions>
{
    protected override void Check(RedisOptions o)
    {
        Between(o.Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(5), "Redis:Timeout");
        Between(o.MaxValueBytes, 64 * 1024, 512 * 1024 * 1024, "Redis:MaxValueBytes");
        if (o.Address.Length == 0) return;
        try
        {
            var servers = ConfigurationOptions.Parse(o.Address).EndPoints;
            Require(servers.Count > 0 && servers.All(IsServer), "ConnectionStrings:Redis", Form);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            // The exception's text may hold the password.
            Require(false, "ConnectionStrings:Redis", Form);
        }
    }

    // The client takes "redis://host" for the name of a host.
    static bool IsServer(EndPoint server) => server is not DnsEndPoint named || Uri.CheckHostName(named.Host) != UriHostNameType.Unknown;

    const string Form = "can not be read; write host:port, with options behind commas, such as redis.example.com:6379,password=…,ssl=true. User names (user=) and redis:// are not taken";
}
