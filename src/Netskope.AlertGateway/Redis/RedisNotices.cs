using System.Threading.Channels;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// Short messages between replicas on one Redis channel. A notice may get lost, so whoever relies on notices needs a limit of its own.
/// </summary>
sealed class RedisNotices(RedisConnections connections, string channel, TimeProvider time)
{
    /// <summary>The name that health and log use for the subscription.</summary>
    public const string Name = "notices";

    const int MaxWaiting = 4096;
    static readonly TimeSpan SubscribeTimeout = TimeSpan.FromSeconds(1);

    readonly Channel<string> _received = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    readonly RedisChannel _channel = RedisChannel.Literal(channel);
    IConnectionMultiplexer? _subscribed;

    public ChannelReader<string> Received => _received.Reader;

    public async Task SendAsync(string notice, CancellationToken cancellation)
    {
        if (connections.Control is { } control) await control.TryAsync(redis => redis.PublishAsync(_channel, notice), cancellation);
    }

    /// <summary>
    /// Sends an empty notice, to find out whether Redis allows the channel, and subscribes unless the subscription stands. The client
    /// library subscribes again on a connection that it restores, but not when Redis refused, and not on one that replaces it.
    /// </summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public async Task<RedisFault?> ProbeAsync(CancellationToken cancellation)
    {
        if (connections.Control is not { Multiplexer: { } redis } control) return null;
        if (await control.ProbeAsync(db => db.PublishAsync(_channel, RedisValue.EmptyString), cancellation) is { } fault)
        {
            // Redis ends the subscriptions that an ACL no longer allows.
            _subscribed = null;
            return fault;
        }

        var subscriber = redis.GetSubscriber();
        if (redis == _subscribed && subscriber.IsConnected(_channel)) return null;
        try
        {
            await subscriber.UnsubscribeAsync(_channel).WaitAsync(SubscribeTimeout, time, cancellation);
            await subscriber.SubscribeAsync(_channel, Receive).WaitAsync(SubscribeTimeout, time, cancellation);
            _subscribed = redis;
            return null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            return RedisFault.Of(e);
        }
    }

    // The library's reading thread calls this, so it only puts the notice down.
    void Receive(RedisChannel from, RedisValue notice)
    {
        if (!notice.IsNullOrEmpty) _received.Writer.TryWrite(notice.ToString());
    }
}
