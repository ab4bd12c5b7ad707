using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Netskope.Testing;

/// <summary>A caller's connection in its own hands: what is sent, when, and how slowly the answer is read.</summary>
sealed class Wire : IAsyncDisposable
{
    readonly Socket _socket;
    readonly CancellationTokenSource _deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);

    Wire(Socket socket)
    {
        _socket = socket;
        _deadline.CancelAfter(GatewayFixture.Patience);
    }

    /// <param name="gateway">Whom to call.</param>
    /// <param name="receiveBuffer">How much the system takes in ahead of the reader, in bytes; 0 leaves it to the system.</param>
    public static async Task<Wire> ConnectAsync(GatewayFixture gateway, int receiveBuffer = 0)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (receiveBuffer > 0) socket.ReceiveBufferSize = receiveBuffer;
        var wire = new Wire(socket);
        await socket.ConnectAsync(IPAddress.Loopback, gateway.Address.Port, wire._deadline.Token);
        return wire;
    }

    public async Task SendAsync(string text)
    {
        for (ReadOnlyMemory<byte> rest = Encoding.Latin1.GetBytes(text); !rest.IsEmpty;)
            rest = rest[await _socket.SendAsync(rest, SocketFlags.None, _deadline.Token)..];
    }

    /// <summary>Sends as much as the other side takes.</summary>
    /// <returns>Whether it took all.</returns>
    public async Task<bool> TrySendAsync(string text)
    {
        try
        {
            await SendAsync(text);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Tells the other side that nothing more will be sent.</summary>
    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>All that comes until the text does, the text included; less when the connection ends before.</summary>
    public Task<string> ReadUntilAsync(string text) => ReadAsync(heard => heard.EndsWith(text, StringComparison.Ordinal), block: 1);

    /// <summary>All that comes until the other side closes the connection.</summary>
    public Task<string> ReadToEndAsync() => ReadAsync(static _ => false, block: 64 * 1024);

    /// <summary>How many bytes come until the other side closes the connection, orderly or not.</summary>
    public async Task<long> CountToEndAsync()
    {
        // Small: a test may read a thousand connections at once.
        var block = new byte[16 * 1024];
        long count = 0;
        while (await ReceiveAsync(block) is > 0 and var read) count += read;
        return count;
    }

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _deadline.Dispose();
        return ValueTask.CompletedTask;
    }

    async Task<string> ReadAsync(Func<string, bool> isEnough, int block)
    {
        var heard = new StringBuilder();
        var bytes = new byte[block];
        while (await ReceiveAsync(bytes) is > 0 and var read)
        {
            heard.Append(Encoding.Latin1.GetString(bytes, 0, read));
            if (block == 1 && bytes[0] == '\n' && isEnough(heard.ToString())) break;
        }

        return heard.ToString();
    }

    async Task<int> ReceiveAsync(Memory<byte> into)
    {
        try
        {
            return await _socket.ReceiveAsync(into, SocketFlags.None, _deadline.Token);
        }
        catch (SocketException)
        {
            // Who refuses early may reset the connection behind its answer.
            return 0;
        }
    }
}
