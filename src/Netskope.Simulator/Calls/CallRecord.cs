namespace Netskope.Simulator;

/// <summary>The calls the tenant got, in the order of their arrival.</summary>
public sealed class CallRecord
{
    readonly Lock _gate = new();
    readonly List<Call> _calls = [];
    readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];

    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_gate)
            {
                return [.. _calls];
            }
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _calls.Count;
            }
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _calls.Clear();
        }
    }

    /// <summary>Completes when <paramref name="count"/> calls have arrived since the start or the last <see cref="Clear"/>.</summary>
    public Task WaitForCountAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_calls.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    internal void Add(Call call)
    {
        lock (_gate)
        {
            _calls.Add(call);
            for (var i = _waiters.Count - 1; i >= 0; i--)
            {
                if (_waiters[i].Count <= _calls.Count)
                {
                    _waiters[i].Reached.TrySetResult();
                    _waiters.RemoveAt(i);
                }
            }
        }
    }
}
