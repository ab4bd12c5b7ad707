using System.Diagnostics.CodeAnalysis;

namespace Netskope.AlertGateway.Store;

/// <summary>Answers in this process, bounded in bytes; the least recently used leave first.</summary>
/// <param name="most">The bound, in bytes (<c>Cache:MemoryBytes</c>).</param>
sealed class MemoryStore(long most, TimeProvider time)
{
    // What an entry takes beside its bytes: key, nodes, tags, strings.
    const long Overhead = 1024;

    readonly Dictionary<QuestionKey, LinkedListNode<Entry>> _entries = [];
    readonly LinkedList<Entry> _byUse = new();
    readonly Lock _lock = new();
    long _size;

    public long Size
    {
        get
        {
            lock (_lock) return _size;
        }
    }

    /// <param name="key">Whose answer is looked for.</param>
    /// <param name="answer">The answer.</param>
    /// <param name="checkedAt">The timestamp of when it was last known to be the newest; null when it may not be.</param>
    public bool TryGet(QuestionKey key, [NotNullWhen(true)] out Answer? answer, out long? checkedAt)
    {
        lock (_lock)
        {
            (answer, checkedAt) = (null, null);
            if (!_entries.TryGetValue(key, out var node)) return false;
            _byUse.Remove(node);
            _byUse.AddFirst(node);
            (answer, checkedAt) = (node.Value.Answer, node.Value.CheckedAt);
            return true;
        }
    }

    /// <summary>Notes that what is kept is known to be the newest.</summary>
    public void MarkChecked(QuestionKey key)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node)) node.Value.CheckedAt = time.GetTimestamp();
        }
    }

    /// <summary>Notes that a newer answer may be kept elsewhere. What is here stays: elsewhere may be out of reach.</summary>
    public void Doubt(QuestionKey key, DateTimeOffset newer)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var node) && node.Value.Answer.AskedAt < newer) node.Value.CheckedAt = null;
        }
    }

    /// <summary>Keeps an answer, unless a newer one is kept already.</summary>
    /// <returns>The newer one of the two.</returns>
    public Answer Put(QuestionKey key, Answer answer)
    {
        if (!Takes(answer)) return answer;
        lock (_lock)
        {
            if (_entries.TryGetValue(key, out var there))
            {
                if (there.Value.Answer.AskedAt > answer.AskedAt) return there.Value.Answer;
                Drop(there);
            }

            var entry = new Entry(key, answer) { CheckedAt = time.GetTimestamp() };
            _entries[key] = _byUse.AddFirst(entry);
            answer.OnGrown(() => Recount(entry));
            Charge(entry);
            return answer;
        }
    }

    /// <summary>Whether there is room for it at all: a larger one would push out all others, and then itself.</summary>
    public bool Takes(Answer answer) => answer.Size + Overhead <= most;

    void Recount(Entry entry)
    {
        lock (_lock)
        {
            if (_entries.TryGetValue(entry.Key, out var node) && node.Value == entry) Charge(entry);
        }
    }

    void Charge(Entry entry)
    {
        var size = entry.Answer.Size + Overhead;
        _size += size - entry.Charged;
        entry.Charged = size;
        while (_size > most && _byUse.Last is { } last) Drop(last);
    }

    void Drop(LinkedListNode<Entry> node)
    {
        _size -= node.Value.Charged;
        _byUse.Remove(node);
        _entries.Remove(node.Value.Key);
    }

    sealed class Entry(QuestionKey key, Answer answer)
    {
        public QuestionKey Key { get; } = key;

        public Answer Answer { get; } = answer;

        public long Charged { get; set; }

        public long? CheckedAt { get; set; }
    }
}
