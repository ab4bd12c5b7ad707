using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Answers;

/// <summary>
/// Questions that failed, for a few seconds: an app that repeats one which the tenant refuses as wrong should not spend the
/// quota of all on it, and whoever can be given a kept answer should not wait for another failure first.
/// </summary>
sealed class NegativeCache(TimeProvider time)
{
    public static readonly TimeSpan RememberedFor = TimeSpan.FromSeconds(5);
    const int Most = 1000;

    readonly Lock _lock = new();
    readonly Dictionary<QuestionKey, (Failure Failure, long Since)> _failures = [];
    readonly Queue<(QuestionKey Key, long Since)> _order = new();

    public Failure? Find(QuestionKey key)
    {
        lock (_lock)
        {
            Forget();
            return _failures.TryGetValue(key, out var setback) ? setback.Failure : null;
        }
    }

    public void Remember(QuestionKey key, Failure failure)
    {
        lock (_lock)
        {
            Forget();
            if (_order.Count >= Most || _failures.ContainsKey(key)) return;
            var since = time.GetTimestamp();
            _failures.Add(key, (failure, since));
            _order.Enqueue((key, since));
        }
    }

    public void Forget(QuestionKey key)
    {
        lock (_lock) _failures.Remove(key);
    }

    void Forget()
    {
        while (_order.TryPeek(out var oldest) && time.GetElapsedTime(oldest.Since) >= RememberedFor)
        {
            _order.Dequeue();
            if (_failures.TryGetValue(oldest.Key, out var setback) && setback.Since == oldest.Since) _failures.Remove(oldest.Key);
        }
    }
}
