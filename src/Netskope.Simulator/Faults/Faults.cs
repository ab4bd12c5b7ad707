namespace Netskope.Simulator;

/// <summary>The faults that were ordered. The first call that fits gets the first order that is not used up.</summary>
public sealed class Faults(TimeProvider clock)
{
    readonly Lock _gate = new();
    readonly List<OrderedFault> _orders = [];

    /// <summary>Orders that are not used up, oldest first.</summary>
    public IReadOnlyList<OrderedFault> Orders
    {
        get
        {
            lock (_gate)
            {
                return [.. _orders];
            }
        }
    }

    /// <param name="kind">What goes wrong.</param>
    /// <param name="times">For how many calls; <see cref="int.MaxValue"/> until cleared.</param>
    /// <param name="details">What the kind wants to know.</param>
    /// <param name="when">Which calls it is for, by default all.</param>
    public OrderedFault Order(
        FaultKind kind, int times = 1, FaultDetails? details = null, Func<HttpRequest, bool>? when = null) =>
        Order(kind.ToString(), FaultCatalogue.Create(kind, details ?? new FaultDetails(), clock), times, when);

    /// <summary>Orders a fault of one's own.</summary>
    public OrderedFault Order(string name, Fault fault, int times = 1, Func<HttpRequest, bool>? when = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        var order = new OrderedFault(name, fault, times, when);
        lock (_gate)
        {
            _orders.Add(order);
        }

        return order;
    }

    /// <summary>Forgets all orders and lets go of what is held.</summary>
    public void Clear()
    {
        List<OrderedFault> cleared;
        lock (_gate)
        {
            cleared = [.. _orders, .. _spent];
            _orders.Clear();
            _spent.Clear();
        }

        cleared.ForEach(order => order.Release());
    }

    internal Fault? TakeFor(HttpRequest request)
    {
        lock (_gate)
        {
            var order = _orders.Find(order => order.When?.Invoke(request) ?? true);
            if (order is null)
            {
                return null;
            }

            if (order.Use() == 0)
            {
                _orders.Remove(order);
                if (order.Fault is HoldFault)
                {
                    // Its calls may be held still, and Clear has to find them.
                    _spent.Add(order);
                }
            }

            return order.Fault;
        }
    }

    readonly List<OrderedFault> _spent = [];
}

/// <summary>One order.</summary>
public sealed class OrderedFault
{
    int _left;

    internal OrderedFault(string name, Fault fault, int times, Func<HttpRequest, bool>? when)
    {
        Name = name;
        Fault = fault;
        When = when;
        Times = _left = times;
    }

    public string Name { get; }

    public int Times { get; }

    public int Left => Volatile.Read(ref _left);

    internal Fault Fault { get; }

    internal Func<HttpRequest, bool>? When { get; }

    /// <summary>Lets go of the calls a Hold has caught and will catch; nothing for other kinds.</summary>
    public void Release() => (Fault as HoldFault)?.Release();

    internal int Use() => _left == int.MaxValue ? _left : --_left;
}
