using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>Many at once.</summary>
static class Crowds
{
    /// <summary>One question from so many callers at each replica; the tenant answers when all are inside.</summary>
    public static async Task<IReadOnlyList<Got>> EqualAsync(Deployment deployment, int perReplica)
    {
        var question = deployment.Question("&limit=100");
        var hold = deployment.Tenant.Faults.Order(FaultKind.Hold, times: int.MaxValue);
        var asking = deployment.Replicas.SelectMany(replica => Enumerable.Range(0, perReplica).Select(_ => deployment.AskAsync(replica, question))).ToList();
        await deployment.AreInsideAsync(perReplica, [.. deployment.Replicas]);
        await deployment.Tenant.Record.WaitForCountAsync(1, TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        hold.Release();
        return await Task.WhenAll(asking);
    }

    /// <summary>So many different questions, evenly over the replicas.</summary>
    public static async Task<IReadOnlyList<Got>> DifferentAsync(Deployment deployment, int count) =>
        await Task.WhenAll(deployment.Questions(count).Select((question, number) => deployment.AskAsync(number % deployment.Count, question)));

    /// <summary>The same when Redis, where the replicas had seen each other, is no more.</summary>
    public static async Task<IReadOnlyList<Got>> DifferentWithoutRedisAsync(Deployment deployment, int count)
    {
        foreach (var replica in deployment.Replicas) (await deployment.AskAsync(replica, deployment.Question())).ShouldBePage();
        deployment.Tenant.Record.Clear();
        deployment.Redis.Kill();
        return await DifferentAsync(deployment, count);
    }

    /// <summary>A caller with many questions at one replica, then one with few at another.</summary>
    /// <returns>The modest one's answers, and how many the greedy one had when the last of them came.</returns>
    public static async Task<(IReadOnlyList<Got> Modest, int Greedy)> GreedyAndModestAsync(Deployment deployment, int many, int few)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var greedy = deployment.Questions(many).Select(question => deployment.AskUntilAsync(0, question, "greedy", enough.Token)).ToList();
        await deployment.AreInsideAsync(many / 2, 0);

        // More than a burst: from here on the greedy one waits for the quota.
        await deployment.Tenant.Record.WaitForCountAsync(5, TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        var modest = await Task.WhenAll(deployment.Questions(few).Select(question => deployment.AskUntilAsync(1, question, "modest", CancellationToken.None)));
        var had = greedy.Count(asking => asking.IsCompletedSuccessfully && asking.GetAwaiter().GetResult().IsPage);
        await enough.CancelAsync();
        await Task.WhenAll(greedy);
        return (modest, had);
    }
}
