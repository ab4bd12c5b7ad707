using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// Questions that the tenant has refused as wrong, for a few seconds: an app that repeats one should not spend the quota of
/// all on it.
/// </summary>
sealed class Refusals(TimeProvider time)
{
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(5);
    const int Most = 1000;

    readonly Lock _lock = new();
    readonly Dictionary<QuestionKey, Failure> _failures = [];
    readonly Queue<(QuestionKey Key, long Since)> _order = new();

    public Failure? Find(QuestionKey key)
    {
        lock (_lock)
        {
            Forget();
            return _failures.GetValueOrDefault(key);
        }
    }

    public void Remember(QuestionKey key, Failure failure)
    {
        lock (_lock)
        {
            Forget();
            if (_failures.Count < Most && _failures.TryAdd(key, failure)) _order.Enqueue((key, time.GetTimestamp()));
        }
    }

    void Forget()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since) >= RememberedFor) _failures.Remove(_order.Dequeue().Key);
    }
}
