using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Diagnostics;

public sealed class TraceTests : ContractTests<RecordedFixture>, IDisposable
{
    const string CallersSpan = "b7ad6b7169203331";

    static readonly string[] OfATrace = ["traceparent", "tracestate", "baggage", "Request-Id", "Correlation-Context"];

    readonly string _trace = ActivityTraceId.CreateRandom().ToHexString();
    readonly ConcurrentQueue<Activity> _spans = new();
    readonly ActivityListener _listener;

    public TraceTests(RecordedFixture gateway)
        : base(gateway)
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = span =>
            {
                if (span.TraceId.ToHexString() == _trace) _spans.Enqueue(span);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.Records.Clear();
    }

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task CallersTrace_GoesThroughTheGateway_ToTheCallToTheTenant()
    {
        (await AskAsync(Gateway.Question())).Status.ShouldBe(200);
        await Eventually.HoldsAsync("both spans have ended", () => _spans.Count >= 2);

        var server = _spans.Single(span => span.Kind == ActivityKind.Server);
        server.ParentSpanId.ToHexString().ShouldBe(CallersSpan);
        var client = _spans.Single(span => span.Kind == ActivityKind.Client);
        client.ParentSpanId.ShouldBe(server.SpanId);
        client.GetTagItem("server.port").ShouldBe(new Uri(Gateway.TenantAddress).Port);
        client.TagObjects.ShouldAllBe(tag => !Convert.ToString(tag.Value, CultureInfo.InvariantCulture)!.Contains(GatewayFixture.TenantToken));
    }

    [Fact]
    public async Task NothingOfTheTrace_ArrivesAtTheTenant()
    {
        await AskAsync(Gateway.Question());

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Headers.Keys.Intersect(OfATrace, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        call.Headers.Values.ShouldAllBe(value => !value.Contains(_trace) && !value.Contains("secret-of-the-company"));
    }

    [Fact]
    public async Task ProblemAndAccessRecord_NameTheCallersTrace()
    {
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500);
        var answer = (await AskAsync(Gateway.Question())).ShouldBeProblem(502);

        answer.Json.GetProperty("traceId").GetString().ShouldBe(_trace);
        (await Gateway.Records.TakeAsync()).GetProperty("trace").GetString().ShouldBe(_trace);
    }

    [Theory]
    [InlineData("00-00000000000000000000000000000000-b7ad6b7169203331-01")]
    [InlineData("00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01")]
    [InlineData("zz-\"},{\"caller\":\"me\"")]
    public async Task TraceParentThatIsNone_IsNotTaken(string traceParent)
    {
        (await AskAsync(Gateway.Question(), traceParent)).Status.ShouldBe(200);

        var trace = (await Gateway.Records.TakeAsync()).GetProperty("trace").GetString().ShouldNotBeNull();
        trace.ShouldMatch("^[0-9a-f]{32}$");
        trace.ShouldNotBe(new string('0', 32));
        trace.ShouldNotBe("0af7651916cd43dd8448eb211c80319c");
    }

    /// <summary>Byte by byte, since a client has a trace of its own.</summary>
    Task<Answer> AskAsync(string target, string? traceParent = null) => Gateway.SendRawAsync(
        $"GET {target} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Gateway.GoodToken}\r\ntraceparent: {traceParent ?? $"00-{_trace}-{CallersSpan}-01"}\r\n"
        + "tracestate: company=secret-of-the-company\r\nbaggage: user=secret-of-the-company\r\nRequest-Id: |1.secret-of-the-company.\r\nConnection: close\r\n\r\n");
}
