using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>The outcome of a call to Redis: a value, or nothing because Redis did not answer or refused.</summary>
readonly record struct RedisReply<T>(bool Answered, T? Value);

/// <summary>
/// One connection to Redis. No request waits longer than <c>Redis:Timeout</c> for it:
/// a call that takes longer is abandoned, and a call is refused at once while the circuit breaker is open or
/// <see cref="MaxCallsUnderWay"/> calls are under way. The client library keeps the connection alive and restores it.
/// An error that Redis itself returns (such as OOM) does not open the breaker: other calls may well succeed.
/// </summary>
sealed partial class RedisConnection : IAsyncDisposable
{
    // A call keeps its value in memory until the server answers. This limit bounds that memory while the server hangs.
    public const int MaxCallsUnderWay = 512;
    static readonly TimeSpan CloseTimeout = TimeSpan.FromSeconds(2);
    static readonly TimeoutException TooMany = new("Too many calls are under way.");

    readonly ConfigurationOptions _configuration;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly ResiliencePipeline _breaker;
    readonly Lock _lock = new();
    ConnectionMultiplexer? _redis;
    volatile Attempt? _lastAttempt;
    Task _connecting = Task.CompletedTask;
    int _underWay;
    volatile bool _disposed;

    public RedisConnection(string name, ConfigurationOptions configuration, TimeSpan timeout, TimeProvider time, ILogger log)
    {
        (Name, _configuration, _timeout, _time, _log) = (name, configuration, timeout, time, log);
        _configuration.ConnectionAttemptCompleted += (_, attempt) => RecordAttempt(attempt);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = static arguments => ValueTask.FromResult(IsUnavailable(arguments.Outcome.Exception)),
                FailureRatio = 0.5,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromSeconds(2),
                BreakDuration = TimeSpan.FromMilliseconds(500),
            })
            .Build();
    }

    /// <summary>The name that metrics, health and log use: <c>control</c> or <c>bulk</c>.</summary>
    public string Name { get; }

    public bool IsConnected => _redis is { IsConnected: true };

    /// <summary>The number of calls that have not returned, including abandoned calls.</summary>
    public int CallsUnderWay => Volatile.Read(ref _underWay);

    /// <summary>The client library's connection, for subscriptions; <see langword="null"/> until an attempt to connect has succeeded.</summary>
    public IConnectionMultiplexer? Multiplexer => _redis;

    /// <summary>How the last attempt to connect ended; <see langword="null"/> when it succeeded or there was none.</summary>
    public RedisFault? ConnectFault => _lastAttempt?.Fault;

    /// <summary>
    /// Connects, or replaces the connection by a new one, which may reach another server behind the same name. While no server can be
    /// reached, the client library keeps trying by itself.
    /// </summary>
    /// <returns>A task that ends with the attempt, whatever its outcome. An attempt that is under way is joined.</returns>
    public Task ConnectAsync()
    {
        lock (_lock)
        {
            // Not here: connecting takes its time.
            if (_connecting.IsCompleted && !_disposed) _connecting = Task.Run(ConnectOnceAsync);
            return _connecting;
        }
    }

    /// <summary>Calls Redis within the limits.</summary>
    /// <exception cref="OperationCanceledException">The caller left.</exception>
    public async ValueTask<RedisReply<T>> TryAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellation)
    {
        if (_redis is not { } redis) return default;
        var context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            var outcome = await _breaker.ExecuteOutcomeAsync(
                static async (context, state) => await state.Connection.CallAsync(state.Redis, state.Call, context.CancellationToken),
                context,
                (Connection: this, Redis: redis, Call: call));
            if (outcome.Exception is OperationCanceledException left && cancellation.IsCancellationRequested) throw left;
            if (outcome.Exception is RedisServerException refusal) OnRefused?.Invoke(RedisFault.Of(refusal));
            return outcome.Exception is null ? new(true, outcome.Result) : default;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>Calls Redis whatever the breaker says, to find out whether it works.</summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public async Task<RedisFault?> ProbeAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellation)
    {
        if (_redis is not { } redis) return ConnectFault ?? RedisFault.NotConnected;
        var outcome = await CallAsync(redis, call, cancellation);
        cancellation.ThrowIfCancellationRequested();
        return outcome.Exception switch
        {
            null => null,
            RedisServerException refusal => RedisFault.Of(refusal),

            // After a READONLY the library takes the server for a replica and sends it no more writes.
            RedisConnectionException when redis.GetServers().Any(static server => server is { IsConnected: true, IsReplica: true }) => RedisFault.ReadOnly,
            var e => IsConnected ? RedisFault.Of(e) : ConnectFault ?? RedisFault.Of(e),
        };
    }

    /// <summary>Called when Redis returns an error instead of a value.</summary>
    public Action<RedisFault>? OnRefused { get; set; }

    public async ValueTask DisposeAsync()
    {
        Task connecting;
        lock (_lock) (_disposed, connecting) = (true, _connecting);

        // An attempt that outlasts this closes its own connection.
        await connecting.WaitAsync(CloseTimeout, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (Interlocked.Exchange(ref _redis, null) is { } redis) await CloseAsync(redis);
    }

    async Task ConnectOnceAsync()
    {
        try
        {
            var connected = await ConnectionMultiplexer.ConnectAsync(_configuration);
            if (Interlocked.Exchange(ref _redis, connected) is { } replaced) await CloseAsync(replaced);
            if (_disposed && Interlocked.Exchange(ref _redis, null) is { } late) await CloseAsync(late);
        }
        catch (Exception e)
        {
            Record(new(DateTime.MinValue, RedisFault.Of(e)));
        }
    }

    async Task<Outcome<T>> CallAsync<T>(ConnectionMultiplexer redis, Func<IDatabase, Task<T>> call, CancellationToken cancellation)
    {
        if (Interlocked.Increment(ref _underWay) > MaxCallsUnderWay)
        {
            Interlocked.Decrement(ref _underWay);
            return Outcome.FromException<T>(TooMany);
        }

        var counted = Counted(redis, call);
        try
        {
            return Outcome.FromResult(await counted.WaitAsync(_timeout, _time, cancellation));
        }
        catch (Exception e) when (IsUnavailable(e) || e is RedisServerException or RedisCommandException or OperationCanceledException)
        {
            ObserveException(counted);
            return Outcome.FromException<T>(e);
        }
    }

    /// <summary>Makes a call that is counted already, and stops counting it when it returns.</summary>
    async Task<T> Counted<T>(ConnectionMultiplexer redis, Func<IDatabase, Task<T>> call)
    {
        try
        {
            return await call(redis.GetDatabase());
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <summary>Observes the exception of an abandoned call, so that it is not reported as unobserved.</summary>
    static void ObserveException(Task call) => _ = call.ContinueWith(
        static ended => _ = ended.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);

    /// <summary>Ends the calls that are under way on it.</summary>
    async Task CloseAsync(ConnectionMultiplexer redis)
    {
        try
        {
            await redis.CloseAsync(allowCommandsToComplete: false).WaitAsync(CloseTimeout, _time);

            // A connection by Sentinel keeps another one to the Sentinel, which closing leaves open.
            await redis.DisposeAsync().AsTask().WaitAsync(CloseTimeout, _time);
        }
        catch (Exception e) when (IsUnavailable(e))
        {
            Log.NotClosed(_log, Name, e.GetType().Name);
        }
    }

    // The events come from worker threads, in any order.
    void RecordAttempt(ConnectionAttemptCompletedEventArgs attempt)
    {
        if (attempt.ConnectionType != ConnectionType.Interactive) return;
        Record(new(attempt.CompletedTimeUtc, attempt.IsSuccess ? null : RedisFault.Of(attempt)));
    }

    void Record(Attempt attempt)
    {
        lock (_lock)
        {
            if (_lastAttempt is null || _lastAttempt.At <= attempt.At) _lastAttempt = attempt;
        }
    }

    static bool IsUnavailable(Exception? e) => e is (RedisException and not RedisServerException) or TimeoutException or ObjectDisposedException;

    sealed record Attempt(DateTime At, RedisFault? Fault);

    static partial class Log
    {
        [LoggerMessage(EventId = 43, Level = LogLevel.Warning, Message = "The Redis connection {Connection} could not be closed in time ({Fault}).")]
        public static partial void NotClosed(ILogger logger, string connection, string fault);
    }
}
