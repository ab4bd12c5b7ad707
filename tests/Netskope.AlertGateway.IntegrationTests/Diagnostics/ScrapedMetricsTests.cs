using System.Globalization;
using System.Text.RegularExpressions;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Diagnostics;

/// <summary><c>/metrics</c>, read by the rules of Prometheus' text format (exposition format 0.0.4).</summary>
public sealed partial class ScrapedMetricsTests(CountedGateway counted) : IClassFixture<CountedGateway>
{
    static readonly string[] HistogramParts = ["_bucket", "_sum", "_count"];

    [Fact]
    public void EveryDocumentedName_IsServed_AndNothingElse()
    {
        var families = Parse(counted.Scraped);

        var documented = TelemetryDocument.Instruments.SelectMany(instrument => instrument.Series(counted.Instruments[instrument.Name].Unit ?? "").Select(Family)).ToHashSet(StringComparer.Ordinal);
        var served = families.Keys.Except(["target_info"], StringComparer.Ordinal).ToList();
        served.Except(documented, StringComparer.Ordinal).ShouldBeEmpty();
        documented.Except(served, StringComparer.Ordinal).ShouldBeEmpty();
        families["alert_gateway_requests_total"].ShouldBe("counter");
        families["alert_gateway_upstream_duration_seconds"].ShouldBe("histogram");
        families["alert_gateway_redis_connected"].ShouldBe("gauge");
        counted.Scraped.ShouldNotContain(GatewayFixture.TenantToken);
    }

    [Fact]
    public async Task Metrics_AreOff_ByDefault()
    {
        await using var gateway = await GatewayFixture.StartAsync();

        (await ScrapeAsync(gateway, "/metrics")).Status.ShouldBe(401);
    }

    [Fact]
    public async Task PortOfTheirOwn_IsTheOnlyOneThatServesThem()
    {
        var port = Ports.Free();
        await using var gateway = await StartAsync(settings => settings["Gateway:Metrics:Port"] = port.ToString(CultureInfo.InvariantCulture));

        // Whatever port the caller names.
        (await ScrapeAsync(gateway, "/metrics", host: $"127.0.0.1:{port}")).Status.ShouldBe(401);
    }

    static Task<GatewayFixture> StartAsync(Action<IDictionary<string, string?>>? settings = null) => GatewayFixture.StartAsync(own =>
    {
        own["Gateway:Metrics:Enabled"] = "true";
        settings?.Invoke(own);
    });

    static Task<Answer> ScrapeAsync(GatewayFixture gateway, string path, string? host = null) =>
        gateway.GetAsync(path, token: null, request => request.Headers.Host = host);

    /// <summary>Each family with its type; a line that is neither a comment nor a sample of a declared family fails.</summary>
    static Dictionary<string, string> Parse(string text)
    {
        var families = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (Type().Match(line) is { Success: true } type) families.Add(type.Groups[1].Value, type.Groups[2].Value);
            if (line.StartsWith('#')) continue;
            var sample = Sample().Match(line);
            sample.Success.ShouldBeTrue(line);
            var name = sample.Groups[1].Value;
            var isDeclared = families.ContainsKey(name) || HistogramParts.Any(part => name.EndsWith(part, StringComparison.Ordinal) && families.GetValueOrDefault(name[..^part.Length]) == "histogram");
            isDeclared.ShouldBeTrue(line);
        }

        return families;
    }

    static string Family(string series) => HistogramParts.FirstOrDefault(part => series.EndsWith(part, StringComparison.Ordinal)) is { } part ? series[..^part.Length] : series;

    [GeneratedRegex("^# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge|histogram|summary|untyped)$")]
    private static partial Regex Type();

    [GeneratedRegex("""^([a-zA-Z_:][a-zA-Z0-9_:]*)(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\\n]|\\.)*",?)*\})? (NaN|[+-]Inf|[-+]?[0-9.eE+-]+)( [0-9]+)?$""")]
    private static partial Regex Sample();
}
