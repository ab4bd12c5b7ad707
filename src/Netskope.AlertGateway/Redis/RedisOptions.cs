using System.Net;
using Netskope.AlertGateway.Settings;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>The section <c>Redis</c>; the address is <c>ConnectionStrings:Redis</c>.</summary>
public sealed class RedisOptions
{
    public const string Section = "Redis";

    /// <summary>How long a call to Redis may take; then the request goes on without it.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The largest value written, in bytes; a larger answer is kept in memory only.</summary>
    public int MaxValueBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The Redis password. It replaces <c>password=</c> in the connection string, which cannot hold a password with a comma.</summary>
    public string Password { get; set => field = value ?? ""; } = "";

    /// <summary>A PEM file with the certificate of a certificate authority that the gateway trusts for TLS to Redis, in addition to those that the machine trusts.</summary>
    public string CertificateAuthorityFile { get; set => field = value ?? ""; } = "";

    /// <summary><c>ConnectionStrings:Redis</c>; empty: there is no Redis.</summary>
    internal string Address { get; set; } = "";

    /// <summary><c>Cache:KeyPrefix</c>.</summary>
    internal string KeyPrefix { get; set; } = "alert-gateway";

    /// <summary>The key that is written to find out whether Redis accepts writes.</summary>
    internal string ProbeKey => KeyPrefix + ":probe:1";
}

sealed class RedisOptionsRules : SettingRules<RedisOptions>
{
    const string AddressSetting = "ConnectionStrings:Redis";

    protected override void Check(RedisOptions o)
    {
        Between(o.Timeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(5), "Redis:Timeout");
        Between(o.MaxValueBytes, 64 * 1024, 512 * 1024 * 1024, "Redis:MaxValueBytes");
        if (o.Address.Length == 0) return;
        if (RedisConfiguration.ErrorOf(o.Address) is { } error)
        {
            Require(false, AddressSetting, error);
            return;
        }

        var parsed = ConfigurationOptions.Parse(o.Address);
        Between(parsed.ConnectTimeout, 100, 10_000, AddressSetting + " connectTimeout");
        Between(parsed.ConnectRetry, 0, 5, AddressSetting + " connectRetry");
        Require(
            parsed.EndPoints.Count > 0 && parsed.EndPoints.All(IsValidEndPoint),
            AddressSetting,
            "has no server's address; write host:port, with options after commas, such as redis.example.com:6380,user=gateway,ssl=true. Addresses such as redis://host are not supported");
        Require(o.Password.Length == 0 || string.IsNullOrEmpty(parsed.Password), "Redis:Password", "cannot be combined with password= in ConnectionStrings:Redis; remove one of them");
        if (o.CertificateAuthorityFile.Length == 0) return;
        Require(parsed.Ssl, "Redis:CertificateAuthorityFile", "needs TLS; add ssl=true to ConnectionStrings:Redis");
        Require(
            RedisConfiguration.IsCertificate(o.CertificateAuthorityFile),
            "Redis:CertificateAuthorityFile",
            "names a file that cannot be read as a certificate; write the path of a PEM file");
    }

    // The client takes "redis://host" for the name of a host.
    static bool IsValidEndPoint(EndPoint server) => server is not DnsEndPoint named || Uri.CheckHostName(named.Host) != UriHostNameType.Unknown;
}
