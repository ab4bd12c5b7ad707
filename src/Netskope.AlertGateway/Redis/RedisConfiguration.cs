using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Netskope.Query;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>The client library's configuration, from <c>ConnectionStrings:Redis</c> and the section <c>Redis</c>.</summary>
static class RedisConfiguration
{
    const int MinHeartbeatMilliseconds = 100;
    const int MaxHeartbeatMilliseconds = 1000;
    const int DefaultConnectTimeoutMilliseconds = 1000;
    const int DefaultKeepAliveSeconds = 5;

    // Options that have no effect because the gateway sets them itself, each with the reason.
    static readonly Dictionary<string, string> IgnoredOptions = new(StringComparer.OrdinalIgnoreCase)
    {
        ["abortConnect"] = "the gateway starts without Redis and keeps trying",
        ["asyncTimeout"] = "use Redis:Timeout",
        ["syncTimeout"] = "use Redis:Timeout",
        ["responseTimeout"] = "use Redis:Timeout",
        ["tiebreaker"] = "the gateway needs none",
        ["configChannel"] = "the gateway needs none",
        ["allowAdmin"] = "the gateway sends no administrative commands",
    };

    // To suggest one of them; the client library itself decides what it knows.
    static readonly string[] KnownOptions =
    [
        "abortConnect", "allowAdmin", "channelPrefix", "checkCertificateRevocation", "connectRetry", "connectTimeout", "defaultDatabase", "keepAlive", "name", "password",
        "protocol", "proxy", "resolveDns", "sentinelPassword", "sentinelUser", "serviceName", "setlib", "ssl", "sslHost", "sslProtocols", "tunnel", "user",
    ];

    public static ConfigurationOptions Create(RedisOptions options, string purpose)
    {
        var configuration = ConfigurationOptions.Parse(options.Address);
        var specified = OptionNamesIn(options.Address);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = (specified.Contains("name") ? configuration.ClientName : "alert-gateway") + "-" + purpose;
        if (!specified.Contains("connectTimeout")) configuration.ConnectTimeout = DefaultConnectTimeoutMilliseconds;
        if (!specified.Contains("connectRetry")) configuration.ConnectRetry = 1;
        if (!specified.Contains("keepAlive")) configuration.KeepAlive = DefaultKeepAliveSeconds;
        if (options.Password.Length > 0) configuration.Password = options.Password;
        if (options.CertificateAuthorityFile.Length > 0) configuration.TrustIssuer(options.CertificateAuthorityFile);

        // A call is abandoned after Redis:Timeout, so nothing waits in a queue to be sent when Redis is back. The library looks at
        // time-outs and silent connections with each heartbeat.
        var timeout = (int)Math.Ceiling(options.Timeout.TotalMilliseconds);
        configuration.AsyncTimeout = configuration.SyncTimeout = timeout;
        configuration.HeartbeatInterval = TimeSpan.FromMilliseconds(Math.Clamp(timeout, MinHeartbeatMilliseconds, MaxHeartbeatMilliseconds));
        configuration.BacklogPolicy = BacklogPolicy.FailFast;
        configuration.ReconnectRetryPolicy = new LinearRetry(500);

        // Neither is needed, and a user's ACL need not allow them.
        configuration.TieBreaker = "";
        configuration.ConfigurationChannel = "";

        // An exception's text may hold a key or a part of the call.
        configuration.IncludeDetailInExceptions = false;
        return configuration;
    }

    /// <summary>The options of a connection string that have no effect, each with the reason.</summary>
    public static IEnumerable<(string Option, string Reason)> Ignored(string address) =>
        OptionNamesIn(address).Where(IgnoredOptions.ContainsKey).Select(option => (option, IgnoredOptions[option]));

    /// <summary>What is wrong with a connection string, without a part of it that may be secret.</summary>
    public static string? ErrorOf(string address)
    {
        if (address.Split(',', '=').First().Contains("://", StringComparison.Ordinal)) return "is a URL, which is not supported; write host:port, with options after commas";
        var optionSeen = false;
        var number = 0;
        foreach (var part in address.Split(','))
        {
            number++;
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && optionSeen && part.Trim().Length > 0) return "has an address after an option. Write all addresses first. If the password contains a comma, set it in Redis:Password";
            if (equals < 0) continue;
            optionSeen = true;
            var name = part[..equals].Trim();
            if (Parses(part, ignoreUnknown: false)) continue;
            if (!Parses(part, ignoreUnknown: true)) return $"has a wrong value for the option '{name}'";

            // Text that is no option's name may be part of a password, so it is not shown.
            return NearestName.Of(name, KnownOptions) is { } near
                ? $"has an unknown option; did you mean {near}? If a password contains a comma, set it in Redis:Password"
                : $"has an unknown option as part {number} of those between commas. If a password contains a comma, set it in Redis:Password";
        }

        return null;
    }

    public static bool IsCertificate(string file)
    {
        try
        {
            using var certificate = X509CertificateLoader.LoadCertificateFromFile(file);
            return true;
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    static bool Parses(string option, bool ignoreUnknown)
    {
        try
        {
            ConfigurationOptions.Parse("redis.example.com," + option, ignoreUnknown);
            return true;
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            return false;
        }
    }

    static HashSet<string> OptionNamesIn(string address) =>
        address.Split(',').Where(part => part.Contains('=', StringComparison.Ordinal)).Select(part => part[..part.IndexOf('=', StringComparison.Ordinal)].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
