using System.Net;
using System.Net.Sockets;

namespace Netskope.Testing;

/// <summary>Ports for programs that can not ask the system for one themselves and tell which they got.</summary>
static class Ports
{
    const int First = 12_000;
    const int Count = 20_000;
    static int _tried;

    /// <summary>
    /// One that nobody listens at, below the ports that systems give to those who ask for any: one of those would be somebody
    /// else's by the time that an absent or a killed server comes back to it.
    /// </summary>
    public static int Free()
    {
        while (true)
        {
            var port = First + (((Environment.ProcessId * 41) + Interlocked.Increment(ref _tried)) % Count);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // The next one may be free.
            }
        }
    }
}
