namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// A line in which one has the turn at a time: callers take turns, so that one with many calls in line delays another by
/// one of them, not by all. Within a caller, first come is first served.
/// </summary>
sealed class FairQueue
{
    readonly Dictionary<string, Caller> _callers = new(StringComparer.Ordinal);
    readonly LinkedList<Caller> _rotation = new();
    readonly Lock _lock = new();
    bool _taken;
    int _waiting;

    /// <summary>How many wait for the turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock) return _waiting;
        }
    }

    /// <summary>How many turns come before that of a newcomer, the one that is taken now included.</summary>
    public int Ahead(string caller)
    {
        lock (_lock)
        {
            // Who comes before the caller in the round has one more turn than who comes behind.
            var own = _callers.GetValueOrDefault(caller);
            var (ahead, round) = (_taken ? 1 : 0, (own?.Waiters.Count ?? 0) + 1);
            foreach (var other in _rotation)
            {
                if (other == own) round--;
                ahead += Math.Min(other.Waiters.Count, round);
            }

            return ahead;
        }
    }

    /// <summary>Waits for the turn, which is the caller's until it is disposed of.</summary>
    public async ValueTask<Turn> EnterAsync(string caller, CancellationToken cancellation) =>
        (await EnterAsync(caller, static _ => false, cancellation))!;

    /// <summary>Waits for the turn, unless it comes too late.</summary>
    /// <param name="caller">Whose turn it is.</param>
    /// <param name="isTooLate">Whether it is too late with so many turns before it; asked in each <see cref="Review"/>.</param>
    /// <param name="cancellation">Leaves the line.</param>
    /// <returns>Null when it was too late.</returns>
    public async ValueTask<Turn?> EnterAsync(string caller, Func<int, bool> isTooLate, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            if (!_taken)
            {
                _taken = true;
                return new(this);
            }

            waiter = Join(caller, isTooLate);
        }

        await using var registration = cancellation.UnsafeRegister(
            static (state, token) =>
            {
                var left = (Waiter)state!;
                if (left.Line.TryLeave(left)) left.Granted.TrySetCanceled(token);
            },
            waiter);
        return await waiter.Granted.Task;
    }

    /// <summary>Sends away those for whom it will be too late, so that they need not wait to find out.</summary>
    public void Review()
    {
        var late = new List<Waiter>();
        lock (_lock)
        {
            var ahead = _taken ? 1 : 0;
            foreach (var waiter in InOrder())
            {
                if (waiter.IsTooLate(ahead)) late.Add(waiter);
                else ahead++;
            }

            foreach (var waiter in late) Remove(waiter);
        }

        foreach (var waiter in late) waiter.Granted.SetResult(null);
    }

    IEnumerable<Waiter> InOrder()
    {
        var places = _rotation.Select(caller => caller.Waiters.First!).ToList();
        while (places.Count > 0)
        {
            foreach (var place in places) yield return place.Value;
            places = [.. places.Select(place => place.Next).OfType<LinkedListNode<Waiter>>()];
        }
    }

    Waiter Join(string name, Func<int, bool> isTooLate)
    {
        if (!_callers.TryGetValue(name, out var caller))
        {
            caller = new(name);
            _callers.Add(name, caller);
            _rotation.AddLast(caller.Place);
        }

        var waiter = new Waiter(this, caller, isTooLate);
        caller.Waiters.AddLast(waiter.Place);
        _waiting++;
        return waiter;
    }

    /// <summary>False when it has been given the turn already.</summary>
    bool TryLeave(Waiter waiter)
    {
        lock (_lock)
        {
            if (waiter.Place.List is null) return false;
            Remove(waiter);
            return true;
        }
    }

    void Remove(Waiter waiter)
    {
        var caller = waiter.Caller;
        caller.Waiters.Remove(waiter.Place);
        _waiting--;
        if (caller.Waiters.Count > 0) return;
        _rotation.Remove(caller.Place);
        _callers.Remove(caller.Name);
    }

    void Pass()
    {
        Waiter? next;
        lock (_lock)
        {
            next = _rotation.First?.Value.Waiters.First!.Value;
            if (next is null)
            {
                _taken = false;
                return;
            }

            Remove(next);
            if (next.Caller.Place.List is not null)
            {
                _rotation.RemoveFirst();
                _rotation.AddLast(next.Caller.Place);
            }
        }

        next.Granted.SetResult(new(this));
    }

    /// <summary>The turn; disposing of it passes it on.</summary>
    public sealed class Turn(FairQueue line) : IDisposable
    {
        int _passed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _passed, 1) == 0) line.Pass();
        }
    }

    sealed class Caller
    {
        public Caller(string name) => (Name, Place) = (name, new(this));

        public string Name { get; }

        public LinkedListNode<Caller> Place { get; }

        public LinkedList<Waiter> Waiters { get; } = new();
    }

    sealed class Waiter
    {
        public Waiter(FairQueue line, Caller caller, Func<int, bool> isTooLate) => (Line, Caller, IsTooLate, Place) = (line, caller, isTooLate, new(this));

        public FairQueue Line { get; }

        public Caller Caller { get; }

        public Func<int, bool> IsTooLate { get; }

        public LinkedListNode<Waiter> Place { get; }

        public TaskCompletionSource<Turn?> Granted { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
