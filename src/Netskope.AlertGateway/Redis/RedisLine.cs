using StackExchange.Redis;

namespace Netskope.AlertGateway.Redis;

/// <summary>One connection of a link, and the calls that are out on it.</summary>
sealed class RedisLine(IConnectionMultiplexer redis)
{
    /// <summary>When the first of the calls that are unanswered ran out of time; 0 while answers come.</summary>
    public long SilentSince;
    int _outstanding;

    public IConnectionMultiplexer Redis { get; } = redis;

    public int Outstanding => Volatile.Read(ref _outstanding);

    public bool TryTake()
    {
        if (Interlocked.Increment(ref _outstanding) <= RedisLink.MostOutstanding) return true;
        Interlocked.Decrement(ref _outstanding);
        return false;
    }

    /// <summary>Makes a call whose place was taken; it is free again when the call returns.</summary>
    public Task<T> Watch<T>(Func<IDatabase, Task<T>> call)
    {
        Task<T> raw;
        try
        {
            raw = call(Redis.GetDatabase());
        }
        catch
        {
            Interlocked.Decrement(ref _outstanding);
            throw;
        }

        _ = raw.ContinueWith(
            static (task, line) => ((RedisLine)line!).Answered(task),
            this,
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        return raw;
    }

    void Answered(Task task)
    {
        Interlocked.Decrement(ref _outstanding);
        if (task.IsCompletedSuccessfully || task.Exception?.InnerException is RedisServerException) Interlocked.Exchange(ref SilentSince, 0);

        // Looked at, so that a call nobody waits for any more is no unobserved exception.
        _ = task.Exception;
    }
}
