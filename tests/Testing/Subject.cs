using Netskope.Simulator;

namespace Netskope.Testing;

/// <summary>
/// What the suite asks about. What holds for alerts holds for events, so it runs with both (<c>test.sh</c>). The trait
/// <c>resource=alerts</c> keeps a test out of the runs with events: those about what alerts alone have.
/// </summary>
static class Subject
{
    public static bool IsEvents { get; } = Environment.GetEnvironmentVariable("TENANT_RESOURCE") is "events";

    public static string Resource => IsEvents ? "events" : "alerts";

    public static string Path => "/api/v1/" + Resource;

    public static string V2Path => "/api/v2/events/data/" + (Type ?? "alert");

    /// <summary>The type where a test asks for none: events are always of one.</summary>
    public static string? Type => IsEvents ? EventKind.Page.Name() : null;

    public static string SomeType => Type ?? "DLP";

    public static string Scope => Resource + ".read";

    /// <summary>A scope that grants nothing of it.</summary>
    public static string OtherScope => (IsEvents ? "alerts" : "events") + ".read";

    /// <summary>A request with these parameters, and with a type where one is required.</summary>
    public static string Target(string parameters) =>
        Type is null || $"&{parameters}".Contains("&type=", StringComparison.Ordinal) ? $"{Path}?{parameters}" : $"{Path}?{parameters}&type={Type}";

    /// <summary>So many alerts, and as many events of each kind.</summary>
    public static void SetRowsPerDay(this SimulatorOptions tenant, int rows) => (tenant.AlertsPerDay, tenant.EventsPerDay) = (rows, rows);
}
