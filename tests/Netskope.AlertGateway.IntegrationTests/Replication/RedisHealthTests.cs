using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

public sealed class RedisHealthTests
{
    [Fact]
    public async Task RedisThatIsAway_IsSaid_AndTheGatewayStaysInService()
    {
        await using var replicas = await Replicas.StartAsync(count: 1, redisAbsent: true);
        (await StatusAsync(replicas.First)).ShouldBe("Degraded");

        await replicas.Redis.AppearAsync();
        await Eventually.HoldsAsync("it is back", async () => await StatusAsync(replicas.First) == "Healthy");

        replicas.Redis.Kill();
        await Eventually.HoldsAsync("it is away", async () => await StatusAsync(replicas.First) == "Degraded");
        (await replicas.First.GetAsync(replicas.First.Question())).ShouldBePage();
    }

    static async Task<string?> StatusAsync(GatewayFixture gateway)
    {
        var ready = await gateway.GetAsync("/health/ready", token: null);
        ready.Status.ShouldBe(200);
        return ready.Json.GetProperty("redis").GetProperty("status").GetString();
    }
}
