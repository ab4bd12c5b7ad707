using System.Collections.Concurrent;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>What the last real call to each of the tenant's endpoints came to. Speaks for readiness without spending quota.</summary>
sealed partial class TenantState(GatewayMetrics metrics, TimeProvider time, ILogger<TenantState> log) : IHealthCheck
{
    // What nobody has asked for longer says nothing of the tenant as it is.
    static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    readonly Lock _telling = new();
    long? _toldMismatch;

    readonly ConcurrentDictionary<string, (Failure? Failure, long At)> _last = new(StringComparer.Ordinal);

    public void Observe(string endpoint, Failure? failure)
    {
        if (failure?.Kind == FailureKind.UpstreamCredentials) metrics.CredentialAlarm("refused");

        if (failure?.Kind == FailureKind.ConfinementMismatch)
        {
            TellMismatch(endpoint);
            return;
        }

        // The gateway's own bounds, and errors that are about what a caller asked.
        if (failure?.Kind is FailureKind.GatewayBusy or FailureKind.PageTooLarge or FailureKind.TenantRefusal or FailureKind.InvalidRequest or FailureKind.TenantUnavailable) return;
        Failure? before = null;
        _last.AddOrUpdate(
            endpoint,
            _ => (failure, time.GetTimestamp()),
            (_, last) =>
            {
                before = last.Failure;
                return (failure, time.GetTimestamp());
            });
        if (failure?.Kind == FailureKind.UpstreamCredentials && before?.Kind != FailureKind.UpstreamCredentials) Log.TokenRefused(log, endpoint);
        else if (failure is not null && before?.Kind != failure.Kind) Log.Failing(log, endpoint, failure.Kind, failure.Detail);
        else if (failure is null && before is not null) Log.Recovered(log, endpoint);
    }

    /// <summary>
    /// A failing tenant degrades the gateway but leaves it in service: kept answers go on. Anybody may read this, so it
    /// holds no text of the tenant's.
    /// </summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var failing = _last
            .Where(last => last.Value.Failure is not null && time.GetElapsedTime(last.Value.At) < Remembered)
            .OrderBy(last => last.Key, StringComparer.Ordinal)
            .Select(last => $"{last.Key}: {Problems.Of(last.Value.Failure!.Kind).Title}")
            .ToList();
        return Task.FromResult(failing.Count > 0 ? HealthCheckResult.Degraded(string.Join("; ", failing)) : HealthCheckResult.Healthy());
    }

    /// <summary>Counted each time, and told once a minute: a caller who asks the same again and again shall not fill the log.</summary>
    void TellMismatch(string endpoint)
    {
        metrics.ConfinementMismatched(endpoint);
        lock (_telling)
        {
            if (_toldMismatch is { } told && time.GetElapsedTime(told) < TellEvery) return;
            _toldMismatch = time.GetTimestamp();
        }

        Log.Mismatch(log, endpoint);
    }

    static partial class Log
    {
        [LoggerMessage(
            EventId = 33,
            Level = LogLevel.Critical,
            Message = "The tenant's answer at {Endpoint} held rows outside its caller's restriction: it reads the query in another way than this gateway. No such row went on. Access records of the outcome confinement-mismatch name the profile; look at its restriction in Access:Profiles. This is told once a minute.")]
        public static partial void Mismatch(ILogger logger, string endpoint);

        [LoggerMessage(
            EventId = 21,
            Level = LogLevel.Critical,
            Message = "Netskope refuses the gateway's token (Netskope:Token, or its file) at {Endpoint}. Every caller of it is affected: renew the token, or give it the right to that endpoint.")]
        public static partial void TokenRefused(ILogger logger, string endpoint);

        [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "The tenant fails at {Endpoint}: {Kind}. {Detail}")]
        public static partial void Failing(ILogger logger, string endpoint, FailureKind kind, string detail);

        [LoggerMessage(EventId = 23, Level = LogLevel.Information, Message = "The tenant answers again at {Endpoint}.")]
        public static partial void Recovered(ILogger logger, string endpoint);
    }
}
