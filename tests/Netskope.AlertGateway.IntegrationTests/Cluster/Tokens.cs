using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>The tenant's token changes under load.</summary>
static class Tokens
{
    public const string Next = "tenant-token-b81f3c07a95e2d64";

    /// <summary>Takes what the old file held for something else: no reader sees half of it.</summary>
    public static async Task WriteAsync(string file, string token)
    {
        await File.WriteAllTextAsync(file + ".new", token, TestContext.Current.CancellationToken);
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>As an operator does it: both are good, the file is written, all replicas use it, the old one is good no more.</summary>
    public static async Task<IReadOnlyList<Got>> RotateByFileAsync(Deployment deployment, string file, int perSecond = 10)
    {
        var options = deployment.Tenant.Options;
        return await DuringAsync(deployment, perSecond, async () =>
        {
            (options.RetiringToken, options.Token) = (options.Token, Next);
            await WriteAsync(file, Next);
            foreach (var replica in deployment.Replicas) await Eventually.HoldsAsync("the new token is used", () => UsesNextAsync(deployment, replica));
            options.RetiringToken = "";
        });
    }

    /// <summary>The first is refused from one moment to the next; the second is good.</summary>
    public static Task<IReadOnlyList<Got>> RefuseTheFirstAsync(Deployment deployment, int perSecond = 10) => DuringAsync(deployment, perSecond, async () =>
    {
        deployment.Tenant.Options.Token = Next;
        foreach (var replica in deployment.Replicas) await Eventually.HoldsAsync("the new token is used", () => UsesNextAsync(deployment, replica));
    });

    static async Task<IReadOnlyList<Got>> DuringAsync(Deployment deployment, int perSecond, Func<Task> rotate)
    {
        var known = deployment.Questions(5);
        await deployment.KeepAsync(known);
        await using var load = new Load(deployment, known, perSecond);
        await load.PassesAsync(perSecond);
        await rotate();
        await load.PassesAsync(2 * perSecond);
        return await load.EndAsync();
    }

    static async Task<bool> UsesNextAsync(Deployment deployment, int replica)
    {
        var question = deployment.Question();
        (await deployment.AskAsync(replica, question)).ShouldBePage();
        return deployment.Tenant.Record.Calls.Any(call => Deployment.IsFor(call, question) && call.Body.Contains(Next, StringComparison.Ordinal));
    }
}
