using System.Text;
using System.Text.Json;
using Netskope.Testing;
using Netskope.Testing.Naive;

namespace Netskope.Query.Tests;

/// <summary>A second evaluator, written from the documentation alone, judges the first.</summary>
public sealed class NaiveAgreementTests
{
    [Fact(Timeout = TestDepth.Timeout)]
    public void BothEvaluators_Agree()
    {
        var selected = 0;
        var pairs = 0;
        Properties.ForAll((5 * Properties.Cases + 3) / 4, (condition, seed) =>
        {
            var random = new Random(seed);
            var matcher = new RowMatcher(Queries.Parsed(Spelling.Of(condition, random)).Condition);
            for (var i = 0; i < 4; i++)
            {
                var row = Rows.Next(random);
                using var document = JsonDocument.Parse(row);
                var expected = NaiveEvaluator.Matches(condition, document.RootElement);
                matcher.Matches(row).ShouldBe(expected, $"{condition}\n{Encoding.UTF8.GetString(row)}");
                pairs++;
                if (expected) selected++;
            }

            return true;
        });

        pairs.ShouldBeGreaterThanOrEqualTo(5 * Properties.Cases);
        if (Properties.AreMany) ((double)selected / pairs).ShouldBeInRange(0.2, 0.8, "both outcomes have to be common");
    }
}
