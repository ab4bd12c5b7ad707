using System.Text;
using Netskope.Testing;
using Netskope.Testing.Naive;

namespace Netskope.Query.Tests;

public sealed class QueryPropertyTests
{
    [Fact(Timeout = TestDepth.Timeout)]
    public void Print_ParsesToTheSameTree_AndPrintsTheSame() => Properties.ForAll(Properties.Cases, (condition, seed) =>
    {
        var query = Queries.Parsed(Spelling.Of(condition, new Random(seed)));
        var again = Queries.Parsed(query.Canonical);
        again.Condition.ShouldBe(query.Condition);
        again.Canonical.ShouldBe(query.Canonical);
        return true;
    });

    [Fact(Timeout = TestDepth.Timeout)]
    public void Spellings_OfOneQuestion_HaveOnePrint() => Properties.ForAll(Properties.Cases, (condition, seed) =>
    {
        var random = new Random(seed);
        var plain = Queries.Parsed(Spelling.Plain(condition));
        var spelt = Queries.Parsed(Spelling.Of(condition, random, reorder: true));
        spelt.Canonical.ShouldBe(plain.Canonical);
        return true;
    });

    [Fact(Timeout = TestDepth.Timeout)]
    public void EqualPrints_SelectEqualRows() => Properties.ForAll(Properties.Cases, (condition, seed) =>
    {
        var random = new Random(seed);
        var (one, other) = (Spelling.Of(condition, random, reorder: true), Spelling.Of(condition, random, reorder: true));
        var (first, second) = (Queries.Parsed(one), Queries.Parsed(other));
        first.Canonical.ShouldBe(second.Canonical);
        var (a, b, c) = (new RowMatcher(first.Condition), new RowMatcher(second.Condition), new RowMatcher(Queries.Parsed(first.Canonical).Condition));
        for (var i = 0; i < 3; i++)
        {
            var row = Rows.Next(random);
            a.Matches(row).ShouldBe(b.Matches(row), Encoding.UTF8.GetString(row));
            a.Matches(row).ShouldBe(c.Matches(row), Encoding.UTF8.GetString(row));
        }

        return true;
    });

    [Fact(Timeout = TestDepth.Timeout)]
    public void AnyChangeOfAValue_ChangesThePrint() => Properties.ForAll(Properties.Cases, (condition, seed) =>
    {
        var at = new Random(seed).Next(Terms(condition));
        Queries.Parsed(Spelling.Plain(Changed(condition, ref at))).Canonical.ShouldNotBe(Queries.Parsed(Spelling.Plain(condition)).Canonical);
        return true;
    });

    static int Terms(Testing.Naive.Condition condition) => condition switch
    {
        Not not => Terms(not.Inner),
        Group group => group.Parts.Sum(Terms),
        Mix mix => mix.Parts.Sum(Terms),
        _ => 1,
    };

    /// <summary>The same, with a letter more in a value of one of its terms.</summary>
    static Testing.Naive.Condition Changed(Testing.Naive.Condition condition, ref int at)
    {
        switch (condition)
        {
            case Not not:
                return new Not(Changed(not.Inner, ref at));
            case Group group:
                return group with { Parts = Changed(group.Parts, ref at) };
            case Mix mix:
                return mix with { Parts = Changed(mix.Parts, ref at) };
            default:
                var term = (Testing.Naive.Term)condition;
                return at-- == 0 ? term with { Values = [term.Values[0] + "ω", .. term.Values.Skip(1)] } : term;
        }
    }

    static List<Testing.Naive.Condition> Changed(IReadOnlyList<Testing.Naive.Condition> parts, ref int at)
    {
        var changed = new List<Testing.Naive.Condition>();
        foreach (var part in parts) changed.Add(Changed(part, ref at));
        return changed;
    }
}
