using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Another server becomes the primary, behind one address or by Sentinel, while requests come in.</summary>
public sealed class RedisFailoverTests
{
    const int Deadline = 90_000;

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Timeout = Deadline)]
    public async Task PrimaryThatMovesBehindItsAddress_IsFoundAgain_AndNoRequestFails()
    {
        await using var first = await RedisServer.StartAsync();
        await using var second = await RedisServer.StartAsync(options: ReplicaOf(first));
        await using var address = new TcpForwarder(first.Port);
        await using var replicas = await Replicas.StartAsync(settings: own => own["ConnectionStrings:Redis"] = At(address.Port));
        await replicas.ShareAsync();

        await UnderLoadAsync(replicas, async () =>
        {
            await second.CommandAsync("REPLICAOF", "NO", "ONE");
            await first.CommandAsync("REPLICAOF", "127.0.0.1", second.Port.ToString(CultureInfo.InvariantCulture));
            await RedisHealthTests.BecomesAsync(replicas.First, "Degraded", "READONLY");

            // Connections that are open stay with the old primary.
            address.PointTo(second.Port);
            await RedisHealthTests.BecomesAsync(replicas.First, "Healthy");
            await RedisHealthTests.BecomesAsync(replicas.Second, "Healthy");
            await replicas.ShareAsync();
        });
    }

    [Fact(Timeout = Deadline)]
    public async Task FailoverBySentinel_IsFollowed_AndNoRequestFails()
    {
        await using var first = await RedisServer.StartAsync();
        await using var second = await RedisServer.StartAsync(options: ReplicaOf(first));
        await using var sentinel = await RedisServer.StartAsync(options: new()
        {
            Sentinel = [$"sentinel monitor mymaster 127.0.0.1 {first.Port} 1", "sentinel down-after-milliseconds mymaster 1000", "sentinel failover-timeout mymaster 3000"],
        });
        await KnowsTheReplicaAsync(sentinel);
        await using var replicas = await Replicas.StartAsync(settings: own => own["ConnectionStrings:Redis"] = At(sentinel.Port) + ",serviceName=mymaster");
        await replicas.ShareAsync();

        await UnderLoadAsync(replicas, async () =>
        {
            await sentinel.CommandAsync("SENTINEL", "FAILOVER", "mymaster");
            await Eventually.HoldsAsync("the second is the primary", async () => await IsPrimaryAsync(second));
            await replicas.ShareAsync();
            await RedisHealthTests.BecomesAsync(replicas.First, "Healthy");
        });
    }

    [Fact]
    public async Task SentinelThatIsAbsentAtTheStart_IsFoundLater()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var sentinel = await RedisServer.StartAsync(absent: true, options: new() { Sentinel = [$"sentinel monitor mymaster 127.0.0.1 {redis.Port} 1"] });
        await using var replicas = await Replicas.StartAsync(settings: own => own["ConnectionStrings:Redis"] = At(sentinel.Port) + ",serviceName=mymaster");
        (await RedisHealthTests.RedisAsync(replicas.First)).Status.ShouldBe("Degraded");

        await sentinel.AppearAsync();

        await RedisHealthTests.BecomesAsync(replicas.First, "Healthy");
        await replicas.ShareAsync();
    }

    static string At(int port) => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}");

    static RedisServerOptions ReplicaOf(RedisServer primary) => new("--replicaof", "127.0.0.1", primary.Port.ToString(CultureInfo.InvariantCulture));

    static async Task<bool> IsPrimaryAsync(RedisServer redis)
    {
        try
        {
            return Encoding.ASCII.GetString((byte[])((object?[])(await redis.CommandAsync("ROLE"))!)[0]!) == "master";
        }
        catch (IOException)
        {
            // A server that changes its role disconnects everybody.
            return false;
        }
    }

    static Task KnowsTheReplicaAsync(RedisServer sentinel) => Eventually.HoldsAsync(
        "the Sentinel knows the replica",
        async () => ((object?[])(await sentinel.CommandAsync("SENTINEL", "REPLICAS", "mymaster"))!).Length == 1);

    /// <summary>Something happens while both replicas are asked new questions, each of which is answered.</summary>
    static async Task UnderLoadAsync(Replicas replicas, Func<Task> happening)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var failures = new ConcurrentBag<string>();
        var askers = replicas.All.Select(gateway => Task.Run(
            async () =>
            {
                while (!over.IsCancellationRequested)
                {
                    var answer = await gateway.GetAsync(gateway.Question("&limit=3"));
                    if (answer.Status != 200) failures.Add(answer.Text);
                }
            },
            Stop)).ToList();
        try
        {
            await happening();
        }
        finally
        {
            await over.CancelAsync();
            await Task.WhenAll(askers);
        }

        failures.ShouldBeEmpty();
    }
}
