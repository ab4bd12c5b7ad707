using System.Threading.Channels;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// Short messages between replicas on one Redis channel. A notice may get lost, so code that waits for notices needs its own timeout.
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
    IConnectionMultiplexer? _subscribedConnection;

    public ChannelReader<string> Received => _received.Reader;

    public async Task SendAsync(string notice, CancellationToken cancellation)
    {
        if (connections.Control is { } control) await control.TryAsync(redis => redis.PublishAsync(_channel, notice), cancellation);
    }

    /// <summary>
    /// Publishes an empty notice to check that Redis allows the channel, and subscribes if there is no active subscription. The client
    /// library renews the subscription after it restores a connection, but not after Redis rejected it or the connection was replaced.
    /// </summary>
    /// <returns>What is wrong, or <see langword="null"/>.</returns>
    public async Task<RedisFault?> ProbeAsync(CancellationToken cancellation)
    {
        if (connections.Control is not { Multiplexer: { } redis } control) return null;
        if (await control.ProbeAsync(db => db.PublishAsync(_channel, RedisValue.EmptyString), cancellation) is { } fault)
        {
            // Redis ends the subscriptions that an ACL no longer allows.
            _subscribedConnection = null;
            return fault;
        }

        var subscriber = redis.GetSubscriber();
        if (redis == _subscribedConnection && subscriber.IsConnected(_channel)) return null;
        try
        {
            await subscriber.UnsubscribeAsync(_channel).WaitAsync(SubscribeTimeout, time, cancellation);
            await subscriber.SubscribeAsync(_channel, Receive).WaitAsync(SubscribeTimeout, time, cancellation);
            _subscribedConnection = redis;
            return null;
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            return RedisFault.Of(e);
        }
    }

    // The library's reading thread calls this, so it only queues the notice.
    void Receive(RedisChannel from, RedisValue notice)
    {
        if (!notice.IsNullOrEmpty) _received.Writer.TryWrite(notice.ToString());
    }
}
