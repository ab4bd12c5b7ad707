using System.Security.Cryptography;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

[Collection(nameof(Alone))]
public sealed class CrowdTests(PatientCluster patient, ImpatientCluster impatient)
{
    [Fact(Timeout = Alone.Timeout)]
    public async Task SixHundredEqualRequests_CostOneCall_AndGetEqualBodies()
    {
        var deployment = await patient.QuietAsync();

        var answers = await Crowds.EqualAsync(deployment, perReplica: 200);

        deployment.Tenant.Record.Calls.Count(call => Deployment.IsFor(call, answers[0].Question)).ShouldBe(1);
        answers.Count.ShouldBe(600);
        foreach (var got in answers) got.ShouldBePage();
        answers.DistinctBy(got => Convert.ToHexString(SHA256.HashData(got.Answer!.Bytes)), StringComparer.Ordinal).ShouldHaveSingleItem();
        answers[0].Answer!.Rows.ShouldNotBeEmpty();
    }

    [Fact(Timeout = Alone.Timeout)]
    public async Task ThreeHundredDifferentQuestions_StayWithinTheQuota()
    {
        var deployment = await impatient.QuietAsync();

        var answers = await Crowds.DifferentAsync(deployment, 300);

        AssertWithinTheQuota(deployment, answers);
        answers.Count(got => got.IsPage).ShouldBeGreaterThan(15, "what there is of the quota is used");
    }

    [Fact(Timeout = Alone.Timeout, Skip = Alone.Full, SkipUnless = nameof(TestDepth.IsFull), SkipType = typeof(TestDepth))]
    public async Task ThreeHundredDifferentQuestions_StayWithinTheQuota_WhenRedisIsGone()
    {
        var deployment = await impatient.QuietAsync();
        var answers = await Crowds.DifferentWithoutRedisAsync(deployment, 300);

        AssertWithinTheQuota(deployment, answers);
        foreach (var replica in deployment.Replicas)
            answers.Count(got => got.Replica == replica && got.IsPage).ShouldBeGreaterThan(4, "each replica has a share");
    }

    [Fact(Timeout = Alone.Timeout, Skip = Alone.Full, SkipUnless = nameof(TestDepth.IsFull), SkipType = typeof(TestDepth))]
    public async Task ThreeHundredDifferentQuestions_StayWithinTheQuota_WhenThereNeverWasARedis()
    {
        await using var deployment = await Deployment.StartAsync(
            redisAbsent: true,
            settings: s =>
            {
                Quota.Hasten(s);
                (s["Gateway:RequestTimeout"], s["Netskope:Replicas"]) = (ImpatientCluster.RequestTimeout, "3");
            },
            simulate: Quota.Hasten);

        AssertWithinTheQuota(deployment, await Crowds.DifferentAsync(deployment, 300));
    }

    [Fact(Timeout = Alone.Timeout)]
    public async Task ModestCaller_IsAnswered_BeforeTheGreedyOneAtAnotherReplicaHasHadFifty()
    {
        var deployment = await patient.QuietAsync();

        var (modest, greedy) = await Crowds.GreedyAndModestAsync(deployment, many: 500, few: 5);

        foreach (var got in modest) got.ShouldBePage();
        greedy.ShouldBeLessThan(50);
        deployment.Tenant.Record.Calls.ShouldHaveItsQuota();
    }

    static void AssertWithinTheQuota(Deployment deployment, IReadOnlyList<Got> answers)
    {
        deployment.Tenant.Record.Calls.ShouldHaveItsQuota();
        answers.Where(got => !got.IsPage && !got.IsPutOff).ShouldBeEmpty();
    }
}
