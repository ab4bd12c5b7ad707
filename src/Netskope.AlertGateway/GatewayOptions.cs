using Netskope.AlertGateway.Edge;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway;

/// <summary>How strict the face towards callers is.</summary>
public enum Compatibility
{
    /// <summary>GET and HEAD only; an unknown parameter is refused; errors are problem documents.</summary>
    Strict,

    /// <summary>As Netskope's v1 API: POST too, unknown parameters ignored, a <c>token</c> parameter, errors in v1's envelope.</summary>
    Legacy,
}

/// <summary>The section <c>Gateway</c>: the gateway's own face.</summary>
public sealed class GatewayOptions
{
    public const string Section = "Gateway";

    public Compatibility Compatibility { get; set; }

    /// <summary>A request in all, waiting included.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(55);

    /// <summary>How long a gateway that was told to stop still takes requests, while it is no longer ready: the time a load balancer needs to notice.</summary>
    public TimeSpan DrainTime { get; set; }

    /// <summary>The <c>limit</c> of a request that names none.</summary>
    public int DefaultLimit { get; set; } = 5000;

    /// <summary>Swagger UI and the OpenAPI document.</summary>
    public bool Docs { get; set; } = true;

    /// <summary>Metrics for Prometheus to scrape.</summary>
    public MetricsOptions Metrics { get; set; } = new();

    /// <summary>Whose <c>X-Forwarded-*</c> headers are believed: addresses and ranges of addresses; nobody's when there are none.</summary>
    public IReadOnlyList<string> KnownProxies { get; set; } = [];

    /// <summary>The prefix under which a proxy serves the gateway, such as <c>/netskope</c>, whether the proxy takes it off the path or not.</summary>
    public string PathBase { get; set; } = "";

    /// <summary>The origins whose browser applications may ask and read; without any, CORS is off.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; set; } = [];
}

/// <summary>Metrics in the format of Prometheus. They need no credential, so they are off by default.</summary>
public sealed class MetricsOptions
{
    public bool Enabled { get; set; }

    public string Path { get; set; } = "/metrics";

    /// <summary>The only port that serves the metrics. It must be a port in <c>ASPNETCORE_URLS</c>. With 0, every port serves them.</summary>
    public int Port { get; set; }
}

sealed class GatewayOptionsRules : SettingRules<GatewayOptions>
{
    static readonly string[] ReservedPaths = ["/api", "/gateway", "/health", "/openapi", "/swagger"];

    protected override void Check(GatewayOptions o)
    {
        Between(o.RequestTimeout, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(10), "Gateway:RequestTimeout");
        Between(o.DrainTime, TimeSpan.Zero, TimeSpan.FromMinutes(5), "Gateway:DrainTime");
        Between(o.DefaultLimit, 1, 10_000, "Gateway:DefaultLimit");
        Require(
            o.Metrics.Path is ['/', not '/', ..] && Uri.IsWellFormedUriString(o.Metrics.Path, UriKind.Relative) && !o.Metrics.Path.Contains('?', StringComparison.Ordinal),
            "Gateway:Metrics:Path",
            $"is '{o.Metrics.Path}'; write a path such as /metrics");
        Require(
            !ReservedPaths.Any(reserved => (o.Metrics.Path + "/").StartsWith(reserved + "/", StringComparison.OrdinalIgnoreCase)),
            "Gateway:Metrics:Path",
            $"is '{o.Metrics.Path}', which the gateway uses itself; write a path such as /metrics");
        Between(o.Metrics.Port, 0, 65_535, "Gateway:Metrics:Port");
        foreach (var proxy in o.KnownProxies)
        {
            if (ProxyRange.Fault(proxy) is { } fault) Require(false, "Gateway:KnownProxies", $"has '{proxy}', {fault}");
        }

        if (PathPrefix.Fault(o.PathBase) is { } wrong) Require(false, "Gateway:PathBase", $"is '{o.PathBase}'; {wrong}");
        foreach (var origin in o.AllowedOrigins)
        {
            if (Origins.Fault(origin) is { } fault) Require(false, "Gateway:AllowedOrigins", $"has '{origin}'; {fault}");
        }
    }
}
