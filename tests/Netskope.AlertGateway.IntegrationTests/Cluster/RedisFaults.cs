using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

public enum RedisFault
{
    Killed,
    StandsStill,
    RestartedEmpty,
    Full,
    ConnectionsKilled,
}

/// <summary>What befalls Redis under load, and how soon answers go from replica to replica again.</summary>
static class RedisFaults
{
    // How long an answer may be on its way to another replica before another is tried.
    static readonly TimeSpan OnItsWay = TimeSpan.FromMilliseconds(300);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <returns>All answers, and the time from Redis's return to the moment when every replica shared an answer with another.</returns>
    public static async Task<(IReadOnlyList<Got> Answers, TimeSpan Recovery)> BefallAsync(Deployment deployment, RedisFault fault, TimeSpan lasts, int perSecond = 10)
    {
        var known = deployment.Questions(5);
        await deployment.KeepAsync(known);
        await using var load = new Load(deployment, known, perSecond);
        await load.PassesAsync(perSecond);
        await BefallAsync(deployment.Redis, fault, lasts);
        var since = TimeProvider.System.GetTimestamp();
        foreach (var replica in deployment.Replicas) await SharesAsync(deployment, replica, (replica + 1) % deployment.Count);
        var recovery = TimeProvider.System.GetElapsedTime(since);
        await load.PassesAsync(perSecond);
        return (await load.EndAsync(), recovery);
    }

    public static async Task BefallAsync(RedisServer redis, RedisFault fault, TimeSpan lasts)
    {
        switch (fault)
        {
            case RedisFault.Killed:
                redis.Kill();
                await LastAsync(lasts);
                await redis.AppearAsync();
                break;
            case RedisFault.StandsStill:
                await redis.StopAsync();
                await LastAsync(lasts);
                await redis.ContinueAsync();
                break;
            case RedisFault.RestartedEmpty:
                await redis.RestartAsync();
                break;
            case RedisFault.Full:
                await redis.SetMaxMemoryAsync(1024 * 1024);
                await LastAsync(lasts);
                await redis.SetMaxMemoryAsync(0);
                break;
            case RedisFault.ConnectionsKilled:
                for (var since = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(since) < lasts; await LastAsync(TimeSpan.FromMilliseconds(100)))
                {
                    foreach (var type in (string[])["normal", "pubsub"]) await redis.CommandAsync("CLIENT", "KILL", "TYPE", type);
                }

                break;
        }
    }

    static async Task SharesAsync(Deployment deployment, int from, int to)
    {
        await Eventually.HoldsAsync("an answer reaches another replica", async () =>
        {
            var question = deployment.Question();
            (await deployment.AskAsync(from, question)).ShouldBePage();
            for (var since = TimeProvider.System.GetTimestamp(); TimeProvider.System.GetElapsedTime(since) < OnItsWay; await LastAsync(TimeSpan.FromMilliseconds(10)))
            {
                if ((await deployment.AskAsync(to, question, cacheControl: "only-if-cached")).IsPage) return true;
            }

            return false;
        });
    }

    /// <summary>An outage takes its time: the load goes on meanwhile.</summary>
    static Task LastAsync(TimeSpan time) => Task.Delay(time, TimeProvider.System, Stop);
}
