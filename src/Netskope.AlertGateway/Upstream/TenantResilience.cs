using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using static Netskope.AlertGateway.Diagnostics.FailureKind;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// How calls to an endpoint of the tenant are repeated, and when none are made. Between the two a call is paid for, so that a probe is a call and no wait:
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

    readonly string _endpoint;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly ResiliencePipeline<Attempt> _retry;
    readonly ResiliencePipeline<Attempt> _breaker;
    CancellationTokenSource _opened = new();
    long _openedAt;
    long _probedAt;
    int _isOpen;

    /// <param name="endpoint">The endpoint that it is about, for the log.</param>
    public TenantResilience(string endpoint, IOptions<NetskopeOptions> options, GatewayMetrics metrics, TimeProvider time, ILogger<TenantResilience> log)
    {
        (_endpoint, _time, _log) = (endpoint, time, log);
        var retry = new ResiliencePipelineBuilder<Attempt> { TimeProvider = time };
        if (options.Value.Retries > 0)
        {
            retry.AddRetry(new RetryStrategyOptions<Attempt>
            {
                MaxRetryAttempts = options.Value.Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = TimeSpan.FromMilliseconds(300),
                MaxDelay = LongestBackOff,
                ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { } attempt && Passes(attempt) && HasTime(arguments.Context, attempt)),
                DelayGenerator = arguments => ValueTask.FromResult(DelayOf(arguments.Outcome.Result)),
                OnRetry = arguments =>
                {
                    metrics.UpstreamRepeated(Problems.Of(arguments.Outcome.Result!.Failure!.Kind).Slug);
                    return ValueTask.CompletedTask;
                },
            });
        }

        _retry = retry.Build();
        _breaker = new ResiliencePipelineBuilder<Attempt> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Attempt>
            {
                FailureRatio = 0.8,
                MinimumThroughput = 10,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = BreakFor,
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

    /// <summary>Whether a call that is sent now is a probe.</summary>
    public bool IsOpen => Volatile.Read(ref _isOpen) != 0;

    /// <summary>Whether a call may be paid for: while it is open nobody's, and behind that one for the probe, and another if nothing came of it.</summary>
    public bool MayAsk()
    {
        if (Volatile.Read(ref _isOpen) == 0) return true;
        if (OpenFor > TimeSpan.Zero) return false;
        var probed = Volatile.Read(ref _probedAt);
        return (probed == 0 || _time.GetElapsedTime(probed) >= BreakFor) && Interlocked.CompareExchange(ref _probedAt, _time.GetTimestamp(), probed) == probed;
    }

    /// <summary>Cancelled when it opens: who waits to ask need not wait any longer.</summary>
    public CancellationToken Opened => Volatile.Read(ref _opened).Token;

    public Failure Unavailable()
    {
        var wait = OpenFor;
        return new(TenantUnavailable, "Netskope has been failing; it is asked again in a moment.", wait > TimeSpan.Zero ? wait : TimeSpan.FromSeconds(1));
    }

    /// <summary>Makes a call, and again where it failed by what passes.</summary>
    public async Task<Attempt<T>> RetryAsync<T>(Errand errand, Func<CancellationToken, ValueTask<Attempt<T>>> attempt, CancellationToken cancellation)
        where T : class
    {
        var context = ResilienceContextPool.Shared.Get(cancellation);
        context.Properties.Set(ErrandKey, errand);
        try
        {
            return await _retry.ExecuteAsync(static (context, attempt) => attempt(context.CancellationToken), context, attempt);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Sends one attempt, which is paid for, unless the tenant is not asked just now.</summary>
    public async Task<Attempt<T>> GuardAsync<T>(Func<CancellationToken, ValueTask<Attempt<T>>> send, CancellationToken cancellation)
        where T : class
    {
        try
        {
            return await _breaker.ExecuteAsync(static (send, ct) => send(ct), send, cancellation);
        }
        catch (BrokenCircuitException)
        {
            return new(Unavailable());
        }
    }

    // Not disposed of: calls may end while the process stops, and it has no timer.
    public void Dispose() => _opened.Cancel();

    static bool Passes(Attempt attempt) =>
        attempt is { Failure: { } failure, MayRepeat: true }
        && (failure.Kind is TenantUnreachable or TenantMalformed or TenantMaintenance || attempt.Status is 429 or 502 or 512)
        && (IsQuota(attempt) || attempt.Wait is not { } wait || wait <= LongestWait);

    static bool Counts(Attempt attempt) =>
        attempt.Failure?.Kind is TenantUnreachable or TenantTimeout or TenantMalformed || attempt.Status is >= 500 and not 512;

    // The budget is closed for as long as the tenant asks: the next permit comes no sooner.
    static TimeSpan? DelayOf(Attempt? attempt) => attempt is null ? null : IsQuota(attempt) ? TimeSpan.Zero : attempt.Wait;

    static bool IsQuota(Attempt attempt) => attempt.Status is 429 or 512;

    static bool HasTime(ResilienceContext context, Attempt attempt) =>
        context.Properties.TryGetValue(ErrandKey, out var errand) && errand.Remaining > (attempt.Wait > LongestBackOff ? attempt.Wait : LongestBackOff);

    ValueTask Open()
    {
        Volatile.Write(ref _openedAt, _time.GetTimestamp());
        Volatile.Write(ref _probedAt, 0);
        if (Interlocked.Exchange(ref _isOpen, 1) == 0) Log.Opened(_log, _endpoint, BreakFor.TotalSeconds);
        var before = Interlocked.Exchange(ref _opened, new());
        before.Cancel();
        return ValueTask.CompletedTask;
    }

    ValueTask Close()
    {
        if (Interlocked.Exchange(ref _isOpen, 0) == 1) Log.Closed(_log, _endpoint);
        return ValueTask.CompletedTask;
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 24, Level = LogLevel.Warning, Message = "The tenant fails too often at {Endpoint}: it is not asked there for {Seconds:F0} s, and then by one probe at a time.")]
        public static partial void Opened(ILogger logger, string endpoint, double seconds);

        [LoggerMessage(EventId = 25, Level = LogLevel.Information, Message = "The tenant answers again at {Endpoint} and is asked as before.")]
        public static partial void Closed(ILogger logger, string endpoint);
    }
}
