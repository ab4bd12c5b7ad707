using Netskope.AlertGateway.Redis;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Access;

/// <summary>A request to be counted.</summary>
/// <param name="Caller">What stands for its caller.</param>
/// <param name="Rate">The caller's rate.</param>
/// <param name="Lasts">What it does not outlast, so that the place of one that never ended comes back.</param>
/// <param name="Id">The request's own name, among those of all replicas.</param>
sealed record SharedRequest(string Caller, CallerRate Rate, TimeSpan Lasts, string Id);

/// <summary>What Redis says to a request.</summary>
/// <param name="Use">What it found.</param>
/// <param name="At">When it was counted, by Redis' clock, in microseconds.</param>
readonly record struct SharedUse(RateUse Use, long At);

/// <summary>
/// The callers' requests of all replicas, in Redis and by its clock, so that replicas' clocks do not matter: a list of the
/// times of the last ones, the newest first, and a set of those under way with the time at which each is taken to have ended
/// (a replica that died ends none). Both bounds are looked at before either is used.
/// </summary>
/// <param name="redis">The connections.</param>
/// <param name="prefix">What every key begins with.</param>
/// <param name="window">What a request counts for.</param>
sealed class SharedRates(RedisConnections redis, string prefix, TimeSpan window)
{
    // Redis' clock may jump: no time is believed that could not have been written, nor more times than a rate has. A clock
    // that was set back by less than a moment is none of that, and the list stays in order. A place may be that of a replica
    // whose requests may last longer, but nobody's may last two hours.
    const string Enter =
        """
        local clock = redis.call('TIME')
        local now = clock[1] * 1000000 + clock[2]
        local most, window, places, lasts = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
        local moment, longest = 1000000, 7200000000
        local function text(number) return string.format('%.0f', number) end
        local function time(index) return tonumber(redis.call('LINDEX', KEYS[1], index)) or 0 end
        local function counts(at) return at > now - window and at <= now + moment end

        local made, returns, wait = 0, 0, 0
        if most > 0 then
          made = redis.pcall('LLEN', KEYS[1])
          if type(made) ~= 'number' or made > tonumber(ARGV[6]) then
            redis.call('DEL', KEYS[1])
            made = 0
          end
          while made > 0 and not counts(time(-1)) do
            redis.call('RPOP', KEYS[1])
            made = made - 1
          end
          while made > 0 and not counts(time(0)) do
            redis.call('LPOP', KEYS[1])
            made = made - 1
          end
          if made >= most then wait = math.max(1, math.min(window + moment, time(most - 1) + window - now)) end
        end

        local under_way, crowded = 0, 0
        if places > 0 then
          if type(redis.pcall('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now))) ~= 'number' then redis.call('DEL', KEYS[2]) end
          redis.call('ZREMRANGEBYSCORE', KEYS[2], '(' .. text(now + longest), '+inf')
          under_way = redis.call('ZCARD', KEYS[2])
          if under_way >= places then crowded = 1 end
        end

        local at = now
        if wait == 0 and crowded == 0 then
          if most > 0 then
            if made > 0 then at = math.max(now, time(0)) end
            redis.call('LPUSH', KEYS[1], text(at))
            redis.call('PEXPIRE', KEYS[1], math.ceil((window + moment) / 1000))
            made = made + 1
          end
          if places > 0 then
            redis.call('ZADD', KEYS[2], text(now + lasts), ARGV[5])
            redis.call('PEXPIRE', KEYS[2], math.ceil(longest / 1000))
            under_way = under_way + 1
          end
        end
        if made > 0 then returns = time(-1) + window - now end
        return { made, returns, wait, under_way, crowded, at }
        """;

    const string TakeBack =
        """
        redis.pcall('LREM', KEYS[1], 1, ARGV[1])
        redis.pcall('ZREM', KEYS[2], ARGV[2])
        return 1
        """;

    readonly double _window = window.TotalMicroseconds;

    /// <summary>Counts a request, unless a bound of its caller's is used up.</summary>
    /// <returns>Null when Redis does not answer.</returns>
    public async ValueTask<SharedUse?> TryEnterAsync(SharedRequest request, CancellationToken cancellation)
    {
        if (redis.Control is not { } control) return null;
        RedisValue[] arguments =
        [
            request.Rate.RequestsPerMinute ?? 0,
            _window,
            request.Rate.Concurrent ?? 0,
            request.Lasts.TotalMicroseconds,
            request.Id,
            CallerRate.MostPerMinute,
        ];
        var reply = await control.TryAsync(db => db.ScriptEvaluateAsync(Enter, Keys(request), arguments), cancellation);
        if (!reply.Answered || (RedisResult[]?)reply.Value is not [var made, var returns, var wait, var underWay, var isCrowded, var at]) return null;
        return new(
            new(
                (int)made,
                TimeSpan.FromMicroseconds((long)returns),
                TimeSpan.FromMicroseconds((long)wait),
                (int)underWay,
                (bool)isCrowded),
            (long)at);
    }

    /// <summary>Ends a request. If Redis does not hear of it, its place is free again when no request lasts as long.</summary>
    public async ValueTask LeaveAsync(SharedRequest request)
    {
        if (redis.Control is not { } control || request.Rate.Concurrent is null) return;
        await control.TryAsync(db => db.SortedSetRemoveAsync(Places(request), request.Id), CancellationToken.None);
    }

    /// <summary>Makes as if a request had not been counted.</summary>
    public async ValueTask TakeBackAsync(SharedRequest request, long at)
    {
        if (redis.Control is not { } control) return;
        await control.TryAsync(db => db.ScriptEvaluateAsync(TakeBack, Keys(request), [at, request.Id]), CancellationToken.None);
    }

    RedisKey[] Keys(SharedRequest request) => [Times(request), Places(request)];

    // In braces, so that a Redis cluster keeps both where one script finds them.
    string Times(SharedRequest request) => $"{prefix}:rate:1:{{{request.Caller}}}";

    string Places(SharedRequest request) => Times(request) + ":places";
}
