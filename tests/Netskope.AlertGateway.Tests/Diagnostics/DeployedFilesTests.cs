using System.Text.Json;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Diagnostics;

public sealed class DeployedFilesTests
{
    static readonly string[] Rules = TelemetryDocument.Read("deploy", "alert-rules.yaml").ReplaceLineEndings("\n").Split('\n');

    [Fact]
    public void Dashboard_IsJson_AndEveryPanelHasAQuery()
    {
        using var dashboard = JsonDocument.Parse(TelemetryDocument.Read("deploy", "dashboard.json"));

        var panels = dashboard.RootElement.GetProperty("panels").EnumerateArray().ToArray();
        panels.ShouldNotBeEmpty();
        panels.Select(panel => panel.GetProperty("id").GetInt32()).ShouldBeUnique();
        panels.Select(panel => panel.GetProperty("title").GetString()).ShouldBeUnique();
        foreach (var target in panels.SelectMany(panel => panel.GetProperty("targets").EnumerateArray()))
            ShouldBeBalanced(target.GetProperty("expr").GetString()!);
    }

    [Fact]
    public void Rules_AreBlocksOfYaml()
    {
        var lines = Rules.Where(line => line.Length > 0 && !line.TrimStart().StartsWith('#')).ToArray();

        lines[0].ShouldBe("groups:");
        lines.ShouldAllBe(line => !line.Contains('\t') && (line.Length - line.TrimStart().Length) % 2 == 0);
        foreach (var value in lines.Select(Value).Where(value => value.Length > 0 && value is not "|"))
        {
            // In a plain scalar these would begin a mapping or a comment, or end it (YAML 1.2.2, 7.3.3).
            if (value[0] is '{') value.ShouldEndWith("}");
            else (value.Contains(": ", StringComparison.Ordinal) || value.Contains(" #", StringComparison.Ordinal) || "[]{}>|*&!%#`@,\"'".Contains(value[0])).ShouldBeFalse(value);
        }
    }

    [Fact]
    public void EveryRule_HasAQuery_ASeverity_AndWordsForWhomItWakes()
    {
        var rules = string.Join('\n', Rules).Split("- alert: ")[1..];

        rules.Length.ShouldBeGreaterThan(5);
        rules.Select(rule => rule.Split('\n')[0]).ShouldBeUnique();
        foreach (var rule in rules)
        {
            rule.ShouldMatch(@"\n +labels: \{ severity: (critical|warning) \}\n +annotations:\n +summary: \S");
            DeployedFiles.Series(rule).ShouldNotBeEmpty(rule);
            ShouldBeBalanced(rule[rule.IndexOf("expr: ", StringComparison.Ordinal)..rule.IndexOf("labels: ", StringComparison.Ordinal)]);
        }
    }

    static void ShouldBeBalanced(string query)
    {
        foreach (var (open, close) in (ReadOnlySpan<(char, char)>)[('(', ')'), ('{', '}'), ('[', ']')]) query.Count(c => c == open).ShouldBe(query.Count(c => c == close), query);
        (query.Count(c => c == '"') % 2).ShouldBe(0, query);
    }

    static string Value(string line)
    {
        var text = line.TrimStart(' ', '-');
        var colon = text.IndexOf(": ", StringComparison.Ordinal);
        return colon > 0 && text[..colon].All(char.IsAsciiLetter) ? text[(colon + 2)..].Trim() : "";
    }
}
