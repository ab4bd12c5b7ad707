using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

public sealed class RedisHealthTests
{
    [Fact]
    public async Task RedisThatIsAway_IsSaid_AndTheGatewayStaysInService()
    {
        await using var replicas = await Replicas.StartAsync(count: 1, redisAbsent: true);
        (await RedisAsync(replicas.First)).Status.ShouldBe("Degraded");

        await replicas.Redis.AppearAsync();
        await BecomesAsync(replicas.First, "Healthy");

        replicas.Redis.Kill();
        await BecomesAsync(replicas.First, "Degraded");
        (await replicas.First.GetAsync(replicas.First.Question())).ShouldBePage();
    }

    /// <summary>What <c>/health/ready</c> says of Redis.</summary>
    public static async Task<(string Status, string Description)> RedisAsync(GatewayFixture gateway)
    {
        var ready = await gateway.GetAsync("/health/ready", token: null);
        ready.Status.ShouldBe(200);
        var redis = ready.Json.GetProperty("redis");
        return (redis.GetProperty("status").GetString()!, redis.TryGetProperty("description", out var description) ? description.GetString()! : "");
    }

    public static async Task BecomesAsync(GatewayFixture gateway, string status, string describedBy = "")
    {
        var last = ("", "");
        await Eventually.HoldsAsync(
            $"Redis is {status} {describedBy}",
            async () =>
            {
                var (now, description) = last = await RedisAsync(gateway);
                return now == status && description.Contains(describedBy, StringComparison.Ordinal);
            },
            () => last.ToString());
    }
}
