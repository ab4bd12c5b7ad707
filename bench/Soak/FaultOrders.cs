using System.Text.Json;

namespace Soak;

/// <summary>Orders a fault at the tenant every few seconds, and takes back after a while what no call has met.</summary>
sealed class FaultOrders(Wire wire, Random random)
{
    // The next good answer has to come through within 5 s of a fault.
    static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(5);

    // What a fault may become at the gateway's front door.
    static readonly (string Kind, string[] Slugs)[] Kinds =
    [
        ("ErrorIn200", ["tenant-error", "tenant-refusal"]),
        ("InternalError500", ["tenant-error"]),
        ("BadGateway502", ["tenant-error"]),
        ("Unavailable503", ["tenant-maintenance"]),
        ("TooManyRequests429", ["tenant-quota"]),
        ("NotFound404", ["tenant-unexpected"]),
        ("HtmlIn200", ["tenant-malformed"]),
        ("TruncatedJson", ["tenant-malformed"]),
        ("TruncatedTransfer", ["tenant-malformed"]),
        ("ResetBeforeAnswer", ["tenant-malformed", "tenant-unreachable"]),
        ("ResetInBody", ["tenant-malformed"]),
        ("Latency", []),
    ];

    readonly Lock _gate = new();
    readonly List<(long From, long Until, string[] Slugs)> _orders = [];
    readonly TimeProvider _time = TimeProvider.System;

    public int Ordered { get; private set; }

    public async Task RunAsync(CancellationToken end)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(2 + (6 * random.NextDouble())), _time, end);
                var (kind, slugs) = Kinds[random.Next(Kinds.Length)];
                lock (_gate) _orders.Add((_time.GetTimestamp(), long.MaxValue, slugs));
                Ordered++;
                await wire.TellTenantAsync(HttpMethod.Post, JsonSerializer.Serialize(new { kind, times = random.Next(1, 4), path = "/api/v1/alerts" }));
                await Task.Delay(TimeSpan.FromSeconds(2), _time, end);
                await TakeBackAsync();
            }
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            await TakeBackAsync();
        }
    }

    /// <summary>Whether a fault that was ordered explains an error of a request that began at a moment and ended now.</summary>
    public bool Explains(string slug, long began)
    {
        lock (_gate)
        {
            return _orders.Exists(order => order.Until >= began
                && (order.Slugs.Contains(slug, StringComparer.Ordinal) || (slug == "tenant-unavailable" && order.Slugs.Length > 0)));
        }
    }

    /// <summary>The same for an error without words: whether any fault does.</summary>
    public bool AnyExplains(long began)
    {
        lock (_gate) return _orders.Exists(order => order.Until >= began && order.Slugs.Length > 0);
    }

    async Task TakeBackAsync()
    {
        await wire.TellTenantAsync(HttpMethod.Delete, body: null);
        lock (_gate)
        {
            if (_orders.Count == 0) return;
            _orders[^1] = _orders[^1] with { Until = _time.GetTimestamp() + (long)(Aftermath.TotalSeconds * _time.TimestampFrequency) };
        }
    }
}
