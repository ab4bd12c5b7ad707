using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Answers;

/// <summary>What a flight brought.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="Source">Where it was found.</param>
/// <param name="IsStored">Whether it is kept.</param>
sealed record Landed(Answer Answer, Source Source, bool IsStored)
{
    /// <summary>Whether this replica has asked the tenant for it.</summary>
    public bool IsFetched { get; init; }
}

/// <summary>
/// A question on its way to the tenant, shared by all who ask it meanwhile. While it waits in line it lasts as long as
/// anybody waits for it; once it has taken off, its answer is paid for, and it lands for whoever asks next.
/// </summary>
sealed class Flight(CancellationToken stopping) : IDisposable
{
    readonly TaskCompletionSource<Outcome<Landed>> _landing = new(TaskCreationOptions.RunContinuationsAsynchronously);
    readonly CancellationTokenSource _cancelled = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    readonly Lock _lock = new();
    int _aboard = 1;
    bool _tookOff;
    bool _abandoned;

    public Task<Outcome<Landed>> Landing => _landing.Task;

    /// <summary>Cancelled when everybody left before it took off, and when the process stops.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>Joins it; false when everybody has left and it will bring nothing.</summary>
    public bool TryBoard()
    {
        lock (_lock)
        {
            if (_abandoned) return false;
            _aboard++;
            return true;
        }
    }

    /// <summary>A caller is gone, and did not just run out of time: it will not ask again.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            if (--_aboard > 0 || _tookOff || _landing.Task.IsCompleted) return;
            _abandoned = true;
            _cancelled.Cancel();
        }
    }

    public void TakeOff()
    {
        lock (_lock) _tookOff = true;
    }

    public void Land(Outcome<Landed> outcome) => _landing.SetResult(outcome);

    public void Dispose()
    {
        lock (_lock)
        {
            // Nobody can abandon it any more.
            _tookOff = true;
            _cancelled.Dispose();
        }
    }
}
