using Microsoft.AspNetCore.Server.Kestrel.Core;
using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Hosting;

/// <summary>What a caller may cost before it is known who it is, and how slow it may be. What is not set here is Kestrel's own.</summary>
static class ServerLimits
{
    public static void Set(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;

        // Wide enough for the longest query that is taken, percent-encoded, so that ours is the error a longer one gets.
        limits.MaxRequestLineSize = 16 * 1024;

        // A JWT with many groups has some 10 KB; the rest is what proxies add.
        limits.MaxRequestHeadersTotalSize = 32 * 1024;
        limits.MaxRequestHeaderCount = 100;

        // Only legacy clients send a body: parameters. Kestrel counts what frames the chunks, too; the reader counts exactly.
        limits.MaxRequestBodySize = 2 * RequestReader.MostBodyBytes;

        // What a connection may pile up unread, requests sent ahead included: one body and its head.
        limits.MaxRequestBufferSize = 128 * 1024;

        // What a connection copies ahead of a slow reader. The answer itself lies in memory once, for all who read it.
        limits.MaxResponseBufferSize = 64 * 1024;

        // A head is a few packets.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);

        // Longer than a load balancer keeps an idle connection (mostly 60 s): whoever closes first must be the one who sends.
        limits.KeepAliveTimeout = TimeSpan.FromSeconds(130);

        // 64 KB at this rate takes a minute; slower is no client but somebody who wants to hold the connection.
        limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 1024, gracePeriod: TimeSpan.FromSeconds(5));

        // Who reads more slowly holds an answer's memory for no good reason: a page of 27 MB may take half an hour, not a day.
        limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 16 * 1024, gracePeriod: TimeSpan.FromSeconds(10));

        // More than a company's applications hold with connection pools. Beyond it a new connection is closed at once,
        // which a load balancer understands; without a bound the process would run out of file handles.
        limits.MaxConcurrentConnections = 5_000;

        // There is nothing to upgrade to.
        limits.MaxConcurrentUpgradedConnections = 0;
    }
}
