using System.Diagnostics.Metrics;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>The gateway's own instruments, in the meter <c>Netskope.AlertGateway</c>; <c>docs/telemetry.md</c> describes them.</summary>
sealed class GatewayMetrics
{
    public const string MeterName = "Netskope.AlertGateway";

    readonly Meter _meter;
    readonly Counter<long> _requests;
    readonly Counter<long> _coalesced;
    readonly Counter<long> _ignored;
    readonly Counter<long> _credentialAlarms;
    readonly Counter<long> _approximated;
    readonly Counter<long> _mismatches;
    readonly Counter<long> _repeated;
    readonly Counter<long> _auditFailures;
    readonly Histogram<double> _upstream;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _requests = _meter.CreateCounter<long>("alert_gateway.requests", "{request}", "Requests, by resource, source of the answer and outcome.");
        _coalesced = _meter.CreateCounter<long>("alert_gateway.requests.coalesced", "{request}", "Requests that waited for another caller's equal question.");
        _ignored = _meter.CreateCounter<long>("alert_gateway.parameters.ignored", "{parameter}", "Unknown parameters of legacy clients, without effect.");
        _credentialAlarms = _meter.CreateCounter<long>("alert_gateway.credential.alarms", "{alarm}", "The tenant refused its token, or a caller sent it.");
        _approximated = _meter.CreateCounter<long>("alert_gateway.queries.approximated", "{page}", "Pages of a v2 tenant whose query v2 can only say nearly.");
        _mismatches = _meter.CreateCounter<long>("alert_gateway.confinement.mismatches", "{page}", "Pages of the tenant with rows outside their caller's restriction; all were refused.");
        _repeated = _meter.CreateCounter<long>("alert_gateway.upstream.repeated", "{call}", "Calls to the tenant that were tried again, by what had gone wrong.");
        _auditFailures = _meter.CreateCounter<long>("alert_gateway.audit.failures", "{line}", "Lines of access records that are not in the audit file, or were not in time.");
        _upstream = _meter.CreateHistogram<double>("alert_gateway.upstream.duration", "s", "Calls to the tenant, to the last byte, by outcome.");
    }

    public void Answered(string resource, string source, string outcome) =>
        _requests.Add(1, new("resource", resource), new("source", source), new("outcome", outcome));

    public void Coalesced(string resource) => _coalesced.Add(1, new KeyValuePair<string, object?>("resource", resource));

    public void QueryApproximated(string resource) => _approximated.Add(1, new KeyValuePair<string, object?>("resource", resource));

    public void ConfinementMismatched(string endpoint) => _mismatches.Add(1, new KeyValuePair<string, object?>("endpoint", endpoint));

    public void ParametersIgnored(string resource, int count) => _ignored.Add(count, new KeyValuePair<string, object?>("resource", resource));

    /// <param name="cause"><c>refused</c> or <c>exposed</c>.</param>
    public void CredentialAlarm(string cause) => _credentialAlarms.Add(1, new KeyValuePair<string, object?>("cause", cause));

    public void UpstreamRepeated(string outcome) => _repeated.Add(1, new KeyValuePair<string, object?>("outcome", outcome));

    public void AuditFailed(int lines) => _auditFailures.Add(lines);

    public void UpstreamCalled(string resource, string outcome, TimeSpan took) =>
        _upstream.Record(took.TotalSeconds, new("resource", resource), new("outcome", outcome));

    /// <summary>A value that is read whenever somebody asks.</summary>
    public void Observe(string name, string unit, string description, Func<IEnumerable<Measurement<double>>> read) =>
        _meter.CreateObservableGauge(name, read, unit, description);
}
