using System.Threading.Channels;
using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// Short messages from replica to replica over one channel. They may get lost: who relies on them needs a bound of its own.
/// </summary>
sealed class RedisNotices(RedisConnections connections, string channel, TimeProvider time)
{
    const int MostWaiting = 4096;

    // The client may lose a subscription over a connection that breaks again and again, and never says so.
    const string SignOfLife = ".";
    static readonly TimeSpan CheckEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan Limit = TimeSpan.FromSeconds(1);

    readonly Channel<string> _received = Channel.CreateBounded<string>(
        new BoundedChannelOptions(MostWaiting) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    readonly RedisChannel _channel = new(channel, RedisChannel.PatternMode.Literal);

    volatile bool _heard;

    public ChannelReader<string> Received => _received.Reader;

    /// <summary>Subscribes on the control connection, and anew whenever that is replaced.</summary>
    public void Listen()
    {
        if (connections.Control is { } control) control.OnConnected(redis => _ = SubscribeAsync(redis));
    }

    /// <summary>Sends a sign of life from time to time, and subscribes anew when not even that is heard.</summary>
    public async Task KeepListeningAsync(CancellationToken stopping)
    {
        if (connections.Control is not { } control) return;
        using var timer = new PeriodicTimer(CheckEvery, time);
        var sent = false;
        while (await timer.WaitForNextTickAsync(stopping))
        {
            if (sent && !_heard && control.Redis is { } redis) await SubscribeAsync(redis);
            _heard = false;
            sent = (await control.TryAsync(redis => redis.PublishAsync(_channel, SignOfLife), stopping)).Answered;
        }
    }

    public async Task SendAsync(string notice, CancellationToken cancellation)
    {
        if (connections.Control is { } control) await control.TryAsync(redis => redis.PublishAsync(_channel, notice), cancellation);
    }

    async Task SubscribeAsync(IConnectionMultiplexer redis)
    {
        try
        {
            var subscriber = redis.GetSubscriber();
            await subscriber.UnsubscribeAsync(_channel).WaitAsync(Limit, time);
            await Task.Yield();

            // Runs on the client's reading thread, so that it does no more than put the notice down.
            await subscriber.SubscribeAsync(_channel, (_, notice) =>
            {
                _heard = true;
                if (notice.HasValue && notice != SignOfLife) _received.Writer.TryWrite(notice.ToString());
            }).WaitAsync(Limit, time);
            await Task.Yield();
        }
        catch (Exception e) when (e is RedisException or TimeoutException or ObjectDisposedException)
        {
            // The connection is broken, was replaced or is being closed: there is a next time.
        }
    }
}
