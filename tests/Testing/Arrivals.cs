using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Netskope.Testing;

/// <summary>Counts the requests as they enter the gateway and leave it, so that a test can wait until all of them are inside, or none.</summary>
sealed class Arrivals : IStartupFilter
{
    readonly Lock _gate = new();
    readonly List<(int Count, TaskCompletionSource Reached)> _waiters = [];
    int _count;
    int _inside;

    /// <summary>Requests whose answer, access record included, is not written yet.</summary>
    public int Inside => Volatile.Read(ref _inside);

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use(async (_, rest) =>
        {
            Add();
            try
            {
                await rest();
            }
            finally
            {
                Interlocked.Decrement(ref _inside);
            }
        });
        next(app);
    };

    public void Clear()
    {
        lock (_gate) _count = 0;
    }

    public Task WaitAsync(int count)
    {
        lock (_gate)
        {
            if (_count >= count) return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add((count, reached));
            return reached.Task;
        }
    }

    void Add()
    {
        Interlocked.Increment(ref _inside);
        lock (_gate)
        {
            _count++;
            foreach (var waiter in _waiters.Where(waiter => waiter.Count <= _count)) waiter.Reached.TrySetResult();
            _waiters.RemoveAll(waiter => waiter.Count <= _count);
        }
    }
}
