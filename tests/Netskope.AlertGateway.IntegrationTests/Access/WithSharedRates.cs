using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Netskope.AlertGateway.Access;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>A real Redis, and replicas that count their callers' requests in it.</summary>
public abstract partial class WithSharedRates : IAsyncLifetime
{
    private protected List<RateReplica> Replicas { get; } = [];

    private protected RedisServer Redis { get; private set; } = null!;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Where the times of a caller's requests are.</summary>
    protected static string Times { get; } = $"test:rate:1:{{{CallerRates.NameOf("all", "app")}}}";

    /// <summary>Where its requests under way are.</summary>
    protected static string Places { get; } = Times + ":places";

    public async ValueTask InitializeAsync() => Redis = await RedisServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in Replicas) await replica.DisposeAsync();
        await Redis.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private protected async Task<RateReplica> StartAsync(TimeSpan? window = null, TimeProvider? time = null)
    {
        var replica = await RateReplica.StartAsync(Redis, window, time);
        Replicas.Add(replica);
        return replica;
    }

    private protected async Task<(RateReplica One, RateReplica Two, RateReplica Three)> StartThreeAsync(TimeSpan? window = null) =>
        (await StartAsync(window), await StartAsync(window), await StartAsync(window));

    /// <summary>As many requests at once, each at another replica than the one before.</summary>
    private protected async Task<IReadOnlyList<RateTicket>> FloodAsync(int requests, CallerRate rate) =>
        await Task.WhenAll(Enumerable.Range(0, requests).Select(i => Task.Run(() => Replicas[i % Replicas.Count].EnterAsync(rate), Stop)));

    protected async Task<long> LengthAsync() => (long)(await Redis.CommandAsync("LLEN", Times))!;

    protected async Task<long> UnderWayAsync() => (long)(await Redis.CommandAsync("ZCARD", Places))!;

    /// <summary>Redis' clock, in microseconds.</summary>
    protected async Task<long> ClockAsync()
    {
        var clock = (object?[])(await Redis.CommandAsync("TIME"))!;
        return (Number(clock[0]) * 1_000_000) + Number(clock[1]);
    }

    /// <summary>When Redis has granted requests, by its clock, in microseconds.</summary>
    private protected static IReadOnlyList<long> Granted(RedisMonitor monitor) =>
        [.. Counted().Matches(monitor.Text).Select(match => long.Parse(match.Groups["at"].Value, CultureInfo.InvariantCulture))];

    static long Number(object? text) => long.Parse(Encoding.ASCII.GetString((byte[])text!), CultureInfo.InvariantCulture);

    [GeneratedRegex("\"LPUSH\" \"test:rate:1:[^\"]+\" \"(?<at>[0-9]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 10_000)]
    private static partial Regex Counted();
}
