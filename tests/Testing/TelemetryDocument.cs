using System.Text.RegularExpressions;

namespace Netskope.Testing;

/// <summary>What <c>docs/telemetry.md</c> promises.</summary>
static partial class TelemetryDocument
{
    static readonly string[] Lines = Read("docs", "telemetry.md").Split('\n');

    public static IReadOnlyList<DocumentedInstrument> Instruments { get; } =
    [
        .. Lines.Select(Cells).Where(cells => cells.Length == 4 && cells[0].StartsWith("`alert_gateway.", StringComparison.Ordinal)).Select(cells =>
        {
            var kind = cells[1].Split(", ");
            return new DocumentedInstrument(Names(cells[0]).Single(), kind[0], kind.Length > 1 ? kind[1] : "", Names(cells[2]));
        }),
    ];

    /// <summary>The fields of the access record, in their order.</summary>
    public static IReadOnlyList<string> RecordFields { get; } =
        [.. Lines.SkipWhile(line => !line.StartsWith("## Access record", StringComparison.Ordinal)).Select(Cells).Where(cells => cells.Length == 2).SelectMany(cells => Names(cells[0]))];

    public static string Read(params string[] path) => File.ReadAllText(Path.Combine([AppContext.BaseDirectory, .. path]));

    static string[] Cells(string line) => line.StartsWith('|') ? [.. line.Trim('|', '\r').Split('|').Select(cell => cell.Trim())] : [];

    static IReadOnlyList<string> Names(string cell) => [.. Quoted().Matches(cell).Select(match => match.Groups["name"].Value)];

    [GeneratedRegex("`(?<name>[^`]+)`", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Quoted();
}

sealed record DocumentedInstrument(string Name, string Kind, string Unit, IReadOnlyList<string> Tags)
{
    /// <summary>Its series as a Prometheus exporter names them (OpenTelemetry, Prometheus and OpenMetrics compatibility).</summary>
    /// <param name="unit">As the instrument states it: an annotation such as <c>{day}</c> leaves no trace.</param>
    public IReadOnlyList<string> Series(string unit)
    {
        var name = Name.Replace('.', '_') + unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            "1" => Kind == "gauge" ? "_ratio" : "",
            _ => "",
        };
        return Kind switch
        {
            "counter" => [name + "_total"],
            "histogram" => [name + "_bucket", name + "_count", name + "_sum"],
            _ => [name],
        };
    }
}
