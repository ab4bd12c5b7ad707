using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// Checks Redis every two seconds with a write on each connection and with the subscription to notices. An open connection is not
/// sufficient: a replica, a server without free memory and a server whose ACL denies the command also answer. If a server becomes a
/// replica, its connection is replaced.
/// </summary>
sealed partial class RedisHealth(RedisConnections connections, RedisNotices notices, IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisHealth> log)
    : BackgroundService, IHealthCheck
{
    static readonly TimeSpan ProbeInterval = TimeSpan.FromSeconds(2);
    static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    static readonly TimeSpan MinReconnectInterval = TimeSpan.FromSeconds(5);
    static readonly TimeSpan RefusalLogInterval = TimeSpan.FromMinutes(1);

    // A connection that is slow once is not broken.
    const int TransientFaultsToReport = 2;

    readonly ConcurrentDictionary<string, State> _states = new(StringComparer.Ordinal);
    readonly ConcurrentDictionary<string, long> _loggedRefusals = new(StringComparer.Ordinal);
    readonly string _key = options.Value.ProbeKey;

    /// <summary>What is wrong with a connection, or <see langword="null"/> when it works.</summary>
    public RedisFault? FaultOf(RedisConnection connection)
    {
        if (_states.GetValueOrDefault(connection.Name) is { Fault: { } fault }) return fault;
        return connection.IsConnected ? null : connection.ConnectFault ?? RedisFault.NotConnected;
    }

    /// <summary>1 for each connection that works, and 0 for each that does not.</summary>
    public IEnumerable<Measurement<double>> Measure() =>
        connections.All.Select(connection => new Measurement<double>(FaultOf(connection) is null ? 1 : 0, new KeyValuePair<string, object?>("connection", connection.Name)));

    /// <summary>Without Redis the gateway stays in service: it goes on with its memory and its share of the quota.</summary>
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var faults = connections.All.Select(FaultOf).Append(_states.GetValueOrDefault(RedisNotices.Name)?.Fault).OfType<RedisFault>().Distinct().ToList();
        return Task.FromResult(faults.Count == 0 ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Redis does not work: {string.Join(" | ", faults)}."));
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var ignored in RedisConfiguration.Ignored(options.Value.Address)) Log.OptionIgnored(log, ignored.Option, ignored.Reason);
        foreach (var connection in connections.All) connection.OnRefused = LogRefusal;
        try
        {
            await connections.ConnectAsync().WaitAsync(ConnectTimeout, time, cancellationToken);
            await ProbeAllAsync(cancellationToken);
        }
        catch (TimeoutException)
        {
            // The attempt goes on; the gateway starts without Redis.
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!connections.All.Any()) return;
        using var timer = new PeriodicTimer(ProbeInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await ProbeAllAsync(stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                // An unhandled exception in this task would stop the host.
                Log.ProbeFailed(log, e.GetType().Name);
            }
        }
    }

    async Task ProbeAllAsync(CancellationToken cancellation)
    {
        await Task.WhenAll(connections.All.Select(connection => ProbeAsync(connection, cancellation)));
        if (connections.Control is { IsConnected: true }) Note(RedisNotices.Name, await notices.ProbeAsync(cancellation));
    }

    async Task ProbeAsync(RedisConnection connection, CancellationToken cancellation)
    {
        var fault = await ProbeWriteAsync(connection, cancellation);
        if ((fault is { NeedsNewConnection: true } || connection.Multiplexer is null) && TryBeginReconnect(connection.Name))
        {
            await connection.ConnectAsync().WaitAsync(ConnectTimeout, time, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            fault = await ProbeWriteAsync(connection, cancellation);
        }

        Note(connection.Name, fault);
    }

    async Task<RedisFault?> ProbeWriteAsync(RedisConnection connection, CancellationToken cancellation)
    {
        var fault = await connection.ProbeAsync(redis => RedisProbe.WriteAsync(redis, _key), cancellation);
        if (fault != RedisFault.ReadOnly) return fault;

        // If reading from the replica also fails, that reason (such as MASTERDOWN) is more specific.
        return await connection.ProbeAsync(redis => redis.StringGetAsync(_key, CommandFlags.PreferReplica), cancellation) is { IsTransient: false } readFault ? readFault : fault;
    }

    bool TryBeginReconnect(string name)
    {
        var state = _states.GetOrAdd(name, static _ => new());
        var now = time.GetTimestamp();
        if (state.ReconnectedAt is { } at && time.GetElapsedTime(at, now) < MinReconnectInterval) return false;
        state.ReconnectedAt = now;
        return true;
    }

    void Note(string name, RedisFault? fault)
    {
        var state = _states.GetOrAdd(name, static _ => new());
        state.TransientFaults = fault is { IsTransient: true } ? state.TransientFaults + 1 : 0;
        if (state.TransientFaults is > 0 and < TransientFaultsToReport) return;
        var before = state.Fault;
        state.Fault = fault;
        if (before == fault) return;
        if (fault is not null) Log.NotWorking(log, name, fault.Reason);
        else Log.WorksAgain(log, name);
    }

    void LogRefusal(RedisFault fault)
    {
        var now = time.GetTimestamp();
        if (_loggedRefusals.TryGetValue(fault.Code, out var at) && time.GetElapsedTime(at, now) < RefusalLogInterval) return;
        _loggedRefusals[fault.Code] = now;
        Log.Refuses(log, fault.Reason);
    }

    sealed class State
    {
        public volatile RedisFault? Fault;

        public int TransientFaults { get; set; }

        public long? ReconnectedAt { get; set; }
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 40, Level = LogLevel.Warning, Message = "Redis is unavailable ({Connection}): {Reason}. The gateway continues with its own memory and retries.")]
        public static partial void NotWorking(ILogger logger, string connection, string reason);

        [LoggerMessage(EventId = 41, Level = LogLevel.Information, Message = "Redis is available again ({Connection}).")]
        public static partial void WorksAgain(ILogger logger, string connection);

        [LoggerMessage(EventId = 42, Level = LogLevel.Warning, Message = "Redis could not be checked ({Fault}).")]
        public static partial void ProbeFailed(ILogger logger, string fault);

        [LoggerMessage(EventId = 44, Level = LogLevel.Warning, Message = "Redis rejected a call: {Reason}. Each error code is logged at most once a minute.")]
        public static partial void Refuses(ILogger logger, string reason);

        [LoggerMessage(EventId = 45, Level = LogLevel.Warning, Message = "The option {Option} in ConnectionStrings:Redis has no effect: {Reason}.")]
        public static partial void OptionIgnored(ILogger logger, string option, string reason);
    }
}
