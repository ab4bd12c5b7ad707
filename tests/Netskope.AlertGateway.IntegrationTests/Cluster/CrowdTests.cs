using System.Security.Cryptography;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

[Collection(nameof(Alone))]
public sealed class CrowdTests
{
    // Long enough for what the quota lets through in it, and short enough for a test.
    const string RequestTimeout = "00:00:12";

    [Fact]
    public async Task SixHundredEqualRequests_CostOneCall_AndGetEqualBodies()
    {
        // A machine that is busy with three cold processes is no outage of Redis.
        await using var deployment = await Deployment.StartAsync(settings: s => s["Redis:Timeout"] = "00:00:05");

        var answers = await Crowds.EqualAsync(deployment, perReplica: 200);

        deployment.Tenant.Record.Count.ShouldBe(1);
        answers.Count.ShouldBe(600);
        foreach (var got in answers) got.ShouldBePage();
        answers.DistinctBy(got => Convert.ToHexString(SHA256.HashData(got.Answer!.Bytes)), StringComparer.Ordinal).ShouldHaveSingleItem();
        answers[0].Answer!.Rows.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ThreeHundredDifferentQuestions_StayWithinTheQuota()
    {
        await using var deployment = await Deployment.StartAsync(settings: s => s["Gateway:RequestTimeout"] = RequestTimeout);

        var answers = await Crowds.DifferentAsync(deployment, 300);

        AssertWithinTheQuota(deployment, answers);
        answers.Count(got => got.IsPage).ShouldBeGreaterThan(30, "what there is of the quota is used");
    }

    [Fact]
    public async Task ThreeHundredDifferentQuestions_StayWithinTheQuota_WhenRedisIsGone()
    {
        await using var deployment = await Deployment.StartAsync(settings: s => s["Gateway:RequestTimeout"] = RequestTimeout);
        var answers = await Crowds.DifferentWithoutRedisAsync(deployment, 300);

        AssertWithinTheQuota(deployment, answers);
        foreach (var replica in deployment.Replicas)
            answers.Count(got => got.Replica == replica && got.IsPage).ShouldBeGreaterThan(8, "each replica has a share");
    }

    [Fact]
    public async Task ThreeHundredDifferentQuestions_StayWithinTheQuota_WhenThereNeverWasARedis()
    {
        await using var deployment = await Deployment.StartAsync(
            redisAbsent: true,
            settings: s => (s["Gateway:RequestTimeout"], s["Netskope:Replicas"]) = ("00:00:06", "3"));

        AssertWithinTheQuota(deployment, await Crowds.DifferentAsync(deployment, 300));
    }

    [Fact]
    public async Task ModestCaller_IsAnswered_BeforeTheGreedyOneAtAnotherReplicaHasHadFifty()
    {
        await using var deployment = await Deployment.StartAsync();

        var (modest, greedy) = await Crowds.GreedyAndModestAsync(deployment, many: 500, few: 5);

        foreach (var got in modest) got.ShouldBePage();
        greedy.ShouldBeLessThan(50);
        deployment.Tenant.ShouldHaveItsQuota();
    }

    static void AssertWithinTheQuota(Deployment deployment, IReadOnlyList<Got> answers)
    {
        deployment.Tenant.ShouldHaveItsQuota();
        answers.Where(got => !got.IsPage && !got.IsPutOff).ShouldBeEmpty();
    }
}
