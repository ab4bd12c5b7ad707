using Netskope.AlertGateway.Requests;
using Known = Netskope.AlertGateway.Resources.Parameters;

namespace Netskope.AlertGateway.Resources;

/// <summary>A v1 endpoint whose answers are complete, verified pages.</summary>
/// <param name="Name">The last segment of its path, here and at the tenant.</param>
/// <param name="Scope">What a caller's token must grant.</param>
/// <param name="Summary">One line for the OpenAPI document.</param>
/// <param name="Parameters">All it takes.</param>
sealed record Resource(string Name, string Scope, string Summary, IReadOnlyList<Parameter> Parameters) : IV1Endpoint
{
    /// <summary>Whether the rows of its pages may be anything: their shape is not documented.</summary>
    public bool HasOpaqueRows { get; init; }

    public bool CanBeConfined => !HasOpaqueRows;

    public bool HasPages => true;

    public TimeSpan Extra => TimeSpan.Zero;

    public bool IsOnlyInV1 { get; init; }

    public string Path { get; } = "/api/v1/" + Name;

    public string Methods(Compatibility compatibility) => compatibility == Compatibility.Legacy ? "GET, HEAD, POST" : "GET, HEAD";

    /// <summary>The windows it takes, as an error text names them.</summary>
    public string Windows => Find("insertionstarttime") is null
        ? "timeperiod, or starttime with endtime"
        : "timeperiod, or starttime with endtime, or insertionstarttime with insertionendtime";

    /// <summary>The parameter with a name.</summary>
    public Parameter? Find(string name)
    {
        foreach (var parameter in Parameters)
        {
            if (parameter.Name == name) return parameter;
        }

        return null;
    }
}

/// <summary>The table of resources.</summary>
static class ResourceTable
{
    public static Resource Alerts { get; } = new(
        "alerts",
        "alerts.read",
        "Alerts of the tenant: policy, DLP, malware and the other types.",
        [
            Known.Query,
            Known.AlertType,
            Known.Acked,
            Known.AlertPeriod,
            Known.StartTime,
            Known.EndTime,
            Known.InsertionStartTime,
            Known.InsertionEndTime,
            Known.Limit,
            Known.Skip,
            Known.Unsorted,
        ]);

    public static Resource Events { get; } = new(
        "events",
        "events.read",
        "Events of one type: page, application, audit, infrastructure or network.",
        [
            Known.Query,
            Known.EventType,
            Known.Period,
            Known.StartTime,
            Known.EndTime,
            Known.InsertionStartTime,
            Known.InsertionEndTime,
            Known.Limit,
            Known.Skip,
            Known.Unsorted,
        ]);

    public static Resource Report { get; } = new(
        "report",
        "reports.read",
        "Events or alerts counted by application, user, device or activity. Only where the tenant speaks API v1.",
        [
            Known.Query,
            Known.ReportType,
            Known.GroupBy,
            Known.ReportPeriod,
            Known.StartTime,
            Known.EndTime,
            Known.ReportLimit,
            Known.ReportSkip,
        ])
    {
        HasOpaqueRows = true,
        IsOnlyInV1 = true,
    };

    public static IReadOnlyList<Resource> All { get; } = [Alerts, Events, Report];
}
