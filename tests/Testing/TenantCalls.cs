using System.Text.RegularExpressions;
using Netskope.Query;
using Netskope.Simulator;

namespace Netskope.Testing;

/// <summary>What the tenant was asked, whichever version it is asked by.</summary>
static partial class TenantCalls
{
    /// <summary>A call's parameters under v1's names: v2 has acked and the type of alerts as conditions of its query, that of events in its path, and an offset.</summary>
    public static IReadOnlyDictionary<string, string> Asked(this Subject subject, Call call)
    {
        if (!subject.IsV2) return call.Query;
        var asked = new Dictionary<string, string>(call.Query, StringComparer.Ordinal);
        if (asked.Remove("offset", out var skip)) asked["skip"] = skip;
        if (call.Path[(call.Path.LastIndexOf('/') + 1)..] is var kind and not "alert") asked["type"] = kind;
        foreach (Match condition in Condition().Matches(asked.GetValueOrDefault("query", "")))
            asked[condition.Groups["name"].Value == "acked" ? "acked" : "type"] = condition.Groups["value"].Value;
        if (asked.Remove("query", out var query)) TakeWindow(asked, query);
        return asked;
    }

    /// <summary>v2's parameters are wider than what is asked; the conditions are not.</summary>
    static void TakeWindow(Dictionary<string, string> asked, string query)
    {
        var window = Window().Match(query);
        window.Success.ShouldBeTrue(query);
        (asked["starttime"], asked["endtime"]) = (window.Groups["start"].Value, window.Groups["end"].Value);
        var rest = query.Remove(window.Index, window.Length);
        if (rest.StartsWith(" AND ", StringComparison.Ordinal)) rest = rest[5..];
        if (rest is ['(', .. var inner, ')'] && !inner.Contains(") AND ", StringComparison.Ordinal)) rest = inner;
        if (rest.Length > 0) asked["query"] = rest;
    }

    /// <summary>How a caller's query is sent: in v1 as it was written, in v2 as its translation.</summary>
    public static string Sent(this Subject subject, string query)
    {
        if (!subject.IsV2) return query;
        ParsedQuery.TryParse(query, out var parsed, out _).ShouldBeTrue(query);
        V2Print.TryPrint(parsed!.Condition, out var text, out var refusal).ShouldBeTrue(refusal);
        return text!;
    }

    [GeneratedRegex("( AND )?timestamp gt (?<start>[0-9]+) AND timestamp le (?<end>[0-9]+)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Window();

    [GeneratedRegex("(?<name>alert_type|acked) eq \"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Condition();
}
