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
        if (traces is not null) telemetry.WithTracing(tracing => ConfigureTracing(tracing).AddOtlpExporter(traces.Configure));
        if (metrics is not null || isScraped) telemetry.WithMetrics(metering => ConfigureMetrics(metering, metrics, isScraped));
        if (logs is not null) telemetry.WithLogging(logging => logging.AddOtlpExporter(logs.Configure));
        return builder;
    }

    /// <summary>Serves the metrics in front of authentication, so that a scraper needs no credential.</summary>
    public static void UseMetrics(this IApplicationBuilder app, GatewayOptions options)
    {
        if (!options.Metrics.Enabled) return;
        app.UseOpenTelemetryPrometheusScrapingEndpoint(context =>
            HttpMethods.IsGet(context.Request.Method) && context.Request.Path == options.Metrics.Path && (options.Metrics.Port == 0 || context.Connection.LocalPort == options.Metrics.Port));
    }

    // Health checks come every few seconds and say nothing in a trace. HttpClient's own source is used for calls to the tenant: the
    // instrumentation package would send the caller's trace and baggage along, which are not for outsiders. Both redact queries.
    static TracerProviderBuilder ConfigureTracing(TracerProviderBuilder tracing) => tracing
        .AddAspNetCoreInstrumentation(server => server.Filter = static context => !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal))
        .AddSource("System.Net.Http");

    static void ConfigureMetrics(MeterProviderBuilder metering, OtlpReceiver? receiver, bool isScraped)
    {
        metering.AddMeter(GatewayMetrics.MeterName);
        if (receiver is not null) metering.AddAspNetCoreInstrumentation().AddMeter("System.Net.Http").AddRuntimeInstrumentation().AddOtlpExporter(receiver.Configure);
        if (isScraped) metering.AddPrometheusExporter();
    }

    static bool IsScraped(ConfigurationManager configuration) =>
        bool.TryParse(configuration["Gateway:Metrics:Enabled"], out var enabled) && enabled;
}
