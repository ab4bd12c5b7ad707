using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Redis;
using Netskope.AlertGateway.Store;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>
/// What may befall Redis while requests come in: no request fails, the backlog stays bounded, and answers are shared
/// again afterwards. Every request asks something new, so that each one needs Redis to read, to write and to publish.
/// </summary>
public sealed class RedisOutageTests
{
    // With TEST_DEPTH=full a test waits for what takes up to 15 s.
    const int Deadline = 90_000;
    const int Callers = 8;
    const long MemoryBytes = 1024 * 1024;

    // Of the numbers of requests below: each of them is enough for what it is about.
    static readonly int Share = TestDepth.IsFull ? 1 : 4;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline)]
    public async Task AbsentAtStart_ThenAppearing()
    {
        await using var replicas = await StartAsync(absent: true);
        await LoadAsync(replicas, requests: 100);

        await replicas.Redis.AppearAsync();

        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task Killed_ThenRestartedEmpty()
    {
        await using var replicas = await StartAsync();
        await LoadAsync(replicas, requests: 240, async progress =>
        {
            await progress.ReachesAsync(60);
            replicas.Redis.Kill();
            await progress.ReachesAsync(160);
            await replicas.Redis.AppearAsync();
        });

        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task RestartedEmpty_AtOnce()
    {
        await using var replicas = await StartAsync();
        await LoadAsync(replicas, requests: 150, async progress =>
        {
            await progress.ReachesAsync(50);
            await replicas.Redis.RestartAsync();
        });

        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task Stopped_UntilItsConnectionsAreGivenUp()
    {
        await using var replicas = await StartAsync();
        var bulk = Connections(replicas.First).Bulk!;
        await LoadAsync(replicas, requests: 100);
        await replicas.Redis.StopAsync();

        await Eventually.HoldsAsync("the silent connection is given up", async () =>
        {
            await LoadAsync(replicas, requests: 40);
            return !bulk.IsConnected;
        });

        await replicas.Redis.ContinueAsync();
        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task Full_StillReads_AndTakesAgainWhenThereIsRoom()
    {
        await using var replicas = await StartAsync();
        var kept = replicas.First.Question();
        await replicas.AskAndShareAsync(replicas.First, kept);
        await replicas.Redis.SetMaxMemoryAsync(1024 * 1024);
        await LoadAsync(replicas, requests: 100);

        (await replicas.Second.GetAsync(kept, ("Cache-Control", "only-if-cached"))).ShouldBePage().IsHit.ShouldBeTrue("Redis refuses writes, not reads");
        (await replicas.Redis.AnswersAsync()).Count.ShouldBe(1);

        await replicas.Redis.SetMaxMemoryAsync(0);
        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task Connections_KilledAllTheTime()
    {
        await using var replicas = await StartAsync();
        await LoadAsync(replicas, requests: 250, async progress =>
        {
            for (var at = 10; at < 200; at += 10)
            {
                await progress.ReachesAsync(at);
                foreach (var type in (string[])["normal", "pubsub"]) await replicas.Redis.CommandAsync("CLIENT", "KILL", "TYPE", type);
            }
        });

        await RecoversAsync(replicas);
    }

    [Fact(Timeout = Deadline)]
    public async Task ValuesOverwrittenAndSwapped_WhileTheyAreRead()
    {
        await using var replicas = await StartAsync();
        var random = new Random(1);
        var filler = StoredAnswers.Make(new ReadOnlySequence<byte>(new byte[MemoryBytes]), [], replicas.First.Now);
        var questions = Enumerable.Range(0, 20).Select(_ => replicas.First.Question("&limit=3")).ToList();
        var truth = new ConcurrentDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var question in questions) truth[question] = (await replicas.AskAndShareAsync(replicas.First, question)).Answer.Bytes;
        await LoadAsync(
            replicas,
            requests: 200,
            async progress =>
            {
                for (var at = 5; at < 180; at += 5)
                {
                    await progress.ReachesAsync(at);
                    var keys = await replicas.Redis.AnswersAsync();
                    var (one, other) = (keys[random.Next(keys.Count)], keys[random.Next(keys.Count)]);
                    if (await replicas.Redis.GetAsync(one) is not { } value) continue;
                    await replicas.Redis.SetAsync(other, value);
                    await replicas.Redis.SetAsync(one, RandomNumberGenerator.GetBytes(value.Length));
                }
            },
            async (gateway, number) =>
            {
                // What fills the memory drives everything out of it: a replica reads from Redis every time.
                var question = questions[number % questions.Count];
                (await gateway.GetAsync(question)).ShouldBePage().Bytes.ShouldBe(truth[question]);
                gateway.GatewayServices.GetRequiredService<MemoryStore>().Put(QuestionKey.Of("filler"), filler);
            });

        await RecoversAsync(replicas);
    }

    static Task<Replicas> StartAsync(bool absent = false) =>
        Replicas.StartAsync(redisAbsent: absent, settings: s => s["Cache:MemoryBytes"] = MemoryBytes.ToString(CultureInfo.InvariantCulture));

    static RedisConnections Connections(GatewayFixture gateway) => gateway.GatewayServices.GetRequiredService<RedisConnections>();

    /// <summary>So many requests, evenly from both replicas, while something happens.</summary>
    static async Task LoadAsync(Replicas replicas, int requests, Func<Progress, Task>? meanwhile = null, Func<GatewayFixture, int, Task>? ask = null)
    {
        requests /= Share;
        var progress = new Progress();
        ask ??= static async (gateway, _) => (await gateway.GetAsync(gateway.Question("&limit=3"))).ShouldBePage();
        var started = 0;
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(
            async () =>
            {
                var gateway = caller % 2 == 0 ? replicas.First : replicas.Second;
                for (var number = Interlocked.Increment(ref started); number <= requests; number = Interlocked.Increment(ref started))
                {
                    await ask(gateway, number);
                    AssertBounded(gateway);
                    progress.Add();
                }
            },
            Stop)).ToList();
        var happening = meanwhile?.Invoke(progress) ?? Task.CompletedTask;
        try
        {
            await Task.WhenAll(callers);
        }
        finally
        {
            progress.End();
            await happening;
        }
    }

    static void AssertBounded(GatewayFixture gateway)
    {
        var connections = Connections(gateway);
        connections.Control!.CallsUnderWay.ShouldBeLessThanOrEqualTo(RedisConnection.MaxCallsUnderWay);
        connections.Bulk!.CallsUnderWay.ShouldBeLessThanOrEqualTo(RedisConnection.MaxCallsUnderWay);
        gateway.GatewayServices.GetRequiredService<MemoryStore>().Size.ShouldBeLessThanOrEqualTo(MemoryBytes);
    }

    /// <summary>Answers go from each replica to the other again, and after a while nothing is left over.</summary>
    static async Task RecoversAsync(Replicas replicas)
    {
        await replicas.ShareAsync();
        if (!TestDepth.IsFull) return;
        foreach (var gateway in replicas.All)
        {
            await Eventually.HoldsAsync("no call is out", () => Connections(gateway) is { Control.CallsUnderWay: 0, Bulk.CallsUnderWay: 0 });
        }

        long listeners = 0;
        await Eventually.HoldsAsync(
            "each replica hears notices again, once",
            async () => (listeners = (long)(await replicas.Redis.CommandAsync("PUBLISH", "alert-gateway:notices:1", "a notice"))!) == 2,
            () => $"{listeners} listen");
    }

    sealed class Progress
    {
        readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int _count;

        public void Add() => Interlocked.Increment(ref _count);

        public void End() => _end.TrySetResult();

        public Task ReachesAsync(int count) => Eventually.HoldsAsync($"{count / Share} requests are answered", () => Volatile.Read(ref _count) >= count / Share || _end.Task.IsCompleted);
    }
}
