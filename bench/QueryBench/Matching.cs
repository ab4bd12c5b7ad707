using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Microsoft.Extensions.DependencyInjection;
using Netskope.Query;
using Netskope.Simulator;

namespace QueryBench;

/// <summary>Rows held against a query, beside a reader that only reads them.</summary>
[InProcess]
[MemoryDiagnoser]
public class Matching
{
    byte[][] _rows = [];
    RowMatcher _matcher = null!;
    RowMatcher _like = null!;

    [GlobalSetup]
    public void Setup()
    {
        var host = SimulatorHost.Create([], options => (options.Days, options.AlertsPerDay) = (1, 1000));
        _rows = [.. host.Services.GetRequiredService<Tenant>().Alerts.Select().Select(key => Population.RowBytes(key).ToArray())];
        _matcher = Of("app eq 'Google Drive' and (user eq hana.sato@example.com or dst_country in [DE, US]) and count >= 1 and acked eq false");
        _like = Of("user like example.org or compliance_standards.standard eq 'NIST-CSF-1.1' or app like google");
    }

    [Benchmark(Baseline = true, Description = "Utf8JsonReader, reading alone")]
    public int Scan()
    {
        var tokens = 0;
        foreach (var row in _rows)
        {
            var reader = new Utf8JsonReader(row);
            while (reader.Read()) tokens++;
        }

        return tokens;
    }

    [Benchmark(Description = "five terms")]
    public int Terms() => Count(_matcher);

    [Benchmark(Description = "two patterns and a path into a list")]
    public int Patterns() => Count(_like);

    int Count(RowMatcher matcher)
    {
        var count = 0;
        foreach (var row in _rows)
        {
            if (matcher.Matches(row)) count++;
        }

        return count;
    }

    static RowMatcher Of(string text) => ParsedQuery.TryParse(text, out var query, out var error) ? new(query.Condition) : throw new FormatException(error.Show(text));
}
