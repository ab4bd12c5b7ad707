namespace Netskope.AlertGateway.Access;

/// <summary>
/// The callers' requests as this process knows them. Of each caller it holds the times of as many requests as it may make in
/// a window, for a window, and forgets who has nothing under way and was not heard of for one.
/// </summary>
/// <param name="time">The clock.</param>
/// <param name="window">What a request counts for.</param>
/// <param name="most">Callers held; of more, those go first that have not been heard of for longest.</param>
sealed class LocalRates(TimeProvider time, TimeSpan window, int most = 10_000)
{
    readonly long _origin = time.GetTimestamp();
    readonly Lock _lock = new();
    readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);

    // Those with nothing under way, by the time they were last heard of.
    readonly LinkedList<Caller> _idle = new();

    /// <summary>The time since this began.</summary>
    public TimeSpan Now => time.GetElapsedTime(_origin);

    internal int Held
    {
        get
        {
            lock (_lock) return _callers.Count;
        }
    }

    /// <summary>What a request would find.</summary>
    public RateUse Look(string name, CallerRate rate)
    {
        lock (_lock)
        {
            var now = Now;
            Forget(now, room: 0);
            return _callers.TryGetValue(name, out var caller) ? caller.Use(rate, window, now) : default;
        }
    }

    /// <summary>Notes a request, unless there is no room for it.</summary>
    /// <param name="name">The caller.</param>
    /// <param name="rate">Its rate.</param>
    /// <param name="asked">
    /// When Redis, which has granted the request, was asked; null when it has not. To note a later time would be to refuse
    /// here, for a moment, what Redis grants next.
    /// </param>
    /// <param name="place">The request's place, to be given back.</param>
    public RateUse Enter(string name, CallerRate rate, TimeSpan? asked, out IDisposable? place)
    {
        place = null;
        lock (_lock)
        {
            var now = Now;
            var caller = Find(name, now);
            if (asked is not null) caller.ClosedUntil = TimeSpan.Zero;
            if (caller.Use(rate, window, now) is { IsGranted: false } refused) return refused;
            caller.UnderWay++;
            if (rate.RequestsPerMinute is not null) caller.Made.Enqueue(asked ?? now);
            if (caller.Place.List is not null) _idle.Remove(caller.Place);
            place = new Entry(this, caller);
            return caller.Use(rate, window, now) with { Wait = TimeSpan.Zero, IsCrowded = false };
        }
    }

    /// <summary>Notes that Redis has refused a caller, which asks in vain for so long.</summary>
    public void Close(string name, TimeSpan asked, TimeSpan wait)
    {
        if (wait <= TimeSpan.Zero) return;
        lock (_lock)
        {
            var caller = Find(name, Now);
            if (caller.ClosedUntil < asked + wait) caller.ClosedUntil = asked + wait;
        }
    }

    Caller Find(string name, TimeSpan now)
    {
        if (!_callers.TryGetValue(name, out var caller))
        {
            Forget(now, room: 1);
            _callers.Add(name, caller = new(name));
        }

        if (caller.UnderWay == 0) Rest(caller, now);
        return caller;
    }

    void Leave(Caller caller)
    {
        lock (_lock)
        {
            if (--caller.UnderWay == 0) Rest(caller, Now);
        }
    }

    void Rest(Caller caller, TimeSpan now)
    {
        if (caller.Place.List is not null) _idle.Remove(caller.Place);
        caller.HeardOf = now;
        _idle.AddLast(caller.Place);
    }

    void Forget(TimeSpan now, int room)
    {
        while (_idle.First is { Value: var oldest } && (now - oldest.HeardOf >= window || _callers.Count + room > most))
        {
            _idle.RemoveFirst();
            _callers.Remove(oldest.Name);
        }
    }

    sealed class Caller
    {
        public Caller(string name) => (Name, Place) = (name, new(this));

        public string Name { get; }

        public LinkedListNode<Caller> Place { get; }

        /// <summary>The last requests, the oldest first.</summary>
        public Queue<TimeSpan> Made { get; } = new();

        public int UnderWay { get; set; }

        public TimeSpan ClosedUntil { get; set; }

        public TimeSpan HeardOf { get; set; }

        public RateUse Use(CallerRate rate, TimeSpan window, TimeSpan now)
        {
            while (Made.TryPeek(out var oldest) && oldest + window <= now) Made.Dequeue();
            var returns = Made.TryPeek(out var first) ? first + window - now : TimeSpan.Zero;
            var isCrowded = UnderWay >= rate.Concurrent;
            if (rate.RequestsPerMinute is not { } bound) return new(0, TimeSpan.Zero, TimeSpan.Zero, UnderWay, isCrowded);
            var (wait, closed) = (Made.Count < bound ? TimeSpan.Zero : returns, ClosedUntil - now);
            return closed > wait
                ? new(bound, closed, closed, UnderWay, isCrowded)
                : new(Made.Count, returns, wait, UnderWay, isCrowded);
        }
    }

    sealed class Entry(LocalRates rates, Caller caller) : IDisposable
    {
        public void Dispose() => rates.Leave(caller);
    }
}
