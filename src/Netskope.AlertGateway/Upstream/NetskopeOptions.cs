using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Upstream;

/// <summary>The section <c>Netskope</c>: the tenant, and what may be spent on a call to it.</summary>
public sealed class NetskopeOptions
{
    public const string Section = "Netskope";

    /// <summary><c>https://&lt;tenant&gt;.goskope.com</c>, without a path.</summary>
    public string BaseUrl { get; set => field = value ?? ""; } = "";

    /// <summary><c>v1</c> or <c>v2</c>: the version of Netskope's REST API that the tenant is asked by. Callers see v1 either way.</summary>
    public string ApiVersion { get; set => field = value ?? ""; } = "";

    /// <summary>The tenant's token for the REST API of that version; the two are not interchangeable.</summary>
    public string Token { get; set => field = value ?? ""; } = "";

    /// <summary>A file that holds the token, in place of <see cref="Token"/>; read again when it changes.</summary>
    public string TokenFile { get; set => field = value ?? ""; } = "";

    /// <summary>A second token of the tenant's, used when the first is refused: so that one can be renewed while the other serves.</summary>
    public string SecondaryToken { get; set => field = value ?? ""; } = "";

    /// <summary>A file that holds the second token; read again when it changes.</summary>
    public string SecondaryTokenFile { get; set => field = value ?? ""; } = "";

    /// <summary>When the token expires: days left are a metric and, when the gateway starts with less than 14, a warning. v1 tokens often live 90 days.</summary>
    public DateTimeOffset? TokenExpires { get; set; }

    /// <summary>In which order v2 gives its rows, which Netskope does not document.</summary>
    public V2Order V2Order { get; set; } = V2Order.Descending;

    /// <summary>The most rows that one call to v2 brings.</summary>
    public int V2MaxLimit { get; set; } = 10_000;

    /// <summary>The most rows that are looked at for one page of a v2 tenant whose order is unknown.</summary>
    public int MaxRowsScanned { get; set; } = 50_000;

    internal string? TokenFileFault { get; set; }

    internal string? SecondaryTokenFileFault { get; set; }

    /// <summary>One call to the tenant, from sending to the last byte.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The calls that the gateway, all replicas together, makes to the tenant in a second; with v2, whose quota is per endpoint, to each endpoint.</summary>
    public double RequestsPerSecond { get; set; } = 4;

    /// <summary>
    /// The calls made at once after a pause: no 5 s hold more than 5 times the rate and these. By default 4 with v1; 1 with
    /// v2, whose quota counts by the second and keeps no queue.
    /// </summary>
    public int? Burst { get; set; }

    internal int BurstOrDefault => Burst ?? (ApiVersion == "v2" ? 1 : 4);

    /// <summary>Among how many the rate is shared where replicas do not see one another in Redis.</summary>
    public int Replicas { get; set; } = 1;

    /// <summary>How often a call that failed by what passes (no connection, 429, 502, 503, 512, a broken page) is tried again; each time is paid from the quota.</summary>
    public int Retries { get; set; } = 2;

    /// <summary>The largest page taken, in bytes after decompression.</summary>
    public long MaxPageBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>The memory that all pages in flight may take together, in bytes.</summary>
    public long MaxInFlightBytes { get; set; } = 512L * 1024 * 1024;
}

/// <summary>In which order a v2 tenant gives its rows.</summary>
public enum V2Order
{
    /// <summary>Newest first: a page of v1 is a page of v2. Checked in every answer.</summary>
    Descending,

    /// <summary>None that can be relied on: windows are walked and sorted, which costs more calls.</summary>
    Unknown,
}

/// <summary>Takes the tokens from their files.</summary>
sealed class TokenFromFile : IPostConfigureOptions<NetskopeOptions>
{
    public void PostConfigure(string? name, NetskopeOptions options)
    {
        (options.Token, options.TokenFileFault) = TokenText.Take(options.Token, options.TokenFile, "Netskope:Token");
        (options.SecondaryToken, options.SecondaryTokenFileFault) = TokenText.Take(options.SecondaryToken, options.SecondaryTokenFile, "Netskope:SecondaryToken");
    }
}

sealed class NetskopeOptionsRules : SettingRules<NetskopeOptions>
{
    protected override void Check(NetskopeOptions o)
    {
        CheckBaseUrl(o.BaseUrl);
        Require(
            o.ApiVersion is "v1" or "v2",
            "Netskope:ApiVersion",
            "may be v1 or v2: v1 for a tenant that still has the alerts endpoint Netskope announced to retire on 2024-10-15 (REST API v1 token), v2 for any other (REST API v2 token); callers see v1 either way");
        Between(o.V2MaxLimit, 100, 10_000, "Netskope:V2MaxLimit");
        Between(o.MaxRowsScanned, 10_000, 1_000_000, "Netskope:MaxRowsScanned");
        Require(o.TokenFileFault is null, "Netskope:TokenFile", o.TokenFileFault ?? "");
        Require(o.Token.Length > 0 || o.TokenFile.Length > 0, "Netskope:Token", "is missing; write the tenant's REST API token of the version in Netskope:ApiVersion, or its file's path as Netskope:TokenFile");
        Require(TokenText.IsWellFormed(o.Token), "Netskope:Token", TokenText.Shape);
        Require(o.SecondaryTokenFileFault is null, "Netskope:SecondaryTokenFile", o.SecondaryTokenFileFault ?? "");
        Require(TokenText.IsWellFormed(o.SecondaryToken), "Netskope:SecondaryToken", TokenText.Shape);
        Between(o.Retries, 0, 5, "Netskope:Retries");
        Between(o.Timeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5), "Netskope:Timeout");
        Between(o.RequestsPerSecond, 0.1, 1000, "Netskope:RequestsPerSecond");
        Between(o.Burst ?? 1, 1, 1000, "Netskope:Burst");
        Between(o.Replicas, 1, 100, "Netskope:Replicas");
        Between(o.MaxPageBytes, 64 * 1024, 1024L * 1024 * 1024, "Netskope:MaxPageBytes");
        Require(
            o.MaxInFlightBytes >= o.MaxPageBytes + BesideThePage && o.MaxInFlightBytes <= 1L << 40,
            "Netskope:MaxInFlightBytes",
            $"is {o.MaxInFlightBytes}; it may be {o.MaxPageBytes + BesideThePage} (1 MB over Netskope:MaxPageBytes, which is {o.MaxPageBytes}) to {1L << 40}");
    }

    // What a page in flight takes beside its bytes.
    const long BesideThePage = 1024 * 1024;

    void CheckBaseUrl(string text)
    {
        const string Setting = "Netskope:BaseUrl";
        if (text.Length == 0)
        {
            Require(false, Setting, "is missing; write https://<tenant>.goskope.com");
            return;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            Require(false, Setting, "is not an address; write https://<tenant>.goskope.com");
            return;
        }

        Require(url.Scheme == "https" || url.IsLoopback, Setting, "is http; only a loopback address may be, write https://");
        Require(url.PathAndQuery == "/" && url.Fragment.Length == 0, Setting, "has a path; write only https://<tenant>.goskope.com");
        Require(url.UserInfo.Length == 0, Setting, "holds a user name or password; write only https://<tenant>.goskope.com");
    }
}
