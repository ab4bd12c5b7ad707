namespace Netskope.Simulator;

/// <summary>What a call to v1's report asks.</summary>
/// <remarks>
/// Assumptions: connections are page events, without a type all four count, and an insertion window is ignored like every name that
/// is not known.
/// </remarks>
/// <param name="Rows">Those that are counted if they pass the filter.</param>
/// <param name="Field">By which they are grouped; null if they are not.</param>
sealed record ReportQuestion(IReadOnlyList<Population> Rows, AlertFilter Filter, string? Field, int Skip, int Limit)
{
    enum ReportType
    {
        Application,
        Connection,
        Alert,
        Network,
    }

    enum Group
    {
        Application,
        User,
        Device,
        Activity,
    }

    public static ReportQuestion Read(QuestionReader asked, Tenant tenant)
    {
        var type = asked.Find("type", Named<ReportType>);
        var group = asked.Find("groupby", Named<Group>);
        if (group is Group.Activity && type is not (ReportType.Application or ReportType.Alert))
        {
            asked.Refuse("groupby activity is for the types application and alert");
        }

        var types = type is { } one ? [one] : Enum.GetValues<ReportType>();
        var filter = asked.Filter(RowsQuestion.Periods, hasInsertionWindow: false);
        var (skip, limit) = asked.Page();
        return new ReportQuestion([.. types.Select(each => RowsOf(each, tenant))], filter, FieldOf(group), skip, limit);
    }

    static Population RowsOf(ReportType type, Tenant tenant) => type switch
    {
        ReportType.Application => tenant.Events(EventKind.Application),
        ReportType.Connection => tenant.Events(EventKind.Page),
        ReportType.Alert => tenant.Alerts,
        _ => tenant.Events(EventKind.Network),
    };

    static string? FieldOf(Group? group) => group switch
    {
        Group.Application => "app",
        Group.User => "user",
        Group.Device => "device",
        Group.Activity => "activity",
        _ => null,
    };

    static T? Named<T>(string name)
        where T : struct, Enum
    {
        // Not parsed, as an enumeration would take numbers, too.
        var index = Array.FindIndex(Enum.GetNames<T>(), known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : Enum.GetValues<T>()[index];
    }
}
