using System.Globalization;
using System.Reflection;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Netskope.AlertGateway.Hosting;

/// <summary>
/// Where one signal is sent (OpenTelemetry specification, OTLP exporter). The exporter itself reads the variables for all
/// signals; those for one, which outrank them, are read here.
/// </summary>
sealed class OtlpReceiver
{
    readonly string _own;
    readonly IConfiguration _configuration;

    OtlpReceiver(string own, IConfiguration configuration) => (_own, _configuration) = (own, configuration);

    /// <param name="signal"><c>TRACES</c>, <c>METRICS</c> or <c>LOGS</c>.</param>
    /// <returns>Null when no variable names a receiver for the signal, the SDK is disabled, or <c>OTEL_{signal}_EXPORTER</c> is <c>none</c>.</returns>
    public static OtlpReceiver? For(string signal, IConfiguration configuration)
    {
        var own = $"OTEL_EXPORTER_OTLP_{signal}_";
        var isNamed = !string.IsNullOrEmpty(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]) || !string.IsNullOrEmpty(configuration[own + "ENDPOINT"]);
        var isOff = IsSet("OTEL_SDK_DISABLED", "true") || IsSet($"OTEL_{signal}_EXPORTER", "none");
        return isNamed && !isOff ? new(own, configuration) : null;

        bool IsSet(string variable, string value) => string.Equals(configuration[variable]?.Trim(), value, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The service as all signals name it, unless <c>OTEL_SERVICE_NAME</c> or <c>OTEL_RESOURCE_ATTRIBUTES</c> name it otherwise.</summary>
    public static void Describe(ResourceBuilder resource) => resource
        .AddService(
            "netskope-alert-gateway",
            serviceVersion: typeof(OtlpReceiver).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0])
        .AddEnvironmentVariableDetector();

    public void Configure(OtlpExporterOptions exporter)
    {
        if (Own("PROTOCOL") is { } protocol) exporter.Protocol = protocol == "http/protobuf" ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        if (Own("HEADERS") is { } headers) exporter.Headers = headers;
        if (int.TryParse(Own("TIMEOUT"), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)) exporter.TimeoutMilliseconds = milliseconds;

        // Taken as it is written: only the one for all signals gets a path.
        if (Uri.TryCreate(Own("ENDPOINT"), UriKind.Absolute, out var endpoint)) exporter.Endpoint = endpoint;
    }

    string? Own(string name) => _configuration[_own + name] is { Length: > 0 } value ? value : null;
}
