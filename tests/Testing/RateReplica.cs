using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Redis;

namespace Netskope.Testing;

/// <summary>What a replica needs to count its callers' requests, without the gateway around it.</summary>
sealed class RateReplica : IAsyncDisposable
{
    // Long: a busy machine is no outage.
    public static readonly TimeSpan RedisTimeout = TimeSpan.FromSeconds(5);

    readonly RedisConnections _connections;

    RateReplica(string address, TimeProvider time, TimeSpan window)
    {
        _connections = new(Options.Create(new RedisOptions { Address = address, Timeout = RedisTimeout }), time, NullLogger<RedisConnection>.Instance);
        Rates = new(_connections, "test", Options.Create(new GatewayOptions()), time, window);
    }

    public CallerRates Rates { get; }

    /// <summary>One that has no Redis.</summary>
    public static RateReplica Alone(TimeProvider time) => new("", time, TimeSpan.FromMinutes(1));

    public static async Task<RateReplica> StartAsync(RedisServer redis, TimeSpan? window = null, TimeProvider? time = null)
    {
        var replica = new RateReplica(redis.Address, time ?? TimeProvider.System, window ?? TimeSpan.FromMinutes(1));
        await replica._connections.ConnectAsync();
        await Eventually.HoldsAsync("the replica is connected", () => replica._connections.Control!.IsConnected);
        return replica;
    }

    public async Task<RateTicket> EnterAsync(CallerRate rate, string caller = "app", string profile = "all") =>
        await Rates.EnterAsync(caller, profile, rate, TimeSpan.Zero, TestContext.Current.CancellationToken);

    /// <summary>A request that ends at once.</summary>
    public async Task<RateTicket> AskAsync(CallerRate rate, string caller = "app", string profile = "all")
    {
        await using var ticket = await EnterAsync(rate, caller, profile);
        return ticket;
    }

    public ValueTask DisposeAsync() => _connections.DisposeAsync();
}

static class RateTickets
{
    /// <summary>The two headers, as they are sent.</summary>
    public static (string Policy, string Limit) Headers(this RateTicket ticket)
    {
        var headers = new HeaderDictionary();
        ticket.WriteHeaders(headers);
        headers.Count.ShouldBe(2);
        return (headers["RateLimit-Policy"].ToString(), headers["RateLimit"].ToString());
    }

    public static int Granted(this IEnumerable<RateTicket> tickets) => tickets.Count(ticket => ticket.Refusal is null);
}
