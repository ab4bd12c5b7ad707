using Microsoft.Extensions.Options;

namespace Netskope.AlertGateway.Redis;

/// <summary>
/// The two connections to Redis: one for small calls and notices, one for answers, since calls on one connection wait for those
/// before them and a small call would wait behind a large value. Without <c>ConnectionStrings:Redis</c> there are none.
/// </summary>
sealed class RedisConnections : IAsyncDisposable
{
    public RedisConnections(IOptions<RedisOptions> options, TimeProvider time, ILogger<RedisConnection> log)
    {
        if (options.Value.Address.Length == 0) return;
        Control = new("control", RedisConfiguration.Create(options.Value, "control"), options.Value.Timeout, time, log);
        Bulk = new("bulk", RedisConfiguration.Create(options.Value, "bulk"), options.Value.Timeout, time, log);
    }

    public RedisConnection? Control { get; }

    public RedisConnection? Bulk { get; }

    public IEnumerable<RedisConnection> All => Control is null || Bulk is null ? [] : [Control, Bulk];

    public Task ConnectAsync() => Task.WhenAll(All.Select(connection => connection.ConnectAsync()));

    /// <summary>The connections end when the host is disposed of: requests that are still being answered use them.</summary>
    public async ValueTask DisposeAsync()
    {
        foreach (var connection in All) await connection.DisposeAsync();
    }
}
