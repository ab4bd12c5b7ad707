using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using Netskope.Testing;

namespace Netskope.Query.Tests;

/// <summary>How properties are checked: many cases, each made from a seed, so that a failure can be made again.</summary>
static class Properties
{
    /// <summary>How many; mutation testing asks for few, <c>bench/query-fuzz.sh</c> for many.</summary>
    public static readonly int Cases =
        int.TryParse(Environment.GetEnvironmentVariable("QUERY_TEST_CASES"), CultureInfo.InvariantCulture, out var asked) ? asked : TestDepth.Cases(20_000);

    /// <summary>Whether there are enough of them to ask for proportions.</summary>
    public static bool AreMany => Cases >= 1000;

    public static Arbitrary<Testing.Naive.Condition> Conditions { get; } = Arb.From(Seeds().Select(seed => Testing.Naive.Conditions.Next(new Random(seed))), Smaller);

    /// <param name="cases">How many.</param>
    /// <param name="holds">Throws what is wrong, or returns false.</param>
    public static void ForAll(int cases, Func<Testing.Naive.Condition, int, bool> holds) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true),
            Prop.ForAll(Conditions, Arb.From(Seeds()), holds));

    public static void ForAllPairs(int cases, Func<Testing.Naive.Condition, Testing.Naive.Condition, int, bool> holds) =>
        Check.One(
            Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true),
            Prop.ForAll(Conditions, Conditions, Arb.From(Seeds()), holds));

    public static void ForAllSeeds(int cases, Func<int, bool> holds) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(cases).WithQuietOnSuccess(true), Prop.ForAll(Arb.From(Seeds()), holds));

    static Gen<int> Seeds() => Gen.Choose(0, int.MaxValue);

    static IEnumerable<Testing.Naive.Condition> Smaller(Testing.Naive.Condition condition) => condition switch
    {
        Testing.Naive.Not not => [not.Inner],
        Testing.Naive.Group group => group.Parts.Count > 2 ? group.Parts.Concat(Enumerable.Range(0, group.Parts.Count).Select(i => group with { Parts = Without(group.Parts, i) })) : group.Parts,
        Testing.Naive.Mix mix => mix.Parts,
        Testing.Naive.Term { Values.Count: > 1, Operator: Testing.Naive.Operator.In or Testing.Naive.Operator.NotIn } term => Enumerable.Range(0, term.Values.Count).Select(i => term with { Values = Without(term.Values, i) }),
        _ => [],
    };

    static List<T> Without<T>(IReadOnlyList<T> items, int index) => [.. items.Where((_, i) => i != index)];
}
