using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using static Netskope.AlertGateway.Diagnostics.FailureKind;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// How calls to the tenant are repeated, and when none are made:
/// 1. what passes by itself (no connection, 429, 502, 503, 512, a page that broke off) is tried again after a short, random wait,
///    at most <c>Netskope:Retries</c> times and within the request's time; any other answer of the tenant stands;
/// 2. when 80 % of at least 10 calls within 30 s have failed, nobody is asked for 5 s, and then one call is the probe. No
///    connection, time-outs, 5xx and broken pages count as failed; a quota that is used up, a refused token and an error
///    in answer to the question do not: the tenant is well.
/// </summary>
sealed partial class TenantResilience : IDisposable
{
    public static readonly TimeSpan BreakFor = TimeSpan.FromSeconds(5);
    static readonly TimeSpan LongestBackOff = TimeSpan.FromSeconds(2);

    // Who has been told to come back later than this is not made to wait for it.
    static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    static readonly ResiliencePropertyKey<Errand> ErrandKey = new("errand");

    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly CircuitBreakerManualControl _control = new();
    readonly ResiliencePipeline<Attempt> _pipeline;
    CancellationTokenSource _opened = new();
    long _openedAt;
    int _isOpen;

    public TenantResilience(IOptions<NetskopeOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<TenantResilience> log)
    {
        (_time, _log) = (time, log);
        var pipeline = new ResiliencePipelineBuilder<Attempt> { TimeProvider = time };
        if (options.Value.Retries > 0)
        {
            pipeline.AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = options.Value.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(300),
                MaxDelay = LongestBackOff,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } attempt && Passes(attempt) && HasTime(arguments.Context)),
                DelayGenerator = arguments => ValueTask.FromResult(DelayOf(arguments.Outcome.Result)),
                OnRetry = arguments =>
                {
                    metrics.UpstreamRepeated(Problems.Of(arguments.Outcome.Result!.Failure!.Kind).Slug);
                    return ValueTask.CompletedTask;
                },
            });
        }

        _pipeline = pipeline.AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                FailureRatio = 0.8,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = BreakFor,
                ManualControl = _control,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } attempt && Counts(attempt)),
                OnOpened = _ => Open(),
                OnClosed = _ => Close(),
            })
            .Build();
    }

    /// <summary>How long nobody will be asked; zero when the tenant may be.</summary>
    public TimeSpan OpenFor
    {
        get
        {
            if (Volatile.Read(ref _isOpen) == 0) return TimeSpan.Zero;
            var left = BreakFor - _time.GetElapsedTime(Volatile.Read(ref _openedAt));
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Whether the tenant has failed so often that it is not asked, or only by a probe.</summary>
    public bool IsOpen => Volatile.Read(ref _isOpen) != 0;

    /// <summary>Cancelled when it opens: who waits to ask need not wait any longer.</summary>
    public CancellationToken Opened => Volatile.Read(ref _opened).Token;

    public Failure Unavailable()
    {
        var wait = OpenFor;
        return new(TenantUnavailable, "Netskope has been failing; it is asked again in a moment.", wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
    }

    public async Task<Diagnostics.Outcome<T>> ExecuteAsync<T>(Errand errand, Func<CancellationToken, ValueTask<Attempt<T>>> attempt, CancellationToken cancellation)
        where T : class
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(ErrandKey, errand);
        try
        {
            return (await _pipeline.ExecuteAsync(static (context, attempt) => attempt(context.CancellationToken), context, attempt)).Outcome;
        }
        catch (BrokenCircuitException)
        {
            return Unavailable();
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public void Dispose() => _opened.Dispose();

    /// <summary>Forgets what went wrong.</summary>
    internal void Reset() => _control.CloseAsync().GetAwaiter().GetResult();

    static bool Passes(Attempt attempt) =>
        attempt is { Failure: { } failure, MayRepeat: true }
        && (failure.Kind is TenantUnreachable or TenantMalformed or TenantMaintenance || attempt.Status is 429 or 502 or 512)
        && (IsQuota(attempt) || attempt.Wait is not { } wait || wait <= LongestWait);

    static bool Counts(Attempt attempt) =>
        attempt.Failure?.Kind is TenantUnreachable or TenantTimeout or TenantMalformed or TenantMaintenance || attempt.Status is 500 or 502 or 504;

    // The budget is closed for as long as the tenant asks: the next permit comes no sooner.
    static TimeSpan? DelayOf(Attempt? attempt) => attempt is null ? null : IsQuota(attempt) ? TimeSpan.Zero : attempt.Wait;

    static bool IsQuota(Attempt attempt) => attempt.Status is 429 or 512;

    static bool HasTime(ResilienceContext context) =>
        context.Properties.TryGetValue(ErrandKey, out var errand) && errand.Remaining > LongestBackOff;

    ValueTask Open()
    {
        Volatile.Write(ref _openedAt, _time.GetTimestamp());
        if (Interlocked.Exchange(ref _isOpen, 1) == 0) Log.Opened(_log, BreakFor.TotalSeconds);
        var before = Interlocked.Exchange(ref _opened, new());
        before.Cancel();
        return ValueTask.CompletedTask;
    }

    ValueTask Close()
    {
        if (Interlocked.Exchange(ref _isOpen, 0) == 1) Log.Closed(_log);
        return ValueTask.CompletedTask;
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 24, Level = LogLevel.Warning, Message = "The tenant fails too often: it is not asked for {Seconds:F0} s, and then by one probe at a time.")]
        public static partial void Opened(ILogger logger, double seconds);

        [LoggerMessage(EventId = 25, Level = LogLevel.Information, Message = "The tenant answers again and is asked as before.")]
        public static partial void Closed(ILogger logger);
    }
}
