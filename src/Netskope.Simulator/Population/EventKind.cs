namespace Netskope.Simulator;

/// <summary>The kinds of events, of which a tenant keeps a population each.</summary>
public enum EventKind
{
    Page,
    Application,
    Audit,
    Infrastructure,
    Network,
}

public static class EventKinds
{
    static readonly string[] Names = ["page", "application", "audit", "infrastructure", "network"];

    /// <summary>The documented spelling, which is also the row's <c>type</c>.</summary>
    public static string Name(this EventKind kind) => Names[(int)kind];

    internal static EventKind? Find(string name)
    {
        var index = Array.FindIndex(Names, known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (EventKind)index;
    }
}
