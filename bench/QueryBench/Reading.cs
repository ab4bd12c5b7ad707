using BenchmarkDotNet.Attributes;
using Netskope.Query;

namespace QueryBench;

/// <summary>A query's way into a cache key.</summary>
[InProcess]
[MemoryDiagnoser]
public class Reading
{
    const string Known = "app eq 'Google Drive' and (user eq hana.sato@example.com or user like example.org) and count>=10 and acked eq false";
    const string Misspelt = "ap eq 'Google Drive' and (usr eq hana.sato@example.com or usr like example.org) and cnt>=10 and aked eq false";
    const string Wrong = "app eq 'Google Drive' and (user eq hana.sato@example.com or user like example.org) and count>=10 and acked equals no";

    [Benchmark(Description = "parse and print, 113 characters")]
    public string? Typical() => ParsedQuery.TryParse(Known, out var query, out _) ? query.Canonical : null;

    [Benchmark(Description = "the same with five misspelt fields")]
    public string? Warned() => ParsedQuery.TryParse(Misspelt, out var query, out _) ? query.Canonical : null;

    [Benchmark(Description = "a syntax error, with its text")]
    public string? Refused() => ParsedQuery.TryParse(Wrong, out _, out var error) ? null : error.Show(Wrong);
}
