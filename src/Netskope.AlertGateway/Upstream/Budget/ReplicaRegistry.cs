using Netskope.AlertGateway.Redis;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// Who belongs to the deployment: each replica says every few seconds that it is there. So that a replica that loses Redis
/// knows what its share of the quota is, the last count stays when Redis is away.
/// </summary>
sealed partial class ReplicaRegistry(RedisConnections redis, BudgetKeys keys, ReplicaId replica, TimeProvider time, ILogger<ReplicaRegistry> log) : BackgroundService
{
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(10);

    // Redis' clock may have jumped back: a score ahead of it would never grow old.
    const string Announce =
        """
        local now = tonumber(redis.call('TIME')[1])
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - 30)
        redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. now, '+inf')
        redis.call('ZADD', KEYS[1], now, ARGV[1])
        redis.call('PEXPIRE', KEYS[1], 30000)
        return redis.call('ZCARD', KEYS[1])
        """;

    int _seen;

    /// <summary>The replicas that were there when Redis last answered; 0 before it ever did.</summary>
    public int Seen => Volatile.Read(ref _seen);

    /// <summary>Takes a count of Redis': each permit brings one along, so that one who joined is known at once.</summary>
    public void Note(int seen)
    {
        if (Interlocked.Exchange(ref _seen, seen) != seen) Log.Replicas(log, seen);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await AnnounceAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (redis.Control is { } control) await control.TryAsync(db => db.SortedSetRemoveAsync(keys.Replicas, replica.Text), cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (redis.Control is null) return;
        using var timer = new PeriodicTimer(Every, time);
        while (await timer.WaitForNextTickAsync(stoppingToken)) await AnnounceAsync(stoppingToken);
    }

    async Task AnnounceAsync(CancellationToken cancellation)
    {
        if (redis.Control is not { } control) return;
        try
        {
            var reply = await control.TryAsync(db => db.ScriptEvaluateAsync(Announce, [keys.Replicas], [replica.Text]), cancellation);
            if (!reply.Answered) return;
            Note((int)reply.Value!);
        }
        catch (Exception e) when (!cancellation.IsCancellationRequested)
        {
            // The host would stop with the loop, and all it lacks is a count.
            Log.NotAnnounced(log, e.GetType().Name);
        }
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 31, Level = LogLevel.Information, Message = "Replicas that share the tenant's quota: {Count}.")]
        public static partial void Replicas(ILogger logger, int count);

        [LoggerMessage(EventId = 32, Level = LogLevel.Warning, Message = "This replica could not announce itself in Redis ({Fault}).")]
        public static partial void NotAnnounced(ILogger logger, string fault);
    }
}
