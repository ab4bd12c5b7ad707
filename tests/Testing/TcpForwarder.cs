using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Netskope.Testing;

/// <summary>One address in front of several servers: a new connection goes to the current target, open ones stay where they are.</summary>
public sealed class TcpForwarder : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _end = new();
    readonly ConcurrentBag<Task> _pumps = [];
    readonly Task _accepting;
    volatile int _target;

    public TcpForwarder(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>The port that new connections go to.</summary>
    public void PointTo(int target) => _target = target;

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Task.WhenAll(_pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _end.Dispose();
    }

    async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested) _pumps.Add(ForwardAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
    }

    async Task ForwardAsync(TcpClient caller)
    {
        using var server = new TcpClient();
        using (caller)
        {
            await server.ConnectAsync(IPAddress.Loopback, _target, _end.Token);
            await Task.WhenAny(
                caller.GetStream().CopyToAsync(server.GetStream(), _end.Token),
                server.GetStream().CopyToAsync(caller.GetStream(), _end.Token));
        }
    }
}
