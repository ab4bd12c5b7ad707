using Microsoft.Extensions.Diagnostics.HealthChecks;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>What the last real call to the tenant came to. Speaks for readiness without spending quota.</summary>
sealed partial class TenantState(ILogger<TenantState> log) : IHealthCheck
{
    Failure? _last;

    public void Observe(Failure? failure)
    {
        // The gateway's own bounds, and errors that are about what a caller asked.
        if (failure?.Kind is FailureKind.GatewayBusy or FailureKind.PageTooLarge or FailureKind.TenantRefusal or FailureKind.InvalidRequest or FailureKind.TenantUnavailable) return;
        var before = Interlocked.Exchange(ref _last, failure);
        if (failure?.Kind == FailureKind.UpstreamCredentials && before?.Kind != FailureKind.UpstreamCredentials) Log.TokenRefused(log);
        else if (failure is not null && before?.Kind != failure.Kind) Log.Failing(log, failure.Kind, failure.Detail);
        else if (failure is null && before is not null) Log.Recovered(log);
    }

    /// <summary>
    /// A failing tenant degrades the gateway but leaves it in service: kept answers go on. Anybody may read this, so it
    /// holds no text of the tenant's.
    /// </summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(Volatile.Read(ref _last) is { } failure
            ? HealthCheckResult.Degraded(Problems.Of(failure.Kind).Title)
            : HealthCheckResult.Healthy());

    static partial class Log
    {
        [LoggerMessage(EventId = 21, Level = LogLevel.Critical, Message = "Netskope refuses the gateway's token (Netskope:Token, or its file). Every caller is affected: renew the token.")]
        public static partial void TokenRefused(ILogger logger);

        [LoggerMessage(EventId = 22, Level = LogLevel.Warning, Message = "The tenant fails: {Kind}. {Detail}")]
        public static partial void Failing(ILogger logger, FailureKind kind, string detail);

        [LoggerMessage(EventId = 23, Level = LogLevel.Information, Message = "The tenant answers again.")]
        public static partial void Recovered(ILogger logger);
    }
}
