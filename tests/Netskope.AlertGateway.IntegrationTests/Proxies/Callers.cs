using System.Net;
using System.Net.Sockets;
using System.Text;
using Netskope.AlertGateway.IntegrationTests.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>A gateway that believes what <see cref="Callers.Proxy"/> and two ranges say of a caller, and whose access records are read.</summary>
public sealed class ProxiedFixture : GatewayFixture
{
    public ProxiedFixture()
    {
        Settings["Gateway:KnownProxies"] = "127.0.0.1, 127.0.1.0/24, 2001:db8::/32";
        Services = services =>
        {
            Records.AddTo(services);
            Schemes.AddTo(services);
        };
    }

    internal AccessLines Records { get; } = new();

    internal Schemes Schemes { get; } = new();
}

/// <summary>Callers by the loopback address they call from: all of 127.0.0.0/8 is one's own.</summary>
static class Callers
{
    /// <summary>The address that tests call from unless they say otherwise.</summary>
    public static readonly IPAddress Proxy = IPAddress.Loopback;

    public static readonly IPAddress Stranger = IPAddress.Parse("127.0.0.2");

    /// <summary>A GET with further header lines, byte by byte, from an address.</summary>
    public static Task<Answer> GetFromAsync(this GatewayFixture gateway, IPAddress caller, string target, params string[] headers) =>
        gateway.SendFromAsync(caller, $"GET {target} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {gateway.GoodToken}\r\n{string.Concat(headers.Select(line => line + "\r\n"))}Connection: close\r\n\r\n");

    public static async Task<Answer> SendFromAsync(this GatewayFixture gateway, IPAddress caller, string request)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(GatewayFixture.Patience);
        using var socket = await ConnectAsync(caller, gateway.Address.Port, deadline.Token);
        await using var stream = new NetworkStream(socket);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), deadline.Token);
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes, deadline.Token);
        return Answer.Parse(bytes.ToArray());
    }

    public static async Task<Socket> ConnectAsync(IPAddress caller, int port, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.Bind(new IPEndPoint(caller, 0));
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
