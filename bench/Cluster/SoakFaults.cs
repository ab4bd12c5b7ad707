using System.Globalization;
using Netskope.AlertGateway.IntegrationTests.Cluster;
using Netskope.Simulator;

namespace Cluster;

/// <summary>One fault after the other, in an order that the seed gives, and what each may be the reason of.</summary>
sealed class SoakFaults(Deployment deployment, string tokenFile, Random random)
{
    /// <summary>The only replica that is killed: memory and handles are those of the others.</summary>
    public const int Victim = 1;

    // A breaker that has opened, a budget that is closed, and the queue behind them.
    static readonly TimeSpan Aftermath = TimeSpan.FromSeconds(20);
    static readonly FaultKind[] Kinds =
    [
        FaultKind.InternalError500, FaultKind.BadGateway502, FaultKind.Unavailable503, FaultKind.TooManyRequests429, FaultKind.RateLimited512,
        FaultKind.HtmlIn200, FaultKind.TruncatedJson, FaultKind.TruncatedTransfer, FaultKind.ResetBeforeAnswer, FaultKind.ResetInBody, FaultKind.Latency,
    ];

    // What a fault of the tenant may become; a refused token is none of them.
    static readonly string[] Problems =
    [
        "tenant-error", "tenant-malformed", "tenant-unreachable", "tenant-quota", "tenant-maintenance", "tenant-unavailable", "tenant-timeout", "deadline-exceeded",
    ];

    readonly Lock _gate = new();
    readonly List<(Reason Reason, long From, long Until)> _ordered = [];
    readonly SortedDictionary<string, int> _counts = new(StringComparer.Ordinal);
    readonly TimeProvider _time = TimeProvider.System;

    public string Counts => string.Join(", ", _counts.Select(count => string.Create(CultureInfo.InvariantCulture, $"{count.Key} {count.Value}")));

    public async Task RunAsync(CancellationToken end)
    {
        while (await PauseAsync(3 + (4 * random.NextDouble()), end))
        {
            var most = 2 + (4 * random.NextDouble());
            await (random.Next(10) switch
            {
                < 4 => TenantAsync(Kinds[random.Next(Kinds.Length)], TimeSpan.FromSeconds(most)),
                < 7 => RedisAsync((RedisFault)random.Next(Enum.GetValues<RedisFault>().Length), TimeSpan.FromSeconds(most)),
                7 => KillAsync(),
                _ => RotateAsync(end),
            });
        }
    }

    /// <summary>Whether an error of a request that began at a moment and ended now has its reason.</summary>
    public bool Explains(Got got, long began)
    {
        var reason = got.Answer is null ? Reason.Killed : Problems.Contains(got.Problem, StringComparer.Ordinal) ? Reason.Tenant : Reason.None;
        if (reason == Reason.Killed && got.Replica != Victim) return false;
        lock (_gate) return _ordered.Exists(order => order.Reason == reason && order.Until >= began);
    }

    Task TenantAsync(FaultKind kind, TimeSpan lasts) => DuringAsync(Reason.Tenant, kind.ToString(), async () =>
    {
        var details = new FaultDetails { Duration = TimeSpan.FromSeconds(5), RetryAfter = kind == FaultKind.TooManyRequests429 ? "3" : null };
        deployment.Tenant.Faults.Order(kind, int.MaxValue, details);
        await PauseAsync(lasts.TotalSeconds, default);
        deployment.Tenant.Faults.Clear();
    });

    Task RedisAsync(RedisFault fault, TimeSpan lasts) => DuringAsync(Reason.None, "Redis " + fault, () => RedisFaults.BefallAsync(deployment.Redis, fault, lasts));

    Task KillAsync() => DuringAsync(Reason.Killed, "a gateway killed", async () =>
    {
        await deployment.Process(Victim).KillAsync(default);
        await PauseAsync(2, default);
        await deployment.StartAnewAsync(Victim);
    });

    Task RotateAsync(CancellationToken end) => DuringAsync(Reason.None, "token rotated", async () =>
    {
        var options = deployment.Tenant.Options;
        var next = string.Create(CultureInfo.InvariantCulture, $"tenant-token-{random.NextInt64():x16}");
        (options.RetiringToken, options.Token) = (options.Token, next);
        await Tokens.WriteAsync(tokenFile, next);

        // Files are looked at every few seconds; the old token ends as an operator would end it, later.
        if (await PauseAsync(15, end)) options.RetiringToken = "";
    });

    async Task DuringAsync(Reason reason, string name, Func<Task> befall)
    {
        _counts[name] = _counts.GetValueOrDefault(name) + 1;
        int number;
        lock (_gate)
        {
            number = _ordered.Count;
            _ordered.Add((reason, _time.GetTimestamp(), long.MaxValue));
        }

        await befall();
        lock (_gate) _ordered[number] = _ordered[number] with { Until = _time.GetTimestamp() + (long)(Aftermath.TotalSeconds * _time.TimestampFrequency) };
    }

    /// <returns>False when the end came.</returns>
    async Task<bool> PauseAsync(double seconds, CancellationToken end)
    {
        try
        {
            await Task.Delay(TimeSpan.FromSeconds(seconds), _time, end);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    enum Reason
    {
        /// <summary>None of Redis' faults, and no rotation, may cost a request.</summary>
        None,
        Tenant,
        Killed,
    }
}
