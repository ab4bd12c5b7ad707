namespace Netskope.Simulator;

/// <summary>
/// What a call to v1's alerts or events asks, read from its parameters. Names it does not know are ignored, as upstream.
/// </summary>
sealed record RowsQuestion(Population Rows, AlertFilter Filter, int Skip, int Limit, bool Unsorted)
{
    /// <summary>Those of the events and the report; the alerts have two more.</summary>
    public static readonly long[] Periods = [3600, 86400, 604800, 2592000];

    static readonly long[] AlertPeriods = [.. Periods, 5184000, 7776000];

    public static RowsQuestion Alerts(QuestionReader asked, Tenant tenant)
    {
        var (type, acked) = (asked.Find("type", AlertTypes.Find), asked.Boolean("acked"));
        return Read(asked, tenant.Alerts, asked.Filter(AlertPeriods) with { Type = type, Acked = acked });
    }

    public static RowsQuestion Events(QuestionReader asked, Tenant tenant)
    {
        var kind = asked.Find("type", EventKinds.Find, required: true) ?? default;
        return Read(asked, tenant.Events(kind), asked.Filter(Periods));
    }

    public IReadOnlyList<AlertKey> Page() =>
        Rows.Page(Filter, Skip, Limit, Unsorted ? V2Order.Unordered : V2Order.Descending);

    static RowsQuestion Read(QuestionReader asked, Population rows, AlertFilter filter)
    {
        var (skip, limit) = asked.Page();
        return new RowsQuestion(rows, filter, skip, limit, asked.Boolean("unsorted") ?? false);
    }
}
