using System.Globalization;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Redis answers, but not with what is needed: no request fails, health names the code, and all is well when the cause is gone.</summary>
public sealed class RedisRefusalTests
{
    const int Deadline = 90_000;
    static readonly int Questions = TestDepth.Cases(100);

    [Fact(Timeout = Deadline)]
    public async Task FullServer_IsShown_AsOom()
    {
        await using var replicas = await Replicas.StartAsync();
        await replicas.ShareAsync();
        await replicas.Redis.SetMaxMemoryAsync(1);

        await RedisHealthTests.BecomesAsync(replicas.First, "Degraded", "OOM");
        await AskAsync(replicas);

        await replicas.Redis.SetMaxMemoryAsync(0);
        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task ReplicaWithoutAPrimary_IsShown_AsMasterDown()
    {
        await using var replicas = await Replicas.StartAsync();
        await replicas.ShareAsync();
        await replicas.Redis.CommandAsync("CONFIG", "SET", "replica-serve-stale-data", "no");
        await replicas.Redis.CommandAsync("REPLICAOF", "127.0.0.1", "1");

        await RedisHealthTests.BecomesAsync(replicas.First, "Degraded", "MASTERDOWN");
        await AskAsync(replicas);

        await replicas.Redis.CommandAsync("REPLICAOF", "NO", "ONE");
        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task ServerThatReadsItsData_IsShown_AsLoading()
    {
        await using var redis = await RedisServer.StartAsync(options: new("--enable-debug-command", "yes", "--key-load-delay", "20000", "--loading-process-events-interval-bytes", "1024"));
        await using var replicas = await Replicas.StartAsync(settings: own => own["ConnectionStrings:Redis"] = redis.Address);
        await replicas.ShareAsync();
        for (var key = 0; key < 500; key++) await redis.CommandAsync("SET", string.Create(CultureInfo.InvariantCulture, $"filler:{key}"), new string('x', 1000));

        // It reads the dump, 20 ms for each key, and answers LOADING meanwhile.
        var reloading = redis.CommandAsync("DEBUG", "RELOAD");
        await RedisHealthTests.BecomesAsync(replicas.First, "Degraded", "LOADING");
        await AskAsync(replicas);
        reloading.IsFaulted.ShouldBeFalse();
        await reloading;

        await RecoversAsync(replicas);
    }

    static async Task AskAsync(Replicas replicas)
    {
        for (var asked = 0; asked < Questions; asked++)
        {
            var gateway = replicas.All[asked % 2];
            (await gateway.GetAsync(gateway.Question("&limit=3"))).ShouldBePage();
        }
    }

    static async Task RecoversAsync(Replicas replicas)
    {
        foreach (var gateway in replicas.All) await RedisHealthTests.BecomesAsync(gateway, "Healthy");
        await replicas.ShareAsync();
    }
}
