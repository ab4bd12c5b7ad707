namespace Netskope.AlertGateway.Store;

/// <summary>Those in this process who wait for what another replica has asked the tenant.</summary>
sealed class Followers(TimeProvider time)
{
    readonly Lock _lock = new();
    readonly Dictionary<QuestionKey, List<Follower>> _followers = [];
    int _waiting;

    /// <summary>How many wait to be told now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Follows a question from now on.</summary>
    public Follower Follow(QuestionKey key)
    {
        var follower = new Follower(this, key, time);
        lock (_lock)
        {
            if (!_followers.TryGetValue(key, out var all)) _followers[key] = all = [];
            all.Add(follower);
        }

        return follower;
    }

    public void Tell(Notice notice)
    {
        lock (_lock)
        {
            foreach (var follower in _followers.GetValueOrDefault(notice.Key, [])) follower.Hear(notice);
        }
    }

    void Leave(Follower follower, QuestionKey key)
    {
        lock (_lock)
        {
            if (_followers.TryGetValue(key, out var all) && all.Remove(follower) && all.Count == 0) _followers.Remove(key);
        }
    }

    public sealed class Follower(Followers followers, QuestionKey key, TimeProvider time) : IDisposable
    {
        TaskCompletionSource<Notice> _told = Untold();

        /// <summary>What has been told since the last time; null when nothing was in the time given.</summary>
        public async Task<Notice?> HearAsync(TimeSpan most, CancellationToken cancellation)
        {
            Interlocked.Increment(ref followers._waiting);
            try
            {
                var notice = await _told.Task.WaitAsync(most, time, cancellation);

                // A notice that comes in just now is lost, but not what it is about: who was told looks anew.
                _told = Untold();
                return notice;
            }
            catch (TimeoutException)
            {
                return null;
            }
            finally
            {
                Interlocked.Decrement(ref followers._waiting);
            }
        }

        public void Dispose() => followers.Leave(this, key);

        internal void Hear(Notice notice) => _told.TrySetResult(notice);

        static TaskCompletionSource<Notice> Untold() => new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
