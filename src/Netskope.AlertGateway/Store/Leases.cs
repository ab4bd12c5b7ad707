using System.Security.Cryptography;
using Netskope.AlertGateway.Redis;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Store;

/// <summary>
/// Leases in Redis: of the replicas that want to ask the tenant one question, one does, and the others follow. A lease is renewed
/// each second and lapses after five, so that a replica that died or hangs costs the others no more. It saves calls and guards
/// nothing: which answer is the newer one, the store decides.
/// </summary>
sealed class Leases(RedisConnections redis, SharedStoreSettings settings, TimeProvider time)
{
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(5);
    static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(1);

    // Far longer than a request takes. Whatever becomes of its holder, nobody follows it for ever.
    static readonly TimeSpan LongestHeld = TimeSpan.FromMinutes(5);

    const int Version = 1;

    const string TakeOrTell =
        """
        if redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) then return -3 end
        return redis.call('PTTL', KEYS[1])
        """;

    /// <summary>Takes the lease of a question, unless somebody has it.</summary>
    /// <returns>The lease; or how long the other's lasts if it is not renewed; or neither: then there are no leases now.</returns>
    public async ValueTask<(Lease? Lease, TimeSpan? HeldFor)> TryTakeAsync(QuestionKey key, CancellationToken cancellation)
    {
        if (redis.Control is not { } control) return default;
        var name = $"{settings.KeyPrefix}:lease:{Version}:{settings.NameOf(key)}";
        var holder = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        RedisReply<RedisResult> reply = default;
        try
        {
            reply = await control.TryAsync(db => db.ScriptEvaluateAsync(TakeOrTell, [name], [holder, (long)Lasts.TotalMilliseconds]), cancellation);
        }
        finally
        {
            // It may have been taken without our hearing of it.
            if (!reply.Answered) _ = control.TryAsync(db => db.LockReleaseAsync(name, holder), CancellationToken.None).AsTask();
        }

        if (!reply.Answered) return default;
        return (long)reply.Value! switch
        {
            -3 => (new Lease(control, name, holder, time), null),

            // It lapsed between the two commands.
            -2 => (null, TimeSpan.Zero),

            // What lasts longer, or for ever, is no lease of ours.
            var left and >= 0 when left <= Lasts.TotalMilliseconds => (null, TimeSpan.FromMilliseconds(left)),
            _ => default,
        };
    }

    /// <summary>Renewed until it is given back. If a renewal fails, the lease lapses and another replica may ask as well.</summary>
    public sealed class Lease : IAsyncDisposable
    {
        readonly RedisConnection _redis;
        readonly RedisKey _name;
        readonly RedisValue _holder;
        readonly CancellationTokenSource _over = new();
        readonly Task _renewing;

        internal Lease(RedisConnection redis, RedisKey name, RedisValue holder, TimeProvider time)
        {
            (_redis, _name, _holder) = (redis, name, holder);
            _renewing = RenewAsync(time);
        }

        public async ValueTask DisposeAsync()
        {
            await _over.CancelAsync();
            await _renewing;
            _over.Dispose();
            await _redis.TryAsync(db => db.LockReleaseAsync(_name, _holder), CancellationToken.None);
        }

        async Task RenewAsync(TimeProvider time)
        {
            using var timer = new PeriodicTimer(RenewEvery, time);
            var since = time.GetTimestamp();
            try
            {
                while (time.GetElapsedTime(since) < LongestHeld && await timer.WaitForNextTickAsync(_over.Token)) await _redis.TryAsync(db => db.LockExtendAsync(_name, _holder, Lasts), _over.Token);
            }
            catch (OperationCanceledException) when (_over.IsCancellationRequested)
            {
                // Given back.
            }
        }
    }
}
