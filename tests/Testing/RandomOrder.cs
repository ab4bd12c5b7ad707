using System.Globalization;
using Xunit.Sdk;
using Xunit.v3;

namespace Netskope.Testing;

/// <summary>Runs tests in an order that differs from run to run. <c>TEST_SEED</c> repeats an order.</summary>
public sealed class RandomOrder : ITestCaseOrderer, ITestCollectionOrderer
{
    static readonly Lazy<int> Seed = new(() =>
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("TEST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var given)
            ? given
            : Environment.TickCount & 0xFFFFFF;
        TestContext.Current.SendDiagnosticMessage("The order of the tests: TEST_SEED={0}", seed);
        return seed;
    });

    public IReadOnlyCollection<TTestCase> OrderTestCases<TTestCase>(IReadOnlyCollection<TTestCase> testCases)
        where TTestCase : notnull, ITestCase => [.. testCases.OrderBy(test => Rank(test.UniqueID))];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection => [.. testCollections.OrderBy(collection => Rank(collection.UniqueID))];

    // FNV-1a, which is the same in every process.
    static uint Rank(string id) => id.Aggregate(unchecked(2_166_136_261 ^ (uint)Seed.Value * 16_777_619), static (hash, letter) => unchecked((hash ^ letter) * 16_777_619));
}
