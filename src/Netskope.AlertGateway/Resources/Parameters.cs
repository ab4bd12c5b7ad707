using Netskope.AlertGateway.Requests;

namespace Netskope.AlertGateway.Resources;

/// <summary>The parameters of Netskope's v1 read endpoints.</summary>
static class Parameters
{
    public const long MostSkip = 1_000_000_000;

    public static Parameter Query { get; } = new(
        "query",
        "A filter in Netskope's query language, such as `app eq 'Google Drive' and user eq 'user@example.com'`; percent-encode it once. A syntax error is a 400 that shows the place. "
        + "What parses is forwarded as it is written; `Gateway-Warnings` names doubtful parts. Where the tenant speaks API v2, `notlike` and some others are refused by name, "
        + "a `.` in a `like` stands for itself and `startswith` may ignore case.",
        ParameterType.Text,
        MostLength: 8000);

    public static Parameter AlertType { get; } = new(
        "type",
        "The type of the alerts, in any case, such as `DLP`. All types when absent.",
        ParameterType.Text,
        [
            "anomaly", "Compromised Credential", "policy", "Legal Hold", "malsite", "Malware", "DLP", "Security Assessment", "watchlist",
            "quarantine", "Remediation", "uba",
        ]);

    public static Parameter EventType { get; } = new(
        "type",
        "The type of the events, in any case, such as `page`.",
        ParameterType.Text,
        ["page", "application", "audit", "infrastructure", "network"],
        Example: "page",
        Required: true);

    public static Parameter ReportType { get; } = new(
        "type",
        "What is counted, in any case, such as `alert`: events of a type, where `connection` stands for page events, or alerts.",
        ParameterType.Text,
        ["application", "connection", "alert", "network"],
        Example: "alert");

    public static Parameter GroupBy { get; } = new(
        "groupby",
        "By what it is counted, such as `user`; `activity` only with the type `application` or `alert`.",
        ParameterType.Text,
        ["application", "user", "device", "activity"],
        Example: "user");

    public static Parameter Acked { get; } = new(
        "acked",
        "Only alerts that have (`true`) or have not (`false`) been acknowledged, such as `false`. `ack` is taken as another name for it.",
        ParameterType.Boolean,
        ["true", "false"],
        Alias: "ack");

    public static Parameter AlertPeriod { get; } = new(
        "timeperiod",
        "The last so many seconds: an hour, a day, 7, 30, 60 or 90 days. Exactly one window is required: this, or `starttime` with `endtime`, or `insertionstarttime` with `insertionendtime`.",
        ParameterType.Integer,
        ["3600", "86400", "604800", "2592000", "5184000", "7776000"],
        Example: "86400");

    public static Parameter Period { get; } = new(
        "timeperiod",
        "The last so many seconds: an hour, a day, 7 or 30 days. Exactly one window is required: this, or `starttime` with `endtime`, or `insertionstarttime` with `insertionendtime`.",
        ParameterType.Integer,
        ["3600", "86400", "604800", "2592000"],
        Example: "86400");

    public static Parameter ReportPeriod { get; } = Period with
    {
        Description = "The last so many seconds: an hour, a day, 7 or 30 days. Exactly one window is required: this, or `starttime` with `endtime`.",
    };

    public static Parameter StartTime { get; } = Second("starttime", "What has a `timestamp` later than this, in Unix seconds, such as `1700000000`. Needs `endtime`.");

    public static Parameter EndTime { get; } = Second("endtime", "What has a `timestamp` up to and including this, in Unix seconds, such as `1700003600`. Needs `starttime`.");

    public static Parameter InsertionStartTime { get; } = Second(
        "insertionstarttime", "What Netskope stored after this (`_insertion_epoch_timestamp`), in Unix seconds, such as `1700000000`. Needs `insertionendtime`.");

    public static Parameter InsertionEndTime { get; } = Second(
        "insertionendtime", "What Netskope stored before this (`_insertion_epoch_timestamp`), in Unix seconds, such as `1700003600`. Needs `insertionstarttime`.");

    public static Parameter Limit { get; } = new(
        "limit",
        "The most rows of a page, 1 to 10000. A full page's `Link: rel=\"next\"` leads to the next one.",
        ParameterType.Integer,
        Example: "10",
        Least: 1,
        Most: 10_000);

    public static Parameter Skip { get; } = new(
        "skip",
        "How many rows to leave out at the front, 0 and up, such as `0`. To walk a window, follow `Link: rel=\"next\"` instead of counting.",
        ParameterType.Integer,
        Least: 0,
        Most: MostSkip);

    public static Parameter ReportLimit { get; } = Limit with { Description = "The most rows of a page, 1 to 10000." };

    public static Parameter ReportSkip { get; } = Skip with { Description = "How many rows to leave out at the front, 0 and up, such as `0`." };

    public static Parameter Unsorted { get; } = new(
        "unsorted",
        "`true`: in no particular order, which the tenant may answer faster. Else in descending order of `timestamp`.",
        ParameterType.Boolean,
        ["true", "false"]);

    static Parameter Second(string name, string description) => new(name, description, ParameterType.Second, Least: 0, Most: ParameterRules.LatestSecond);
}
