using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Redis;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Upstream;

/// <summary>What Redis says to a replica that asks for a permit.</summary>
/// <param name="Wait">When to ask again; zero when a permit was granted.</param>
/// <param name="Waiting">The replicas that wait for a permit now, this one included.</param>
/// <param name="Closed">How long nobody gets one.</param>
/// <param name="Replicas">The replicas that have announced themselves of late.</param>
readonly record struct SharedReply(TimeSpan Wait, int Waiting, TimeSpan Closed, int Replicas)
{
    public bool Granted => Wait == TimeSpan.Zero;
}

/// <summary>
/// The token bucket of all replicas (GCRA), in Redis and by its clock, so that replicas' clocks do not matter. Nothing is
/// reserved ahead: a refused replica notes when it was told to come again, and when it comes, one that was served later
/// lets it go first. So replicas take turns, and one that died delays the others by a moment.
/// </summary>
sealed class SharedBudget(RedisConnections redis, BudgetKeys keys, ReplicaId replica, IOptions<NetskopeOptions> options)
{
    // Fields: tat, when the bucket would be full again; closed, until when nobody gets a permit; g: and d: with a replica's
    // id, its last grant and when it is due. Redis' clock may jump: no time is believed that could not have been written,
    // and no more replicas wait than have announced themselves.
    const string Take =
        """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local me, interval, tau, grace = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local hour, keep = 3600000000, math.max(30000000, 10 * interval)
        local near, least = math.min(grace, 5000), math.min(interval, 5000)
        local empty = now + tau + interval

        local tat, closed, due, granted, stale = now + tau, 0, {}, {}, {}
        local fields = redis.pcall('HGETALL', KEYS[1])
        if fields.err then
          redis.call('DEL', KEYS[1])
          fields = {}
        end
        for i = 1, #fields, 2 do
          local name, value = fields[i], tonumber(fields[i + 1]) or 0
          local kind, id = string.sub(name, 1, 2), string.sub(name, 3)
          if name == 'tat' then tat = math.min(empty, value)
          elseif name == 'closed' and value <= now + hour then closed = value
          elseif kind == 'd:' and value > now - keep and value < now + 2 * hour then due[id] = value
          elseif kind == 'g:' and value > now - keep and value <= now then granted[id] = value
          else stale[#stale + 1] = name end
        end
        for _, name in ipairs(stale) do redis.call('HDEL', KEYS[1], name) end
        if ARGV[5] == '1' then tat = empty end

        local wait = math.max(tat - tau, closed) - now
        local waiting, first = 1, 0
        for id, at in pairs(due) do
          if id ~= me and now <= at + grace then
            waiting = waiting + 1
            if at <= now + near and (granted[id] or 0) < (granted[me] or 0) then first = math.max(first, at + grace - now, least) end
          end
        end
        if wait <= 0 then wait = first end

        if wait <= 0 then
          tat = math.max(tat, now) + interval
          redis.call('HSET', KEYS[1], 'g:' .. me, string.format('%.0f', now))
        end
        if wait > 0 and wait <= tonumber(ARGV[6]) then redis.call('HSET', KEYS[1], 'd:' .. me, string.format('%.0f', now + wait))
        else redis.call('HDEL', KEYS[1], 'd:' .. me) end
        redis.call('HSET', KEYS[1], 'tat', string.format('%.0f', tat))
        redis.call('PEXPIRE', KEYS[1], 3600000)
        local replicas = redis.pcall('ZCOUNT', KEYS[2], clock[1] - 30, clock[1])
        if type(replicas) ~= 'number' then replicas = 0 end
        if replicas > 0 then waiting = math.min(waiting, replicas) end
        return { math.ceil(math.max(wait, 0)), waiting, math.ceil(math.max(closed - now, 0)), replicas }
        """;

    const string Close =
        """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local there = tonumber(redis.call('HGET', KEYS[1], 'closed') or 0) or 0
        if not (there <= now + 3600000000) then there = 0 end
        redis.call('HSET', KEYS[1], 'closed', string.format('%.0f', math.max(there, now + ARGV[1])))
        redis.call('PEXPIRE', KEYS[1], 3600000)
        return 1
        """;

    static readonly TimeSpan LongestClosing = TimeSpan.FromHours(1);

    // What a replica may be late without losing its turn; one that never comes wastes no more than this.
    const double LongestGrace = 100_000;

    readonly double _interval = Math.Ceiling(1_000_000 / options.Value.RequestsPerSecond);
    readonly int _burst = options.Value.BurstOrDefault;

    public bool Exists => redis.Control is not null;

    /// <summary>Asks for a permit.</summary>
    /// <param name="returning">This replica has made calls of which Redis does not know.</param>
    /// <param name="patience">It does not come again after a longer wait, so that nobody has to let it go first then.</param>
    /// <returns>Null when Redis does not answer.</returns>
    public async ValueTask<SharedReply?> TryTakeAsync(bool returning, TimeSpan patience, CancellationToken cancellation)
    {
        if (redis.Control is not { } control) return null;
        RedisValue[] arguments =
        [
            replica.Text,
            _interval,
            (_burst - 1) * _interval,
            Math.Min(_interval / 2, LongestGrace),
            returning,
            Math.Max(0, patience.Ticks / TimeSpan.TicksPerMicrosecond),
        ];
        var reply = await control.TryAsync(db => db.ScriptEvaluateAsync(Take, [keys.Budget, keys.Replicas], arguments), cancellation);
        if (!reply.Answered || (RedisResult[]?)reply.Value is not [var wait, var waiting, var closed, var replicas]) return null;
        return new(
            TimeSpan.FromMicroseconds((long)wait),
            (int)waiting,
            TimeSpan.FromMicroseconds((long)closed),
            (int)replicas);
    }

    /// <summary>Sees to it that no replica gets a permit for so long, an hour at most.</summary>
    public async ValueTask CloseAsync(TimeSpan wait, CancellationToken cancellation)
    {
        if (redis.Control is not { } control || wait <= TimeSpan.Zero) return;
        var microseconds = (long)Math.Ceiling((wait < LongestClosing ? wait : LongestClosing).TotalMicroseconds);
        await control.TryAsync(db => db.ScriptEvaluateAsync(Close, [keys.Budget], [microseconds]), cancellation);
    }
}

/// <summary>Where the replicas of a tenant's gateway find one another in Redis.</summary>
/// <param name="quota">Which of the tenant's quotas; empty where it has one for everything.</param>
sealed class BudgetKeys(string prefix, string tenant, string quota = "")
{
    /// <summary>What stands for the tenant.</summary>
    public string Tenant { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(tenant)).AsSpan(0, 16));

    // In braces, so that a Redis cluster keeps both where one script finds them.
    public string Budget => $"{prefix}:budget:1:{{{Tenant}}}" + (quota.Length == 0 ? "" : ":" + quota);

    public string Replicas => $"{prefix}:replicas:1:{{{Tenant}}}";

    public BudgetKeys For(string name) => new(prefix, tenant, name);
}

/// <summary>This process among the replicas.</summary>
sealed class ReplicaId
{
    public string Text { get; } = Guid.NewGuid().ToString("N");
}
