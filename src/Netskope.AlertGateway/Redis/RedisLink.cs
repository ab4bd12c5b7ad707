using Polly;
using Polly.CircuitBreaker;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>What came of a call to Redis: a value, or nothing because Redis was away.</summary>
readonly record struct RedisReply<T>(bool Answered, T? Value);

/// <summary>
/// One connection to Redis that makes no request wait longer than <c>Redis:Timeout</c>:
/// 1. while the breaker is open, or too many calls are out, a call is refused at once;
/// 2. a call that does not return in time is let go of, and the request goes on without it;
/// 3. a connection that was silent for a while, or has lost a call, is replaced: the client notices neither by itself.
/// An error that Redis itself answers (no memory left, say) is an answer: other calls may well succeed.
/// </summary>
sealed partial class RedisLink : IAsyncDisposable
{
    // A stopped server answers nothing, and each call keeps its value in memory until it does.
    public const int MostOutstanding = 512;
    static readonly TimeSpan DeadAfter = TimeSpan.FromSeconds(2);

    // A broken connection is mended by the client itself; this is for one that stays broken while Redis is there.
    static readonly TimeSpan LostAfter = TimeSpan.FromSeconds(15);
    static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);
    static readonly TimeoutException Full = new("Too many calls are out.");

    readonly ConfigurationOptions _configuration;
    readonly TimeSpan _timeout;
    readonly TimeProvider _time;
    readonly ILogger _log;
    readonly ResiliencePipeline _breaker;
    readonly Lock _renewing = new();
    RedisLine? _line;
    Task _renewal = Task.CompletedTask;
    Action<IConnectionMultiplexer> _onConnected = static _ => { };
    long _triedAt;
    long _toldAt;
    bool _isAway;
    bool _disposed;

    public RedisLink(ConfigurationOptions configuration, TimeSpan timeout, TimeProvider time, ILogger log)
    {
        (_configuration, _timeout, _time, _log) = (configuration, timeout, time, log);
        _breaker = new ResiliencePipelineBuilder { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                ShouldHandle = arguments => ValueTask.FromResult(IsAway(arguments.Outcome.Exception)),
                FailureRatio = 0.5,
                MinimumThroughput = 4,
                SamplingDuration = TimeSpan.FromSeconds(2),
                BreakDuration = TimeSpan.FromMilliseconds(500),
                OnOpened = _ => Tell(away: true),
                OnClosed = _ => Tell(away: false),
            })
            .Build();
    }

    /// <summary>The connection of now; for what is not bounded by the link.</summary>
    public IConnectionMultiplexer? Redis => _line?.Redis;

    public bool IsConnected => Redis is { IsConnected: true };

    /// <summary>The calls that were sent and have not returned, whether somebody still waits for them or not.</summary>
    public int Outstanding => _line?.Outstanding ?? 0;

    /// <summary>Does something with the connection there is and with each one that replaces it: subscriptions belong to a connection.</summary>
    public void OnConnected(Action<IConnectionMultiplexer> what)
    {
        _onConnected = what;
        if (_line is { } line) what(line.Redis);
    }

    /// <summary>Connects; when Redis is absent, the client goes on trying by itself.</summary>
    public Task StartAsync() => Renew(null);

    /// <summary>Calls Redis, within the bounds.</summary>
    public async ValueTask<RedisReply<T>> TryAsync<T>(Func<IDatabase, Task<T>> call, CancellationToken cancellation)
    {
        if (_line is not { } line)
        {
            if (_time.GetElapsedTime(Volatile.Read(ref _triedAt)) >= DeadAfter) _ = Renew(null);
            return default;
        }

        var context = ResilienceContextPool.Shared.Get(cancellation);
        try
        {
            var outcome = await _breaker.ExecuteOutcomeAsync(
                static async (context, state) => await state.Link.CallAsync(state.Line, state.Call, context.CancellationToken),
                context,
                (Link: this, Line: line, Call: call));
            if (outcome.Exception is OperationCanceledException left && cancellation.IsCancellationRequested) throw left;
            return outcome.Exception is null ? new(true, outcome.Result) : default;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task renewal;
        lock (_renewing)
        {
            _disposed = true;
            renewal = _renewal;
        }

        await renewal;
        if (_line is { } line) await CloseAsync(line);
    }

    async Task<Outcome<T>> CallAsync<T>(RedisLine line, Func<IDatabase, Task<T>> call, CancellationToken cancellation)
    {
        if (!line.TryTake())
        {
            NoteSilence(line, DeadAfter);
            return Outcome.FromException<T>(Full);
        }

        Outcome<T> outcome;
        Task<T>? raw = null;
        try
        {
            raw = line.Watch(call);
            outcome = Outcome.FromResult(await raw.WaitAsync(_timeout, _time, cancellation));
        }
        catch (RedisServerException e)
        {
            TellRefusal(e);
            outcome = Outcome.FromException<T>(e);
        }
        catch (Exception e) when (IsAway(e))
        {
            NoteSilence(line, e is TimeoutException ? DeadAfter : LostAfter);
            outcome = Outcome.FromException<T>(e);
        }
        catch (OperationCanceledException e)
        {
            outcome = Outcome.FromException<T>(e);
        }

        if (raw is { IsCompleted: false }) _ = ReplaceIfLostAsync(line, raw);

        // The client completes its tasks on the thread that reads its socket: nobody may go on there.
        await Task.Yield();
        return outcome;
    }

    /// <summary>A connection that breaks may lose a call, so that it never returns: only a new line gives its place back.</summary>
    async Task ReplaceIfLostAsync(RedisLine line, Task raw)
    {
        await raw.WaitAsync(LostAfter, _time).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!raw.IsCompleted) await Renew(line);
    }

    static bool IsAway(Exception? e) => e is (RedisException and not RedisServerException) or TimeoutException or ObjectDisposedException;

    void NoteSilence(RedisLine line, TimeSpan most)
    {
        var now = _time.GetTimestamp();
        var since = Interlocked.CompareExchange(ref line.SilentSince, now, 0);
        if (since != 0 && _time.GetElapsedTime(since, now) >= most) _ = Renew(line);
    }

    Task Renew(RedisLine? old)
    {
        lock (_renewing)
        {
            // Not here: to connect takes its time, and requests would wait for the lock.
            if (_renewal.IsCompleted && !_disposed && old == _line) _renewal = Task.Run(() => RenewAsync(old));
            return _renewal;
        }
    }

    async Task RenewAsync(RedisLine? old)
    {
        try
        {
            var fresh = new RedisLine(await ConnectionMultiplexer.ConnectAsync(_configuration));
            await Task.Yield();
            _line = fresh;
            _onConnected(fresh.Redis);
            if (old is null) return;
            Log.Renewed(_log);
            await CloseAsync(old);
        }
        catch (Exception e)
        {
            Volatile.Write(ref _triedAt, _time.GetTimestamp());
            Log.NotConnected(_log, e.GetType().Name);
            if (old is not null) Interlocked.Exchange(ref old.SilentSince, 0);
        }
    }

    /// <summary>Frees the calls that are still out on it.</summary>
    async Task CloseAsync(RedisLine line)
    {
        try
        {
            await line.Redis.CloseAsync(false).WaitAsync(TimeSpan.FromSeconds(2), _time);
        }
        catch (Exception e) when (IsAway(e))
        {
            // It is gone either way.
        }
    }

    ValueTask Tell(bool away)
    {
        // The breaker opens again with every try that fails.
        if (Interlocked.Exchange(ref _isAway, away) == away) return ValueTask.CompletedTask;
        if (away) Log.Away(_log);
        else Log.Back(_log);
        return ValueTask.CompletedTask;
    }

    void TellRefusal(RedisServerException e)
    {
        var (now, told) = (_time.GetTimestamp(), Volatile.Read(ref _toldAt));
        if (told != 0 && _time.GetElapsedTime(told, now) < TellEvery) return;
        if (Interlocked.CompareExchange(ref _toldAt, now, told) != told) return;

        // The first word of an error is its code; what follows may hold parts of the call.
        var code = e.Message.Split(' ', 2)[0];
        Log.Refused(_log, code.Length <= 20 && code.All(char.IsAsciiLetterUpper) ? code : "ERR");
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "Redis is away: the gateway goes on with its memory.")]
        public static partial void Away(ILogger logger);

        [LoggerMessage(EventId = 41, Level = LogLevel.Information, Message = "Redis is back.")]
        public static partial void Back(ILogger logger);

        [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "A silent or lost connection to Redis was replaced.")]
        public static partial void Renewed(ILogger logger);

        [LoggerMessage(EventId = 43, Level = LogLevel.Warning, Message = "No connection to Redis could be made ({Fault}).")]
        public static partial void NotConnected(ILogger logger, string fault);

        [LoggerMessage(EventId = 44, Level = LogLevel.Warning, Message = "Redis refuses calls ({Code}); this is told once a minute.")]
        public static partial void Refused(ILogger logger, string code);
    }
}
