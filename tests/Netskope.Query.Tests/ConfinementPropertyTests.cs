using System.Text.Json;
using Netskope.Simulator;
using Netskope.Testing;
using Netskope.Testing.Naive;

namespace Netskope.Query.Tests;

/// <summary>
/// A confined query selects what the caller asked for of what the restriction selects, and nothing else, however the tenant reads what
/// is not documented. <see cref="NaiveEvaluator"/> is the judge, and what the tenant gets is read by <see cref="NaiveReader"/>.
/// </summary>
public sealed class ConfinementPropertyTests
{
    static readonly int Cases = (5 * Properties.Cases + 1) / 2;

    static readonly JsonElement[] Population = [.. Enumerable.Range(0, 3000).Select(seed => JsonElement.Parse(Rows.Next(new Random(seed))))];

    [Fact(Timeout = TestDepth.Timeout)]
    public void ConfinedPrint_SelectsTheQueriesPartOfTheRestriction_HoweverItIsRead()
    {
        var count = new Counts();
        Properties.ForAllSeeds(Cases, seed =>
        {
            var random = new Random(seed);
            if (Confined(random) is not var (asked, restriction, confined)) return true;
            count.Confined++;

            var print = confined.ToString();
            var reading = NaiveReader.Read(print);
            var others = Others(print, reading);
            foreach (var row in NextRows(random, restriction))
            {
                var (isAsked, isWithin) = (asked is null || NaiveEvaluator.Matches(asked, row), NaiveEvaluator.Matches(restriction, row));
                NaiveEvaluator.Matches(reading, row).ShouldBe(isAsked && isWithin, $"{print}\n{row}");
                if (!isWithin && others.Exists(other => NaiveEvaluator.Matches(other, row))) Assert.Fail($"{print}\n{row}");
                count.Take(isAsked, isWithin);
            }

            return true;
        });

        count.ShouldBeMany();
    }

    [Fact(Timeout = TestDepth.Timeout)]
    public void ConfinedPrintOfV2_SelectsTheQueriesPartOfTheRestriction()
    {
        var count = new Counts();
        Properties.ForAllSeeds(Cases, seed =>
        {
            var random = new Random(seed);
            if (Confined(random) is not var (asked, restriction, confined)) return true;
            if (!V2Print.TryPrint(confined, out var print, out _)) return true;
            V2Query.TryParse(print, out var read, out var error).ShouldBeTrue($"{print}: {error}");
            count.Confined++;

            var reading = NaiveTree.Of(read!);
            var isExact = !V2Print.IsApproximate(confined);
            foreach (var row in NextRows(random, restriction))
            {
                var (isAsked, isWithin) = (asked is null || NaiveEvaluator.Matches(asked, row), NaiveEvaluator.Matches(restriction, row));
                var isRead = NaiveEvaluator.Matches(reading, row);
                if (isExact) isRead.ShouldBe(isAsked && isWithin, $"{confined}\n{print}\n{row}");
                else if (isRead) isWithin.ShouldBeTrue($"{confined}\n{print}\n{row}");
                count.Take(isAsked, isWithin);
            }

            return true;
        });

        count.ShouldBeMany(ofV2: true);
    }

    /// <summary>What else a tenant may read in a print; where a backslash takes a quote's meaning from it that is nothing else.</summary>
    static List<Testing.Naive.Condition> Others(string print, Testing.Naive.Condition reading)
    {
        var plain = reading.ToString();
        NaiveReader.Read(print, escapes: true).ToString().ShouldBe(plain);
        List<Testing.Naive.Condition> others = [NaiveReader.Read(print, Precedence.OrFirst), NaiveReader.Read(print, Precedence.InOrder)];
        others.RemoveAll(other => other.ToString() == plain);
        return others;
    }

    /// <summary>A generated query, a hostile one or none, and a restriction; null when the two can not be joined.</summary>
    static (Testing.Naive.Condition? Asked, Testing.Naive.Condition Restriction, Condition Confined)? Confined(Random random)
    {
        var restriction = Restrictions.Next(random);
        var (text, asked) = Question(random);
        ParsedQuery? query = null;
        if (text is not null && !ParsedQuery.TryParse(text, out query, out _)) return null;
        var confinement = Queries.Parsed(Spelling.Of(restriction, random)).Condition;
        Confinement.IsCertain(confinement, out var doubt).ShouldBeTrue(doubt);
        if (!Confinement.TryConfine(query?.Condition, confinement, out var confined, out _)) return null;

        // As the gateway has it: what has become too much for a query is refused.
        if (!ParsedQuery.TryParse(confined.ToString(), out var again, out _)) return null;
        again.Condition.ShouldBe(confined);
        return (text is null ? null : asked ?? NaiveTree.Of(query!.Condition), restriction, confined);
    }

    /// <summary>What is asked, and what is meant by it where that is known.</summary>
    static (string? Text, Testing.Naive.Condition? Asked) Question(Random random)
    {
        switch (random.Next(20))
        {
            case 0:
                return (null, null);
            case < 9:
                var asked = Testing.Naive.Conditions.Next(random);
                return (Spelling.Of(asked, random), asked);
            case < 14:
                return (Hostile.Next(random), null);
            default:
                return (Hostile.NextReadable(random), null);
        }
    }

    /// <summary>Any two rows, and one more that is within where one is to be found soon.</summary>
    static IEnumerable<JsonElement> NextRows(Random random, Testing.Naive.Condition restriction)
    {
        for (var i = 0; i < 2; i++) yield return random.Pick(Population);
        for (var i = 0; i < 8; i++)
        {
            var row = random.Pick(Population);
            if (!NaiveEvaluator.Matches(restriction, row)) continue;
            yield return row;
            break;
        }
    }

    sealed class Counts
    {
        int _selected;
        int _withinAlone;
        int _askedAlone;

        public int Confined { get; set; }

        public void Take(bool isAsked, bool isWithin)
        {
            if (isAsked && isWithin) _selected++;
            else if (isWithin) _withinAlone++;
            else if (isAsked) _askedAlone++;
        }

        /// <summary>That enough were confined, and that the query and the restriction each kept enough rows out.</summary>
        public void ShouldBeMany(bool ofV2 = false)
        {
            if (!Properties.AreMany) return;
            Confined.ShouldBeGreaterThan(ofV2 ? Cases / 8 : Cases * 2 / 5);
            foreach (var rows in (int[])[_selected, _withinAlone, _askedAlone]) rows.ShouldBeGreaterThan(Confined / 10);
        }
    }
}
