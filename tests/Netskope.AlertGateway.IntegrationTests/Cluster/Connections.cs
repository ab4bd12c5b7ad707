using System.Globalization;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>What the system knows of a port's connections: the only way to see from outside that a request has gone in.</summary>
static class Connections
{
    const string Established = "01";

    /// <summary>How many are open and have nothing left that the process has not read.</summary>
    public static int Read(int port)
    {
        var address = string.Create(CultureInfo.InvariantCulture, $"0100007F:{port:X4}");
        return File.ReadLines("/proc/net/tcp")
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Count(fields => fields[1] == address && fields[3] == Established && fields[4].EndsWith(":00000000", StringComparison.Ordinal));
    }
}
