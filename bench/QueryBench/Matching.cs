using BenchmarkDotNet.Attributes;
using Netskope.Query;

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
        _rows = SimulatedRows.Read();
        _matcher = Of("app eq 'Google Drive' and (user eq hana.sato@example.com or dst_country in [DE, US]) and count >= 1 and acked eq false");
        _like = Of("user like example.org or compliance_standards.standard eq 'NIST-CSF-1.1' or app like google");
    }

    [Benchmark(Baseline = true, Description = "Utf8JsonReader, reading alone")]
    public int Scan() => SimulatedRows.Scan(_rows);

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
