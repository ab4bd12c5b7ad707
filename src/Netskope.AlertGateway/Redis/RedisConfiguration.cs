using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>The client library's configuration, from <c>ConnectionStrings:Redis</c> and the section <c>Redis</c>.</summary>
static class RedisConfiguration
{
    const int ShortestHeartbeat = 100;
    const int LongestHeartbeat = 1000;
    const int DefaultConnectTimeout = 1000;
    const int DefaultKeepAlive = 5;

    // Options that the gateway decides, with the setting to use instead.
    static readonly Dictionary<string, string> Decided = new(StringComparer.OrdinalIgnoreCase)
    {
        ["abortConnect"] = "the gateway starts without Redis and keeps trying",
        ["asyncTimeout"] = "use Redis:Timeout",
        ["syncTimeout"] = "use Redis:Timeout",
        ["responseTimeout"] = "use Redis:Timeout",
        ["tiebreaker"] = "the gateway needs none",
        ["configChannel"] = "the gateway needs none",
        ["allowAdmin"] = "the gateway sends no administrative commands",
    };

    public static ConfigurationOptions Make(RedisOptions options, string purpose)
    {
        var configuration = ConfigurationOptions.Parse(options.Address);
        var given = OptionsOf(options.Address);
        configuration.AbortOnConnectFail = false;
        configuration.ClientName = (given.Contains("name") ? configuration.ClientName : "alert-gateway") + "-" + purpose;
        if (!given.Contains("connectTimeout")) configuration.ConnectTimeout = DefaultConnectTimeout;
        if (!given.Contains("connectRetry")) configuration.ConnectRetry = 1;
        if (!given.Contains("keepAlive")) configuration.KeepAlive = DefaultKeepAlive;
        if (options.Password.Length > 0) configuration.Password = options.Password;
        if (options.CertificateAuthorityFile.Length > 0) configuration.TrustIssuer(options.CertificateAuthorityFile);

        // A call is abandoned after Redis:Timeout, so nothing waits in a queue to be sent when Redis is back. The library looks at
        // time-outs and silent connections with each heartbeat.
        var timeout = (int)Math.Ceiling(options.Timeout.TotalMilliseconds);
        configuration.AsyncTimeout = configuration.SyncTimeout = timeout;
        configuration.HeartbeatInterval = TimeSpan.FromMilliseconds(Math.Clamp(timeout, ShortestHeartbeat, LongestHeartbeat));
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
    public static IEnumerable<(string Option, string Instead)> Ignored(string address) =>
        OptionsOf(address).Where(Decided.ContainsKey).Select(option => (option, Decided[option]));

    /// <summary>What is wrong with a connection string, without a part of it that may be secret.</summary>
    public static string? ErrorOf(string address)
    {
        var passwordSeen = false;
        var optionSeen = false;
        foreach (var part in address.Split(','))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && optionSeen && part.Trim().Length > 0) return "has an address behind an option. Write addresses first; write a password that contains a comma to Redis:Password";
            if (equals < 0) continue;
            optionSeen = true;
            var option = part[..equals].Trim();
            if (!IsKnown(option + "=" + part[(equals + 1)..], out var badValue))
            {
                // Behind a password, what looks like an option may be a part of it.
                if (passwordSeen) return "has an unknown option behind the password. Write a password that contains a comma to Redis:Password";
                return badValue ? $"has a wrong value for the option '{option}'" : $"has the unknown option '{option}'";
            }

            passwordSeen |= option.Equals("password", StringComparison.OrdinalIgnoreCase);
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

    static bool IsKnown(string option, out bool badValue)
    {
        badValue = false;
        try
        {
            ConfigurationOptions.Parse("redis.example.com," + option, ignoreUnknown: false);
            return true;
        }
        catch (ArgumentException)
        {
            badValue = IsName(option);
            return false;
        }
    }

    static bool IsName(string option)
    {
        try
        {
            // Unknown names are ignored; what is still refused is a value.
            ConfigurationOptions.Parse("redis.example.com," + option, ignoreUnknown: true);
            return false;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    static HashSet<string> OptionsOf(string address) =>
        address.Split(',').Where(part => part.Contains('=', StringComparison.Ordinal)).Select(part => part[..part.IndexOf('=', StringComparison.Ordinal)].Trim()).ToHashSet(StringComparer.OrdinalIgnoreCase);
}
