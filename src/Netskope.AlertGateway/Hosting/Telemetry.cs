using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Passthrough;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Netskope.AlertGateway.Hosting;

/// <summary>
/// The gauges of all rooms, and the export of traces and metrics by OTLP where an <c>OTEL_EXPORTER_OTLP_*</c> variable
/// names a receiver (OpenTelemetry specification, environment variables).
/// </summary>
sealed partial class Telemetry(
    GatewayMetrics metrics,
    InFlightBytes inFlight,
    TenantEndpoints endpoints,
    ReplicaRegistry registry,
    MemoryStore memory,
    Places places,
    TenantClock clock,
    RedisConnections redis,
    RedisHealth health,
    CallerKeys keys,
    IOptions<NetskopeOptions> netskope,
    IConfiguration configuration,
    TimeProvider time,
    ILogger<Telemetry> log) : IHostedService, IDisposable
{
    static readonly string[] Sources = ["Microsoft.AspNetCore", "System.Net.Http"];
    static readonly string[] Meters = [GatewayMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Net.Http", "System.Runtime"];

    const int WarnDays = 14;

    OpenTelemetrySdk? _sdk;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        Gauge("alert_gateway.upstream.in_flight", "By", "Memory that pages in flight have reserved.", () => inFlight.Reserved);
        Gauge("alert_gateway.upstream.waiting", "By", "Memory that pages in line wait for.", () => inFlight.Waiting);
        Gauge("alert_gateway.budget.waiting", "{call}", "Calls to the tenant that wait for the quota.", () => endpoints.Waiting);
        Gauge("alert_gateway.replicas", "{replica}", "Replicas that share the quota, as last counted in Redis; 0 before.", () => registry.Seen);
        Gauge("alert_gateway.passthrough.under_way", "{answer}", "Requests that are passed through now, in line for the tenant or being answered.", () => places.Taken);
        Gauge("alert_gateway.memory.kept", "By", "Memory that kept answers take.", () => memory.Size);
        Gauge("alert_gateway.clock.offset", "s", "How far the tenant's clock is ahead of this machine's.", () => clock.Offset.TotalSeconds);
        if (netskope.Value.TokenExpires is { } expires) WatchToken(expires);
        if (keys.Any) metrics.Observe("alert_gateway.key.days_left", "{day}", "Days until the first of a client's keys ends (Access:Keys).", keys.DaysLeft);
        metrics.Observe("alert_gateway.redis.connected", "1", "1 while Redis takes writes, by connection.", Connected);
        _sdk = Export();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Sends what is left, within the exporter's own time-outs.</summary>
    public void Dispose() => _sdk?.Dispose();

    OpenTelemetrySdk? Export()
    {
        var (traces, meters) = (OtlpReceiver.For("TRACES", configuration), OtlpReceiver.For("METRICS", configuration));
        if (traces is null && meters is null) return null;
        return OpenTelemetrySdk.Create(telemetry =>
        {
            telemetry.ConfigureResource(OtlpReceiver.Describe);
            if (traces is not null) telemetry.WithTracing(tracing => tracing.AddSource(Sources).AddOtlpExporter(traces.Configure));
            if (meters is not null) telemetry.WithMetrics(metering => metering.AddMeter(Meters).AddOtlpExporter(meters.Configure));
        });
    }

    void WatchToken(DateTimeOffset expires)
    {
        double DaysLeft() => (expires - time.GetUtcNow()).TotalDays;
        Gauge("alert_gateway.token.days_left", "{day}", "Days until the tenant's token expires (Netskope:TokenExpires).", DaysLeft);
        var days = DaysLeft();
        if (days < WarnDays) Log.TokenExpires(log, days);
    }

    void Gauge(string name, string unit, string description, Func<double> read) =>
        metrics.Observe(name, unit, description, () => [new Measurement<double>(read())]);

    IEnumerable<Measurement<double>> Connected()
    {
        foreach (var connection in redis.All) yield return new(health.FaultOf(connection) is null ? 1 : 0, new KeyValuePair<string, object?>("connection", connection.Name));
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 95, Level = LogLevel.Warning, Message = "The tenant's token expires in {Days:F0} days (Netskope:TokenExpires). Renew it.")]
        public static partial void TokenExpires(ILogger logger, double days);
    }
}

static class TelemetrySetup
{
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        builder.Services.AddHostedService<Telemetry>();
        if (OtlpReceiver.For("LOGS", builder.Configuration) is { } receiver)
        {
            var service = ResourceBuilder.CreateDefault();
            OtlpReceiver.Describe(service);
            builder.Logging.AddOpenTelemetry(logs => logs.SetResourceBuilder(service).AddOtlpExporter(receiver.Configure));
        }

        return builder;
    }
}
