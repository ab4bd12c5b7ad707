using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Upstream;

/// <summary>When the tenant's token expires, by <c>Netskope:TokenExpires</c>: a gauge, and a warning at the start.</summary>
sealed partial class TokenExpiry(IOptions<NetskopeOptions> options, TimeProvider time, ILogger<TokenExpiry> log) : IHostedService
{
    const int WarnDays = 14;

    double? DaysLeft => (options.Value.TokenExpires - time.GetUtcNow())?.TotalDays;

    /// <summary>The days left, or nothing where the setting is missing.</summary>
    public IEnumerable<Measurement<double>> Measure() => DaysLeft is { } days ? [new(days)] : [];

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (DaysLeft is { } days and < WarnDays) Log.TokenExpires(log, days);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    static partial class Log
    {
        [LoggerMessage(EventId = 95, Level = LogLevel.Warning, Message = "Days until the tenant's token expires: {Days:F0} (Netskope:TokenExpires). Renew it.")]
        public static partial void TokenExpires(ILogger logger, double days);
    }
}
