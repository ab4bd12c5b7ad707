using Netskope.AlertGateway.Diagnostics;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Netskope.AlertGateway.Hosting;

/// <summary>
/// The export of traces, metrics and logs by OTLP where an <c>OTEL_EXPORTER_OTLP_*</c> variable names a receiver (OpenTelemetry
/// specification, environment variables), and metrics for Prometheus to scrape where <c>Gateway:Metrics</c> is set.
/// </summary>
static class Telemetry
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<GaugeInstruments>();
        var (traces, metrics, logs) = (
            OtlpReceiver.For("TRACES", builder.Configuration),
            OtlpReceiver.For("METRICS", builder.Configuration),
            OtlpReceiver.For("LOGS", builder.Configuration));
        var isScraped = IsScraped(builder.Configuration);
        if (traces is null && metrics is null && logs is null && !isScraped) return builder;

        var telemetry = builder.Services.AddOpenTelemetry().ConfigureResource(OtlpReceiver.Describe);
        if (traces is not null) telemetry.WithTracing(tracing => Trace(tracing).AddOtlpExporter(traces.Configure));
        if (metrics is not null || isScraped) telemetry.WithMetrics(metering => Measure(metering, metrics, isScraped));
        if (logs is not null) telemetry.WithLogging(logging => logging.AddOtlpExporter(logs.Configure));
        return builder;
    }

    /// <summary>Serves the metrics in front of authentication, so that a scraper needs no credential.</summary>
    public static void UseMetrics(this IApplicationBuilder app, GatewayOptions options)
    {
        if (!options.Metrics.Enabled) return;
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
            context.Request.Path == options.Metrics.Path && (options.Metrics.Port == 0 || context.Connection.LocalPort == options.Metrics.Port));
    }

    // Health checks come every few seconds and say nothing in a trace. Queries are redacted by both instrumentations.
    static TracerProviderBuilder Trace(TracerProviderBuilder tracing) => tracing
        .AddAspNetCoreInstrumentation(server => server.Filter = static context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        .AddHttpClientInstrumentation();

    static void Measure(MeterProviderBuilder metering, OtlpReceiver? receiver, bool isScraped)
    {
        metering.AddMeter(GatewayMetrics.MeterName);
        if (receiver is not null) metering.AddAspNetCoreInstrumentation().AddHttpClientInstrumentation().AddRuntimeInstrumentation().AddOtlpExporter(receiver.Configure);
        if (isScraped) metering.AddPrometheusExporter();
    }

    static bool IsScraped(ConfigurationManager configuration) =>
        bool.TryParse(configuration["Gateway:Metrics:Enabled"], out var enabled) && enabled;
}
