using System.Text;
using Netskope.Testing;
using Netskope.Testing.Naive;

namespace Netskope.Query.Tests;

public sealed class ConfinementTests
{
    [Fact(Timeout = TestDepth.Timeout)]
    public void Confined_SelectsWhatBothSelect()
    {
        var confinements = 0;
        Properties.ForAllPairs(Properties.Cases, (caller, restriction, seed) =>
    {
        var random = new Random(seed);
        var (query, confinement) = (Queries.Parsed(Spelling.Of(caller, random)).Condition, Queries.Parsed(Spelling.Of(restriction, random)).Condition);
        if (!Confinement.IsCertain(confinement, out _) || !Confinement.TryConfine(query, confinement, out var confined, out _)) return true;
        confinements++;
        SelectsWhatBothSelect(confined, query, confinement, random);
        return true;
    });

        confinements.ShouldBeGreaterThan(Properties.Cases / 5, "enough of them have to be certain");
    }

    [Fact(Timeout = TestDepth.Timeout)]
    public void HostileQuery_IsRefused_OrStaysWithin()
    {
        var restrictions = new[] { "user eq 'hana.sato@example.com'", "app in ['Slack', 'Dropbox'] or alert_type eq 'DLP'" }.Select(text => Queries.Parsed(text).Condition).ToArray();
        var confinements = 0;
        Properties.ForAllSeeds(Properties.Cases, seed =>
        {
            var random = new Random(seed);
            if (!ParsedQuery.TryParse(Hostile.Next(random), out var query, out _)) return true;
            foreach (var restriction in restrictions)
            {
                if (Confinement.TryConfine(query.Condition, restriction, out var confined, out _))
                {
                    confinements++;
                    SelectsWhatBothSelect(confined, query.Condition, restriction, random);
                }
            }

            return true;
        });

        if (Properties.AreMany) confinements.ShouldBeGreaterThan(Properties.Cases / 50, "enough of them have to be confined");
    }

    [Theory]
    [InlineData("user eq \"O'Neil\"", "quote")]
    [InlineData("user eq 'say \"x\"'", "quote")]
    [InlineData(@"user eq 'a\b'", "backslash")]
    [InlineData(@"user eq 'a\\\b'", "backslash")]
    [InlineData(@"user like '10\.'", "leave it out")]
    [InlineData("user eq 'a\tb'", "character")]
    [InlineData("user eq 'a\0'", "character")]
    [InlineData("user eq Access Denied", "several words")]
    [InlineData("app eq x and not (app eq y or user in [a, 'b\"'])", "quote")]
    [InlineData("app eq x and app eq y or user eq \"'\"", "quote")]
    public void ValueThatCouldBeReadOtherwise_IsRefused_AndNamed(string query, string why)
    {
        Confinement.TryConfine(Queries.Parsed(query).Condition, Queries.Parsed("app eq 'x'").Condition, out var confined, out var refusal).ShouldBeFalse();
        confined.ShouldBeNull();
        refusal!.ShouldContain(why);
        refusal.ShouldContain("'user'");
    }

    [Fact]
    public void HalfACharacter_IsRefused()
    {
        // Not as data of a theory: test runners can not hand it over.
        foreach (var half in (string[])["a\ud83d", "a\ude00b", "\ud83d\ud83d\ude00"])
        {
            Confinement.TryConfine(Queries.Parsed($"user eq '{half}'").Condition, Queries.Parsed("app eq 'x'").Condition, out _, out var refusal).ShouldBeFalse();
            refusal!.ShouldContain("character");
        }
    }

    [Theory]
    [InlineData("user eq 'a' or app eq 'b'", "app eq 'x'", "app eq 'x' and (app eq 'b' or user eq 'a')")]
    [InlineData("user eq 'a' and app eq 'b' or app eq 'c'", "app eq 'x'", "app eq 'x' and (user eq 'a' and app eq 'b' or app eq 'c')")]
    [InlineData("user eq 'a'", "app eq 'x' or app eq 'y'", "user eq 'a' and (app eq 'x' or app eq 'y')")]
    [InlineData("not (user eq 'a')", "app eq 'x'", "app eq 'x' and not (user eq 'a')")]
    [InlineData(@"user eq 'corp\\ann' and app eq '🙂'", "app eq 'x'", @"app eq 'x' and app eq '🙂' and user eq 'corp\\ann'")]
    [InlineData("app eq 'x'", "app eq 'x'", "app eq 'x'")]
    public void Confined_IsPrintedWithBrackets(string query, string restriction, string print)
    {
        Confinement.TryConfine(Queries.Parsed(query).Condition, Queries.Parsed(restriction).Condition, out var confined, out var refusal).ShouldBeTrue(refusal);
        confined!.ToString().ShouldBe(print);
    }

    [Fact]
    public void NoQuery_IsTheRestriction()
    {
        Confinement.TryConfine(null, Queries.Parsed("app eq 'x'").Condition, out var confined, out _).ShouldBeTrue();
        confined!.ToString().ShouldBe("app eq 'x'");
        Confinement.IsCertain(Queries.Parsed("app eq 'x'").Condition, out _).ShouldBeTrue();
        Confinement.IsCertain(Queries.Parsed("app eq \"'\"").Condition, out var why).ShouldBeFalse();
        why!.ShouldContain("'app'");
    }

    static void SelectsWhatBothSelect(Condition confined, Condition query, Condition restriction, Random random)
    {
        // What the tenant reads is the print.
        var print = confined.ToString();
        var joined = new RowMatcher(Queries.Parsed(print).Condition);
        var (one, other) = (new RowMatcher(query), new RowMatcher(restriction));
        for (var i = 0; i < 3; i++)
        {
            var row = Rows.Next(random);
            joined.Matches(row).ShouldBe(one.Matches(row) && other.Matches(row), $"{print}\n{Encoding.UTF8.GetString(row)}");
        }
    }
}
