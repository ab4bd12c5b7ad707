namespace Netskope.Simulator;

/// <summary>The pretend tenant: its alerts and events, its quotas, the faults ordered for it and the calls it got.</summary>
public sealed class Tenant
{
    readonly Population[] _events;

    public Tenant(SimulatorOptions options, TimeProvider clock)
    {
        Options = options;
        Clock = clock;
        Alerts = new Population(options, clock);
        _events = [.. Enum.GetValues<EventKind>().Select(kind => new Population(options, clock, kind))];
        Quota = new Quota(options, clock);
        V2Quota = new V2Quota(options, clock);
        Faults = new Faults(clock);
    }

    public SimulatorOptions Options { get; }

    public TimeProvider Clock { get; }

    /// <summary>Faults to order.</summary>
    public Faults Faults { get; }

    /// <summary>What the tenant was asked.</summary>
    public CallRecord Record { get; } = new();

    /// <summary>The truth.</summary>
    public Population Alerts { get; }

    internal Quota Quota { get; }

    internal V2Quota V2Quota { get; }

    /// <summary>The truth about one kind of events.</summary>
    public Population Events(EventKind kind) => _events[(int)kind];
}
