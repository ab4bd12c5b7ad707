using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>What becomes of a flight whose leader is no more.</summary>
static class Leaders
{
    /// <summary>How long a lease lasts that nobody renews.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Replica 0 leads a flight that the tenant does not answer, callers wait for it at all replicas, and something
    /// befalls it.
    /// </summary>
    /// <returns>The answers at the other replicas, and how long after that the last one came.</returns>
    public static async Task<(IReadOnlyList<Got> Others, TimeSpan Took)> LoseAsync(Deployment deployment, Func<GatewayProcess, Task> befall, int callers = 20)
    {
        var question = deployment.Question();
        var calls = deployment.Tenant.Record.Count;
        var hold = deployment.Tenant.Faults.Order(FaultKind.Hold);
        var leading = new List<Task<Got>> { deployment.AskAsync(0, question) };
        await deployment.Tenant.Record.WaitForCountAsync(calls + 1, TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience, TimeProvider.System, TestContext.Current.CancellationToken);
        leading.AddRange(Enumerable.Range(1, callers).Select(_ => deployment.AskAsync(0, question)));
        var others = deployment.Replicas.Skip(1).SelectMany(replica => Enumerable.Range(0, callers).Select(_ => deployment.AskAsync(replica, question))).ToList();
        await deployment.AreInsideAsync(callers, [.. deployment.Replicas]);

        await befall(deployment.Process(0));
        var since = TimeProvider.System.GetTimestamp();
        var answers = await Task.WhenAll(others);
        var took = TimeProvider.System.GetElapsedTime(since);

        // What becomes of those who asked the lost one is theirs; it may come back to them, or not.
        hold.Release();
        await deployment.Process(0).ContinueAsync(TestContext.Current.CancellationToken);
        await Task.WhenAll(leading);
        return (answers, took);
    }
}
