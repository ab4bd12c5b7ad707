using System.Text.RegularExpressions;

namespace Netskope.Testing;

/// <summary>What is read in the alert rules and the dashboard: the queries in them.</summary>
static partial class DeployedFiles
{
    /// <summary>The series that are asked for, each with the labels it is narrowed by.</summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Labels)> Series(string text) =>
    [
        .. Queried().Matches(text).Select(match =>
            (match.Groups["name"].Value, (IReadOnlyList<string>)[.. Label().Matches(match.Groups["labels"].Value).Select(label => label.Groups["label"].Value)])),
    ];

    /// <summary>The labels that are grouped by.</summary>
    public static IReadOnlyList<string> Groupings(string text) =>
        [.. Grouping().Matches(text).SelectMany(match => match.Groups["labels"].Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal)];

    [GeneratedRegex(@"\b(?<name>alert_gateway_\w+)(\{(?<labels>[^}]*)\})?", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Queried();

    [GeneratedRegex(@"(?<label>\w+)\s*(=~|!~|!=|=)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Label();

    [GeneratedRegex(@"\b(by|without)\s*\((?<labels>[^)]*)\)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Grouping();
}
