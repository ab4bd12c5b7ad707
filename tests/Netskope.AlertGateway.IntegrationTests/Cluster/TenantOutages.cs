using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

public enum TenantFault
{
    /// <summary>Its connections are reset before it answers.</summary>
    Down,

    /// <summary>It takes longer than <c>Netskope:Timeout</c>.</summary>
    Slow,

    /// <summary>It answers 429 and says for how long.</summary>
    Quota,

    /// <summary>Every fifth page stops in the middle of its rows.</summary>
    BrokenPages,
}

/// <summary>What was answered while something befell the tenant, and when it was over.</summary>
/// <param name="During">The answers while it lasted.</param>
/// <param name="Known">Those of them to questions that had been answered before.</param>
/// <param name="LateFailures">Failures in the last half, when the gateways could know better than to ask.</param>
/// <param name="Afterwards">The answers to a crowd with new questions at the moment when it was over, each asked until it had one.</param>
/// <param name="Recovery">How long that crowd took.</param>
/// <param name="Calls">What came to the tenant in all this.</param>
sealed record TenantOutage(
    IReadOnlyList<Got> During,
    IReadOnlyList<Got> Known,
    IReadOnlyList<Got> LateFailures,
    IReadOnlyList<Got> Afterwards,
    TimeSpan Recovery,
    IReadOnlyList<Call> Calls)
{
    public IEnumerable<Got> Stale => During.Where(got => got.IsMarkedStale);
}

static class TenantOutages
{
    /// <summary>Answers are fresh for 2 s, so that there are stale ones soon.</summary>
    public static void Settings(IDictionary<string, string?> settings)
    {
        settings["Cache:Settled:Fresh"] = "00:00:02";
        settings["Netskope:Timeout"] = "00:00:02";
        settings["Gateway:RequestTimeout"] = "00:00:06";
    }

    public static async Task<TenantOutage> BefallAsync(Deployment deployment, TenantFault fault, TimeSpan lasts, int crowd = 60, int newPerSecond = 1)
    {
        var known = deployment.Questions(5);
        await deployment.KeepAsync(known);
        deployment.Tenant.Record.Clear();
        Order(deployment.Tenant, fault, lasts);
        await using var load = new Load(deployment, known, perSecond: 10, newPerSecond);
        await LastAsync(lasts / 2);
        var early = load.Answers.Count;
        await LastAsync(lasts / 2);
        var during = load.Answers;
        deployment.Tenant.Faults.Clear();

        var since = TimeProvider.System.GetTimestamp();
        var afterwards = await Task.WhenAll(deployment.Questions(crowd).Select((question, number) => UntilAnsweredAsync(deployment, number % deployment.Count, question)));
        var recovery = TimeProvider.System.GetElapsedTime(since);
        await load.EndAsync();
        return new TenantOutage(
            during,
            [.. during.Where(load.IsKnown)],
            [.. during.Skip(early).Where(got => !got.IsPage)],
            afterwards,
            recovery,
            deployment.Tenant.Record.Calls);
    }

    static void Order(Tenant tenant, TenantFault fault, TimeSpan lasts)
    {
        var number = 0;
        _ = fault switch
        {
            TenantFault.Down => tenant.Faults.Order(FaultKind.ResetBeforeAnswer, int.MaxValue),
            TenantFault.Slow => tenant.Faults.Order(FaultKind.Latency, int.MaxValue, new FaultDetails { Duration = TimeSpan.FromSeconds(4) }),
            TenantFault.Quota => tenant.Faults.Order(FaultKind.TooManyRequests429, int.MaxValue, new FaultDetails { RetryAfter = ((int)lasts.TotalSeconds).ToString(CultureInfo.InvariantCulture) }),
            _ => tenant.Faults.Order(FaultKind.TruncatedJson, int.MaxValue, when: _ => Interlocked.Increment(ref number) % 5 == 0),
        };
    }

    /// <summary>An outage takes its time: the load goes on meanwhile.</summary>
    static Task LastAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, TestContext.Current.CancellationToken);

    /// <summary>As a patient client: it comes again as long as it is put off.</summary>
    static async Task<Got> UntilAnsweredAsync(Deployment deployment, int replica, string question)
    {
        Got? got = null;
        await Eventually.HoldsAsync(
            "the tenant's answers come again",
            async () =>
            {
                got = await deployment.AskAsync(replica, question);
                if (!got.IsPage) await LastAsync(TimeSpan.FromSeconds(1));
                return got.IsPage;
            },
            () => got?.ToString() ?? "");
        return got!;
    }
}
