using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Netskope.AlertGateway.IntegrationTests.Outbound;

/// <summary>A listener on loopback that passes each connection on to another port on loopback, in both directions.</summary>
abstract class Relay : IAsyncDisposable
{
    readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    readonly CancellationTokenSource _ending = new();
    readonly ConcurrentBag<Task> _connections = [];
    readonly Task _accepting;

    protected Relay()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_connections);
        _ending.Dispose();
    }

    protected abstract Task RelayAsync(NetworkStream caller, CancellationToken ending);

    protected static async Task PassOnAsync(Stream caller, int port, Action<ReadOnlyMemory<byte>> hear, CancellationToken ending)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port, ending);
        await using var called = socket.GetStream();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(ending);
        var there = CopyAsync(caller, called, hear, over.Token);
        var back = CopyAsync(called, caller, static _ => { }, over.Token);
        await Task.WhenAny(there, back);
        await over.CancelAsync();
        await Task.WhenAll(Calm(there), Calm(back));
    }

    static async Task CopyAsync(Stream from, Stream to, Action<ReadOnlyMemory<byte>> hear, CancellationToken over)
    {
        var block = new byte[16 * 1024];
        while (await from.ReadAsync(block, over) is > 0 and var read)
        {
            hear(block.AsMemory(0, read));
            await to.WriteAsync(block.AsMemory(0, read), over);
            await to.FlushAsync(over);
        }
    }

    static async Task Calm(Task copying)
    {
        try
        {
            await copying;
        }
        catch (Exception e) when (e is IOException or SocketException or AuthenticationException or OperationCanceledException or ObjectDisposedException)
        {
            // One of the two sides hung up.
        }
    }

    async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptTcpClientAsync(_ending.Token);
                _connections.Add(ServeAsync(caller));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // It ends.
        }
    }

    async Task ServeAsync(TcpClient caller)
    {
        using (caller)
        {
            await Calm(RelayAsync(caller.GetStream(), _ending.Token));
        }
    }
}

/// <summary>TLS in front of a server that has none.</summary>
sealed class TlsFront(X509Certificate2 certificate, int port) : Relay
{
    int _calls;

    /// <summary>Connections over which the caller sent anything.</summary>
    public int Calls => Volatile.Read(ref _calls);

    protected override async Task RelayAsync(NetworkStream caller, CancellationToken ending)
    {
        await using var tls = new SslStream(caller);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ending);
        var first = true;
        await PassOnAsync(tls, port, Hear, ending);

        void Hear(ReadOnlyMemory<byte> bytes)
        {
            if (first) Interlocked.Increment(ref _calls);
            first = false;
        }
    }
}

/// <summary>
/// A proxy that understands CONNECT (RFC 9110, 9.3.6). Whatever name is asked for, it calls loopback: so a test may use
/// names that no resolver knows, and see that the gateway does not ask one.
/// </summary>
sealed class ConnectProxy(string? credentials = null) : Relay
{
    readonly ConcurrentQueue<string> _heads = new();
    readonly ConcurrentQueue<byte[]> _heard = new();

    /// <summary>The first line and the headers of each request, as they came.</summary>
    public IReadOnlyCollection<string> Heads => _heads;

    /// <summary>All that callers have sent, through tunnels too.</summary>
    public string Heard => string.Concat(_heard.Select(Encoding.Latin1.GetString));

    protected override async Task RelayAsync(NetworkStream caller, CancellationToken ending)
    {
        while (true)
        {
            var head = await ReadHeadAsync(caller, ending);
            if (head.Length == 0) return;
            _heads.Enqueue(head);
            if (credentials is not null && !head.Contains("Proxy-Authorization: Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes(credentials)), StringComparison.OrdinalIgnoreCase))
            {
                await caller.WriteAsync("HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"proxy\"\r\nContent-Length: 0\r\n\r\n"u8.ToArray(), ending);
                continue;
            }

            if (!head.StartsWith("CONNECT ", StringComparison.Ordinal))
            {
                await caller.WriteAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray(), ending);
                return;
            }

            await caller.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray(), ending);
            var port = int.Parse(head.Split(' ')[1].Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
            await PassOnAsync(caller, port, bytes => _heard.Enqueue(bytes.ToArray()), ending);
            return;
        }
    }

    async Task<string> ReadHeadAsync(NetworkStream caller, CancellationToken ending)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal) && head.Length < 16 * 1024)
        {
            if (await caller.ReadAsync(one, ending) == 0) return "";
            head.Append((char)one[0]);
            _heard.Enqueue([one[0]]);
        }

        return head.ToString();
    }
}
