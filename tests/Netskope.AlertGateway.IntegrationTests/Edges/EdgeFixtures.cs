using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Edges;

/// <summary>A legacy gateway, which reads bodies, with the server's own limits.</summary>
public sealed class EdgeFixture : GatewayFixture
{
    public EdgeFixture() => Settings["Gateway:Compatibility"] = "Legacy";
}

/// <summary>The same limits with seconds in place of minutes, pages of some megabytes, and less room for them on their way to the caller.</summary>
public sealed class ImpatientFixture : GatewayFixture
{
    public ImpatientFixture()
    {
        Settings["Gateway:Compatibility"] = "Legacy";
        Simulate = static tenant =>
        {
            tenant.Days = 2;
            tenant.AlertsPerDay = 5_000;
        };
        Services = static services => services
            .Configure<KestrelServerOptions>(static server =>
            {
                server.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(1);
                server.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(2);
                server.Limits.MinRequestBodyDataRate = new MinDataRate(1024, TimeSpan.FromSeconds(1.1));

                // High, since the rate is taken over all that was sent.
                server.Limits.MinResponseDataRate = new MinDataRate(16 * 1024 * 1024, TimeSpan.FromSeconds(3));
            })
            .Configure<SocketTransportOptions>(static sockets => sockets.CreateBoundListenSocket = Listen);
    }

    /// <summary>The connections have the buffer of the socket that they come from; the system's own might take a whole page.</summary>
    static Socket Listen(EndPoint address)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(address);
        socket.SendBufferSize = 64 * 1024;
        return socket;
    }
}

static class Requests
{
    /// <summary>The head of a request, without the line that ends it.</summary>
    public static string Head(this GatewayFixture gateway, string target, string method = "GET") =>
        $"{method} {target} HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {gateway.GoodToken}\r\n";

    /// <summary>A whole request after which the connection closes.</summary>
    public static string Last(this GatewayFixture gateway, string target, string more = "") => gateway.Head(target) + more + "Connection: close\r\n\r\n";

    public static IReadOnlyList<int> Statuses(string heard) =>
        [.. heard.Split("HTTP/1.1 ").Skip(1).Select(answer => int.Parse(answer[..3], System.Globalization.CultureInfo.InvariantCulture))];
}
