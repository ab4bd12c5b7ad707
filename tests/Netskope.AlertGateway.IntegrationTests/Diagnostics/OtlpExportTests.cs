using System.Net;
using System.Net.Http.Headers;
using Netskope.Sandbox;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Diagnostics;

public sealed class OtlpExportTests
{
    static readonly string[] Signals = ["/v1/traces", "/v1/metrics", "/v1/logs"];

    static readonly string[] OfATrace = ["traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context"];

    static readonly string[] Metrics = ["alert_gateway.requests", "alert_gateway.upstream.duration", "http.server.request.duration", "http.client.request.duration", "kestrel.active_connections"];

    // OpenTelemetry's semantic conventions for HTTP servers and clients.
    static readonly string[] SpanAttributes = ["http.request.method", "http.response.status_code", "http.route", "url.path", "server.address"];

    [Fact]
    public async Task TracesMetricsAndLogs_AreSent_UnderTheServicesName_WithoutATokenInThem()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var neighbours = await Neighbours.StartAsync(new NeighbourOptions { TenantToken = GatewayFixture.TenantToken }, ct);
        await using var gateway = await GatewayProcess.StartAsync(
            neighbours.Settings.Concat(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            }),
            ct);

        (await StatusAsync(gateway, "/api/v1/alerts?timeperiod=86400&limit=10", neighbours.Token)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync(gateway, "/api/v1/alerts?timeperiod=86400&limit=0&query=user%20eq%20hidden-value-61ce", neighbours.Token)).ShouldBe(HttpStatusCode.BadRequest);
        await Eventually.HoldsAsync("the request was exported", () =>
            Metrics.All(name => receiver.Bodies("/v1/metrics").Contains(name, StringComparison.Ordinal))
            && receiver.Bodies("/v1/traces").Contains("/api/v1/alerts", StringComparison.Ordinal)
            && receiver.Bodies("/v1/logs").Contains("invalid-request", StringComparison.Ordinal));

        // The tenant is an outsider: neither the caller's trace nor its baggage goes there.
        neighbours.Tenant.Record.Calls.ShouldNotBeEmpty();
        neighbours.Tenant.Record.Calls.SelectMany(call => call.Headers.Keys).Intersect(OfATrace, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        receiver.Posts.Select(post => post.Path).Distinct(StringComparer.Ordinal).ShouldBeSubsetOf(Signals);
        foreach (var attribute in SpanAttributes) receiver.Bodies("/v1/traces").ShouldContain(attribute);
        receiver.Bodies("/v1/traces").ShouldNotContain("hidden-value-61ce");
        receiver.Bodies("/v1/traces").ShouldNotContain("/health/ready");
        receiver.Posts.ShouldAllBe(post => post.ContentType == "application/x-protobuf");
        receiver.Told.ShouldAllBe(post => post.Body.Contains("netskope-alert-gateway", StringComparison.Ordinal));
        var signature = neighbours.Token[(neighbours.Token.LastIndexOf('.') + 1)..];
        receiver.Posts.ShouldAllBe(post => !post.Body.Contains(GatewayFixture.TenantToken, StringComparison.OrdinalIgnoreCase) && !post.Body.Contains(signature, StringComparison.Ordinal));
    }

    public static TheoryData<string, string> Receivers => TestDepth.OneOf(
        ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "/v1/traces"), ("OTEL_EXPORTER_OTLP_METRICS_ENDPOINT", "/v1/metrics"), ("OTEL_EXPORTER_OTLP_LOGS_ENDPOINT", "/v1/logs"));

    [Theory]
    [MemberData(nameof(Receivers))]
    public async Task ReceiverOfOneSignal_GetsThatSignal(string variable, string path)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var neighbours = await Neighbours.StartAsync(new NeighbourOptions(), ct);
        await using var gateway = await GatewayProcess.StartAsync(
            neighbours.Settings.Concat(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                [variable] = receiver.Address + path,
                [variable.Replace("ENDPOINT", "PROTOCOL", StringComparison.Ordinal)] = "http/protobuf",
                ["OTEL_SERVICE_NAME"] = "our-own-name",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
                ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
            }),
            ct);

        (await StatusAsync(gateway, "/api/v1/alerts?timeperiod=86400&limit=10", neighbours.Token)).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync("the signal arrives", () => receiver.Told.Any());

        receiver.Posts.Select(post => post.Path).Distinct(StringComparer.Ordinal).ShouldBe([path]);
        receiver.Told.ShouldAllBe(post => post.Body.Contains("our-own-name", StringComparison.Ordinal) && !post.Body.Contains("netskope-alert-gateway", StringComparison.Ordinal));
    }

    [Fact]
    public async Task SignalWhoseExporterIsNone_IsNotSent()
    {
        var ct = TestContext.Current.CancellationToken;
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var neighbours = await Neighbours.StartAsync(new NeighbourOptions(), ct);
        await using var gateway = await GatewayProcess.StartAsync(
            neighbours.Settings.Concat(new Dictionary<string, string?>(StringComparer.Ordinal)
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = receiver.Address,
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["OTEL_TRACES_EXPORTER"] = "none",
                ["OTEL_LOGS_EXPORTER"] = "none",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "300",
            }),
            ct);

        (await StatusAsync(gateway, "/api/v1/alerts?timeperiod=86400&limit=10", neighbours.Token)).ShouldBe(HttpStatusCode.OK);
        await Eventually.HoldsAsync("metrics arrive", () => receiver.Told.Any());
        await gateway.TerminateAsync(ct);
        (await gateway.WaitForExitAsync(ct)).ShouldBe(0);

        receiver.Posts.Select(post => post.Path).Distinct(StringComparer.Ordinal).ShouldBe(["/v1/metrics"]);
    }

    [Theory]
    [InlineData("OTEL_SDK_DISABLED", "true")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "")]
    public async Task WithoutAReceiver_OrDisabled_NothingIsSent(string variable, string value)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var neighbours = await Neighbours.StartAsync(new NeighbourOptions(), ct);
        var settings = neighbours.Settings.Append(new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")).Append(new("OTEL_METRIC_EXPORT_INTERVAL", "200"));
        if (variable == "OTEL_SDK_DISABLED") settings = settings.Append(new("OTEL_EXPORTER_OTLP_ENDPOINT", receiver.Address));
        await using var gateway = await GatewayProcess.StartAsync(settings.Append(new(variable, value)), ct);

        (await StatusAsync(gateway, "/api/v1/alerts?timeperiod=86400&limit=10", neighbours.Token)).ShouldBe(HttpStatusCode.OK);
        await gateway.TerminateAsync(ct);
        (await gateway.WaitForExitAsync(ct)).ShouldBe(0);

        receiver.Posts.ShouldBeEmpty();
    }

    static async Task<HttpStatusCode> StatusAsync(GatewayProcess gateway, string target, string token)
    {
        await gateway.KnowsTheIssuerAsync();
        using var handler = new SocketsHttpHandler { UseProxy = false };
        using var wire = new HttpMessageInvoker(handler);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, target));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Add("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
        request.Headers.Add("tracestate", "company=secret");
        request.Headers.Add("baggage", "user=hana.sato%40example.com");
        using var response = await wire.SendAsync(request, TestContext.Current.CancellationToken);
        await response.Content.CopyToAsync(Stream.Null, TestContext.Current.CancellationToken);
        return response.StatusCode;
    }
}
