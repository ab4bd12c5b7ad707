using System.Globalization;
using Netskope.Testing;
using Spelling = Netskope.Testing.Naive.Spelling;

namespace Netskope.Query.Tests;

/// <summary>A query whose values stand for others: fields and operators stay, and nothing else of it does.</summary>
public sealed class OtherValuesTests
{
    [Fact(Timeout = TestDepth.Timeout)]
    public void OtherValues_ReplaceEveryValue_AndNothingElse() => Properties.ForAll(Properties.Cases, (condition, seed) =>
    {
        var query = Queries.Parsed(Spelling.Of(condition, new Random(seed))).Condition;
        var stands = new Dictionary<string, string>(StringComparer.Ordinal);

        var other = query.WithValues(value => new(Instead(stands, value.Meaning)));

        Terms(other).SelectMany(term => term.Values).Select(value => value.Text).ToHashSet(StringComparer.Ordinal).SetEquals(stands.Values).ShouldBeTrue(other.ToString());
        Shapes(other).SetEquals(Shapes(query)).ShouldBeTrue($"{query}\n{other}");

        // The print is these trees' terms and no more.
        Queries.Parsed(other.ToString()).Condition.ShouldBe(other);
        return true;
    });

    [Theory]
    [InlineData("user eq 'hana' or app in [Slack, 'Box'] and not (user eq hana)", "user eq '#4' or app in ['#3', '#5'] and not (user eq '#4')")]
    [InlineData("count gt 5 or count gt '5'", "count gt '#1'")]
    [InlineData("user eq 'a' and (user eq 'b' or user eq 'a')", "user eq '#1' and (user eq '#1' or user eq '#1b')")]
    [InlineData("x from 1 to 12 and y like Access Denied", "x from '#1' to '#2' and y like '#13'")]
    [InlineData(@"user eq 'corp\\ann' and user neq 'corp\ann'", "user eq '#8' and user neq '#8'")]
    public void OtherValues_PrintCanonically(string query, string print) =>
        Queries.Parsed(query).Condition.WithValues(value => new("#" + value.Meaning.Length.ToString(CultureInfo.InvariantCulture) + (value.Text == "b" ? "b" : ""))).ToString().ShouldBe(print);

    static string Instead(Dictionary<string, string> stands, string value)
    {
        if (!stands.TryGetValue(value, out var instead)) stands[value] = instead = "#" + stands.Count.ToString("x16", CultureInfo.InvariantCulture);
        return instead;
    }

    static HashSet<(string Field, Operator Operator)> Shapes(Condition condition) => [.. Terms(condition).Select(term => (term.Field, term.Operator))];

    static IEnumerable<Term> Terms(Condition condition) => condition switch
    {
        Term term => [term],
        Negation negation => Terms(negation.Inner),
        Junction group => group.Parts.SelectMany(Terms),
        Mixture mixture => mixture.Parts.SelectMany(Terms),
        _ => [],
    };
}
