using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Netskope.Testing;

/// <summary>Hears every command that Redis is sent, published messages too.</summary>
sealed class RedisMonitor : IAsyncDisposable
{
    readonly TcpClient _socket = new();
    readonly StringBuilder _heard = new();
    readonly Lock _gate = new();
    Task _listening = Task.CompletedTask;

    public string Text
    {
        get
        {
            lock (_gate) return _heard.ToString();
        }
    }

    public static async Task<RedisMonitor> StartAsync(RedisServer redis)
    {
        var monitor = new RedisMonitor();
        await monitor._socket.ConnectAsync(IPAddress.Loopback, redis.Port, TestContext.Current.CancellationToken);
        await monitor._socket.GetStream().WriteAsync("MONITOR\r\n"u8.ToArray(), TestContext.Current.CancellationToken);
        monitor._listening = monitor.ListenAsync();
        await monitor.WaitForAsync("+OK", 1);
        return monitor;
    }

    public Task WaitForAsync(string word, int times) => Eventually.HoldsAsync($"{times} x {word}", () => Text.Split(word).Length > times);

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        await _listening;
    }

    async Task ListenAsync()
    {
        var block = new byte[64 * 1024];
        try
        {
            while (await _socket.GetStream().ReadAsync(block) is > 0 and var read)
            {
                lock (_gate) _heard.Append(Encoding.Latin1.GetString(block, 0, read));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It was told to end.
        }
    }
}
