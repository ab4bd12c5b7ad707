using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Diagnostics;

/// <summary>A gateway through whose front door all has gone that its instruments count, and what they said.</summary>
public sealed class CountedGateway : IAsyncLifetime
{
    const string Poll = "/api/v1/alerts?timeperiod=86400&limit=5";

    readonly GatewayFixture _gateway = new() { Clock = new ManualTimeProvider() };
    readonly ConcurrentQueue<Measured> _seen = new();
    readonly ConcurrentDictionary<string, Instrument> _instruments = new(StringComparer.Ordinal);
    MeterListener? _listener;

    internal IReadOnlyCollection<Measured> Seen => _seen;

    internal IReadOnlyDictionary<string, Instrument> Instruments => _instruments;

    /// <summary>What Prometheus would get.</summary>
    internal string Scraped { get; private set; } = "";

    internal int Asked { get; private set; }

    internal int TenantCalls => _gateway.Tenant.Record.Calls.Count;

    public async ValueTask InitializeAsync()
    {
        _gateway.Settings["Gateway:Compatibility"] = "Legacy";
        _gateway.Settings["Gateway:Metrics:Enabled"] = "true";

        // Whatever is counted for v1 is counted for v2, and what v2 can only say nearly as well.
        _gateway.Settings["Netskope:ApiVersion"] = "v2";
        _gateway.Settings["Netskope:TokenExpires"] = _gateway.Clock!.GetUtcNow().AddDays(10).ToString("O", CultureInfo.InvariantCulture);

        _gateway.Settings.AddKey("reporting", _gateway.Clock.GetUtcNow().AddDays(20).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture));
        _gateway.Settings.AddKey("reporting", _gateway.Clock.GetUtcNow().AddDays(5).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture));
        _gateway.Settings.AddKey("dashboard", _gateway.Clock.GetUtcNow().AddDays(-1).ToString("yyyy-MM-dd'T'HH:mm:ssK", CultureInfo.InvariantCulture));

        // Nobody listens there, which is all the same to the gauge.
        _gateway.Settings["ConnectionStrings:Redis"] = "127.0.0.1:1";
        _gateway.Settings["Netskope:Retries"] = "1";

        // No room for a line, which costs no request.
        _gateway.Settings["Audit:File"] = "/dev/full";

        // One caller may see a part of the rows.
        _gateway.Settings["Access:Profiles:0:Name"] = "part";
        _gateway.Settings["Access:Profiles:0:Clients"] = "confined";
        _gateway.Settings["Access:Profiles:0:Restriction"] = "app eq 'Slack'";
        _gateway.Settings["Access:Profiles:1:Name"] = "whole";
        _gateway.Settings["Access:DefaultProfile"] = "whole";
        await _gateway.InitializeAsync();
        Listen();
        await AskEverythingAsync();
        _listener!.RecordObservableInstruments();
        Scraped = (await _gateway.GetAsync("/metrics", token: null)).Text;
    }

    public async ValueTask DisposeAsync()
    {
        _listener?.Dispose();
        await _gateway.DisposeAsync();
    }

    internal IReadOnlyList<Measured> Of(string instrument) => [.. _seen.Where(measured => measured.Name == instrument)];

    /// <summary>To this gateway alone: others run in this process at the same time.</summary>
    void Listen()
    {
        var factory = _gateway.GatewayServices.GetRequiredService<IMeterFactory>();
        _listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name != GatewayMetrics.MeterName || instrument.Meter.Scope != factory) return;
                _instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            },
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => _seen.Enqueue(new(instrument.Name, value, Tags(tags))));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => _seen.Enqueue(new(instrument.Name, value, Tags(tags))));
        _listener.Start();
    }

    async Task AskEverythingAsync()
    {
        var page = (await GetAsync(Poll)).ShouldBePage();
        (await GetAsync(Poll)).IsHit.ShouldBeTrue();
        (await GetAsync(Poll, ("If-None-Match", page["ETag"]!))).Status.ShouldBe(304);
        (await GetAsync(Poll + "&nosuch=1&norsuch=2")).ShouldBePage();
        (await GetAsync("/api/v1/nothing")).Status.ShouldBe(404);
        (await GetAsync(Poll + "&skip=x")).Status.ShouldBe(400);
        (await GetAsync(Poll + "&query=user%20like%20example.com")).ShouldBePage();

        var settled = _gateway.Question();
        (await GetAsync(settled)).ShouldBePage();
        _gateway.Clock!.Advance(TimeSpan.FromSeconds(45));
        (await GetAsync(settled, ("Cache-Control", "no-cache"))).ShouldBePage();
        (await GetAsync(Poll)).ShouldBePage();

        _gateway.Clock.Advance(TimeSpan.FromSeconds(45));
        _gateway.Tenant.Faults.Order(FaultKind.Forbidden403, times: int.MaxValue);
        (await GetAsync(Poll)).ShouldBePage()["Cache-Status"].ShouldNotBeNull().ShouldContain("ttl=-");
        (await GetAsync(_gateway.Question())).Status.ShouldBe(502);
        _gateway.Tenant.Faults.Clear();
        _gateway.Clock.Advance(TimeSpan.FromSeconds(10));

        _gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, times: 1);
        var repeated = GetAsync(_gateway.Question());
        await Eventually.HoldsAsync("it waits for the quota", () => _gateway.CallsWaiting == 1);
        _gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        (await repeated).ShouldBePage();

        _gateway.Tenant.Options.IgnoreQueries = true;
        (await AnsweredAsync(_gateway.GetAsync(_gateway.Question(), _gateway.Token(subject: "confined")))).Status.ShouldBe(502);
        _gateway.Tenant.Options.IgnoreQueries = false;

        // The second may come too late to wait with the first: then they try again.
        for (var i = 0; i < 20 && Of("alert_gateway.requests.coalesced").Count == 0; i++) await AskTogetherAsync();

        Asked++;
        (await _gateway.GetAsync(_gateway.Question(), GatewayFixture.TenantToken)).Status.ShouldBe(401);

        // Counted behind the answer's last byte.
        await Eventually.HoldsAsync("every request is counted", () => Of("alert_gateway.requests").Count >= Asked);
    }

    async Task AskTogetherAsync()
    {
        var calls = TenantCalls;
        var hold = _gateway.Tenant.Faults.Order(FaultKind.Hold);
        var question = _gateway.Question();
        var first = GetAsync(question);
        await _gateway.WaitForCallsAsync(calls + 1);
        var second = GetAsync(question);
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);
        hold.Release();
        (await Task.WhenAll(first, second)).ShouldAllBe(answer => answer.Status == 200);
    }

    Task<Answer> GetAsync(string target, params (string Name, string Value)[] headers) => AnsweredAsync(_gateway.GetAsync(target, headers));

    async Task<Answer> AnsweredAsync(Task<Answer> asking)
    {
        Asked++;

        // Without Redis the share of the quota is spent call by call, a millisecond apart.
        while (!asking.IsCompleted)
        {
            if (_gateway.CallsWaiting > 0) _gateway.Clock!.Advance(TimeSpan.FromMilliseconds(1));
            await Task.WhenAny(asking, Task.Delay(TimeSpan.FromMilliseconds(2), TimeProvider.System, TestContext.Current.CancellationToken));
        }

        return await asking;
    }

    static Dictionary<string, string> Tags(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var read = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in tags) read[name] = value.ShouldBeOfType<string>();
        return read;
    }

    internal sealed record Measured(string Name, double Value, IReadOnlyDictionary<string, string> Tags);
}

public sealed class GatewayMetricsTests(CountedGateway gateway) : IClassFixture<CountedGateway>
{
    static readonly string[] Sources = ["hit", "miss", "renewed", "demanded", "stale", "none"];

    static readonly string[] Outcomes = ["ok", "not-modified", "caller-left", .. Enum.GetValues<FailureKind>().Select(kind => Problems.Of(kind).Slug)];

    public static TheoryData<string> Names => [.. TelemetryDocument.Instruments.Select(instrument => instrument.Name)];

    [Fact]
    public void Instruments_AreTheDocumentedOnes() =>
        gateway.Instruments.Keys.Order(StringComparer.Ordinal).ShouldBe(TelemetryDocument.Instruments.Select(instrument => instrument.Name).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(Names))]
    public void Instrument_IsOfTheDocumentedKindAndUnit(string name)
    {
        var documented = Documented(name);
        var instrument = gateway.Instruments[name];

        var kind = instrument switch
        {
            Counter<long> => "counter",
            Histogram<double> => "histogram",
            ObservableGauge<double> => "gauge",
            _ => instrument.GetType().Name,
        };
        kind.ShouldBe(documented.Kind);
        var unit = instrument.Unit ?? "";
        if (documented.Unit.Length > 0) unit.ShouldBe(documented.Unit);
        else (unit is "1" || unit.StartsWith('{')).ShouldBeTrue($"{unit} is not documented");
        instrument.Description.ShouldNotBeNullOrWhiteSpace();
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Traffic_MovesTheInstrument_WithTheDocumentedTags(string name)
    {
        var seen = gateway.Of(name);

        seen.ShouldNotBeEmpty();
        seen.ShouldAllBe(measured => measured.Tags.Keys.Order(StringComparer.Ordinal).SequenceEqual(Documented(name).Tags.Order(StringComparer.Ordinal)));
    }

    [Fact]
    public void EveryRequest_IsCountedOnce_UnderItsSourceAndOutcome()
    {
        var requests = gateway.Of("alert_gateway.requests");

        requests.Count.ShouldBe(gateway.Asked);
        requests.ShouldAllBe(request => request.Value == 1 && Sources.Contains(request.Tags["source"]) && Outcomes.Contains(request.Tags["outcome"]));
        requests.Select(request => request.Tags["source"]).Distinct().Order(StringComparer.Ordinal).ShouldBe(Sources.Order(StringComparer.Ordinal));
        Count("miss", "ok").ShouldBeGreaterThanOrEqualTo(1);
        Count("hit", "ok").ShouldBeGreaterThanOrEqualTo(2);
        Count("hit", "not-modified").ShouldBe(1);
        Count("demanded", "ok").ShouldBe(1);
        Count("renewed", "ok").ShouldBe(1);
        Count("stale", "ok").ShouldBe(1);
        requests.Count(request => request.Tags["outcome"] == "upstream-credentials").ShouldBe(1);
        Count("none", "invalid-token").ShouldBe(1);
        Count("none", "invalid-request").ShouldBe(1);
        requests.Where(request => request.Tags["outcome"] == "not-found").ShouldHaveSingleItem().Tags["resource"].ShouldBe("none");
        requests.Where(request => request.Tags["outcome"] == "ok").ShouldAllBe(request => request.Tags["resource"] == "alerts");

        int Count(string source, string outcome) => requests.Count(request => request.Tags["source"] == source && request.Tags["outcome"] == outcome);
    }

    [Fact]
    public void EveryCallToTheTenant_IsMeasuredOnce_UnderItsOutcome()
    {
        var calls = gateway.Of("alert_gateway.upstream.duration");

        calls.Count.ShouldBe(gateway.TenantCalls);
        calls.ShouldAllBe(call => call.Value >= 0 && call.Tags["resource"] == "alerts");
        calls.Select(call => call.Tags["outcome"]).Distinct().Order(StringComparer.Ordinal).ShouldBe(["confinement-mismatch", "ok", "tenant-quota", "upstream-credentials"]);
        calls.Count(call => call.Tags["outcome"] == "upstream-credentials").ShouldBe(2);
    }

    [Fact]
    public void CredentialAlarms_TellARefusedTokenFromAnExposedOne() =>
        gateway.Of("alert_gateway.credential.alarms").Select(alarm => alarm.Tags["cause"]).Distinct().Order(StringComparer.Ordinal).ShouldBe(["exposed", "refused"]);

    [Fact]
    public async Task LinesThatAreNotInTheAuditFile_AreCounted() =>
        await Eventually.HoldsAsync("every line is counted", () => gateway.Of("alert_gateway.audit.failures").Sum(measured => measured.Value) == gateway.Asked);

    [Fact]
    public void IgnoredParameters_AreCounted_NotRequests() => gateway.Of("alert_gateway.parameters.ignored").Sum(measured => measured.Value).ShouldBe(2);

    [Fact]
    public void Gauges_SayHowThingsStand()
    {
        gateway.Of("alert_gateway.token.days_left").ShouldHaveSingleItem().Value.ShouldBe(10, 0.01);
        var ofKeys = gateway.Of("alert_gateway.key.days_left").ToDictionary(measured => measured.Tags["client"], measured => measured.Value, StringComparer.Ordinal);
        ofKeys.Keys.ShouldBe(["reporting", "dashboard"], ignoreOrder: true);
        ofKeys["reporting"].ShouldBe(5, 0.01);
        ofKeys["dashboard"].ShouldBe(-1, 0.01);
        gateway.Of("alert_gateway.memory.kept").ShouldHaveSingleItem().Value.ShouldBeGreaterThan(1000);
        gateway.Of("alert_gateway.upstream.in_flight").ShouldHaveSingleItem().Value.ShouldBe(0);
        gateway.Of("alert_gateway.upstream.waiting").ShouldHaveSingleItem().Value.ShouldBe(0);
        gateway.Of("alert_gateway.budget.waiting").ShouldHaveSingleItem().Value.ShouldBe(0);
        gateway.Of("alert_gateway.replicas").ShouldHaveSingleItem().Value.ShouldBe(0, "Redis has never answered");
        Math.Abs(gateway.Of("alert_gateway.clock.offset").ShouldHaveSingleItem().Value).ShouldBeLessThan(2);
        gateway.Of("alert_gateway.redis.connected").ToDictionary(measured => measured.Tags["connection"], measured => measured.Value, StringComparer.Ordinal)
            .ShouldBe(new Dictionary<string, double>(StringComparer.Ordinal) { ["control"] = 0, ["bulk"] = 0 }, ignoreOrder: true);
    }

    [Theory]
    [InlineData("alert-rules.yaml")]
    [InlineData("dashboard.json")]
    public void DeployedFile_NamesOnlySeriesAndLabelsThatThereAre(string file)
    {
        var text = TelemetryDocument.Read("deploy", file);
        var series = TelemetryDocument.Instruments.SelectMany(instrument => instrument.Series(gateway.Instruments[instrument.Name].Unit ?? "").Select(name => (name, instrument.Tags))).ToDictionary(StringComparer.Ordinal);

        DeployedFiles.Series(text).ShouldNotBeEmpty();
        foreach (var (name, labels) in DeployedFiles.Series(text))
        {
            series.Keys.ShouldContain(name, $"{file} asks for what no instrument becomes");
            labels.ShouldBeSubsetOf(series[name], $"{file}: {name}");
        }

        DeployedFiles.Groupings(text).ShouldBeSubsetOf([.. series.Values.SelectMany(tags => tags), "instance", "le"]);
    }

    static DocumentedInstrument Documented(string name) => TelemetryDocument.Instruments.Single(instrument => instrument.Name == name);
}
