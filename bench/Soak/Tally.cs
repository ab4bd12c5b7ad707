using System.Collections.Concurrent;
using System.Globalization;

namespace Soak;

sealed class Tally(int mostRequests)
{
    const int MostErrorsShown = 20;

    readonly ConcurrentDictionary<string, int> _kinds = new(StringComparer.Ordinal);
    readonly ConcurrentQueue<string> _errors = new();
    int _requests;
    int _explained;
    int _unexplained;

    public int Requests => _requests;

    public int Explained => _explained;

    public int Unexplained => _unexplained;

    public IEnumerable<string> Errors => _errors;

    public bool IsFull => Volatile.Read(ref _requests) >= mostRequests;

    public void Count(string kind)
    {
        Interlocked.Increment(ref _requests);
        _kinds.AddOrUpdate(kind, 1, static (_, count) => count + 1);
    }

    public void Excuse() => Interlocked.Increment(ref _explained);

    public void Blame(string error)
    {
        if (Interlocked.Increment(ref _unexplained) <= MostErrorsShown) _errors.Enqueue(error);
    }

    public string Table() => string.Join(
        '\n',
        ["| requests | |", "|---|---|", .. _kinds.OrderByDescending(kind => kind.Value).Select(kind => string.Create(CultureInfo.InvariantCulture, $"| {kind.Key} | {kind.Value} |")), ""]);
}
