using Netskope.Simulator;

namespace Netskope.Testing;

/// <summary>What a contract test asks about, and the version of Netskope's API that the tenant is asked by.</summary>
public sealed record Subject(string Api, string Resource)
{
    public static readonly Subject V1Alerts = new("v1", "alerts");

    public bool IsV2 => Api == "v2";

    public bool IsEvents => Resource == "events";

    public string Path => "/api/v1/" + Resource;

    public string V2Path => "/api/v2/events/data/" + (Type ?? "alert");

    /// <summary>The type where a test asks for none: events always have one.</summary>
    public string? Type => IsEvents ? EventKind.Page.Name() : null;

    public string SomeType => Type ?? "DLP";

    public string Scope => Resource + ".read";

    /// <summary>A scope that grants nothing of it.</summary>
    public string OtherScope => (IsEvents ? "alerts" : "events") + ".read";

    /// <summary>A request with these parameters, and with a type where one is required.</summary>
    public string Target(string parameters) =>
        Type is null || $"&{parameters}".Contains("&type=", StringComparison.Ordinal) ? $"{Path}?{parameters}" : $"{Path}?{parameters}&type={Type}";

    public override string ToString() => $"{Resource} of a {Api} tenant";
}

/// <summary>A <see cref="Subject"/> as a type argument.</summary>
public interface ISubject
{
    static abstract Subject Subject { get; }
}

public sealed class V1Alerts : ISubject
{
    public static Subject Subject => Subject.V1Alerts;
}

public sealed class V1Events : ISubject
{
    public static Subject Subject { get; } = new("v1", "events");
}

public sealed class V2Alerts : ISubject
{
    public static Subject Subject { get; } = new("v2", "alerts");
}

public sealed class V2Events : ISubject
{
    public static Subject Subject { get; } = new("v2", "events");
}

public static class SubjectOptions
{
    /// <summary>So many alerts, and as many events of each kind.</summary>
    public static void SetRowsPerDay(this Netskope.Simulator.SimulatorOptions tenant, int rows) => (tenant.AlertsPerDay, tenant.EventsPerDay) = (rows, rows);
}
