using System.Collections.Concurrent;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>
/// Requests at an even pace over all replicas, none waiting for another: mostly questions that are kept, and now and then
/// one that nobody has asked.
/// </summary>
sealed class Load : IAsyncDisposable
{
    readonly Deployment _deployment;
    readonly IReadOnlyList<string> _known;
    readonly int _newEvery;
    readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
    readonly ConcurrentQueue<Got> _answers = new();
    readonly Task _running;

    /// <param name="deployment">Whom to ask.</param>
    /// <param name="known">The questions that are kept.</param>
    /// <param name="perSecond">How many requests.</param>
    /// <param name="newPerSecond">How many of them are new: each costs the tenant a call.</param>
    public Load(Deployment deployment, IReadOnlyList<string> known, int perSecond = 10, int newPerSecond = 1)
    {
        (_deployment, _known, _newEvery) = (deployment, known, perSecond / newPerSecond);
        _running = RunAsync(TimeSpan.FromSeconds(1.0 / perSecond));
    }

    public IReadOnlyList<Got> Answers => [.. _answers];

    public bool IsKnown(Got got) => _known.Contains(got.Question, StringComparer.Ordinal);

    /// <summary>Until so many more are answered.</summary>
    public Task PassesAsync(int count)
    {
        var enough = _answers.Count + count;
        return Eventually.HoldsAsync("requests are answered", () => _answers.Count >= enough);
    }

    public async Task<IReadOnlyList<Got>> EndAsync()
    {
        await _end.CancelAsync();
        await _running;
        return Answers;
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _end.Dispose();
    }

    async Task RunAsync(TimeSpan pace)
    {
        var asking = new List<Task>();
        using var tick = new PeriodicTimer(pace, TimeProvider.System);
        try
        {
            for (var number = 0; await tick.WaitForNextTickAsync(_end.Token); number++)
            {
                var question = number % _newEvery == 0 ? _deployment.Question() : _known[number % _known.Count];
                asking.Add(AskAsync((number + (number / _deployment.Count)) % _deployment.Count, question));
            }
        }
        catch (OperationCanceledException) when (_end.IsCancellationRequested)
        {
            // Enough.
        }

        await Task.WhenAll(asking);
    }

    async Task AskAsync(int replica, string question) => _answers.Enqueue(await _deployment.AskAsync(replica, question));
}
