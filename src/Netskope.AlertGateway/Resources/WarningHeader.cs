using System.Globalization;
using Netskope.Query;

namespace Netskope.AlertGateway.Resources;

/// <summary>
/// What is doubtful about a query, as the header <c>Gateway-Warnings</c>: a list of structured fields (RFC 9651), such as
/// <c>unknown-field;at=14;near="alert_type"</c>. It holds nothing of the caller's text.
/// </summary>
static class WarningHeader
{
    public const string Name = "Gateway-Warnings";

    /// <returns>Null when nothing is doubtful.</returns>
    public static string? Of(Resource resource, ParsedQuery? query)
    {
        if (query is not { Warnings.Count: > 0 }) return null;

        // The list of fields is that of alerts.
        var told = query.Warnings.Where(warning => resource == ResourceTable.Alerts || warning.Doubt == Doubt.UnquotedWords).Select(Of).ToList();
        return told.Count > 0 ? string.Join(", ", told) : null;
    }

    static string Of(QueryWarning warning)
    {
        var near = warning.Suggestion is { } name ? $";near=\"{name}\"" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Token(warning.Doubt)};at={warning.Position + 1}{near}");
    }

    static string Token(Doubt doubt) => doubt switch
    {
        Doubt.UnknownField => "unknown-field",
        Doubt.UnlistedOperator => "unlisted-operator",
        _ => "unquoted-words",
    };
}
