using System.Globalization;
using System.Text.Json;
using Netskope.Query;
using Netskope.Testing;
using Netskope.Testing.Naive;
using NaiveCondition = Netskope.Testing.Naive.Condition;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>
/// Generated and hostile queries of a confined caller, through the front door: the rows that come are just those that the query and the
/// restriction both select of the whole window, by the plain evaluator.
/// </summary>
public sealed class ConfinedAnswerTests
{
    static readonly int Cases = TestDepth.Cases(1000);

    static readonly string[] Terms =
    [
        "app eq 'Google Drive'", "app in ['Slack', Dropbox, 'Paste & Share']", "app neq Slack", "user eq hana.sato@example.com", "user not_in ['amara.osei@example.com', nobody]", "user neq ''",
        "user like 'example\\.org'", "app like google", "app eq Salesforce", "alert_type eq DLP", "alert_type in [DLP, Malware, policy]", "acked neq true", "cci > 80", "cci from 40 to 90",
        "compliance_standards.standard eq 'NIST-CSF-1.1'", "dlp_rule_count eq 3", "organization_unit startswith example", "app eq 'Übersetzer'", "object like 'Größe'", "no_such_field eq 1", "user like ''",
        "user_id eq 'tomas.novak@example.org'", "custom_attr.badge eq 42", "severity eq ''", "user like '.'", @"user eq EXAMPLE\\mrivera", "user eq \"sofia.o'neil@example.com\"",
    ];

    // In full depth it asks a thousand times.
    [Theory(Timeout = 180_000)]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task RowsThatCome_AreThoseOfQueryAndRestriction(string version)
    {
        await using var gateway = await GatewayFixture.StartAsync(
            settings =>
            {
                settings["Netskope:ApiVersion"] = version;
                Confined.SetProfiles(settings);
            },
            simulate: tenant => tenant.SetRowsPerDay(150));
        var end = gateway.Now.ToUnixTimeSeconds() - (30 * 3600);
        var window = string.Create(CultureInfo.InvariantCulture, $"/api/v1/alerts?starttime={end - (2 * 86_400)}&endtime={end}&limit=10000");
        var all = (await gateway.AskAsAsync(Confined.Everybody, window)).ShouldBePage().Rows;
        var mine = all.Where(Confined.IsWithin).ToList();
        mine.Count.ShouldBeInRange(all.Count / 20, all.Count / 2);
        gateway.Tenant.Record.Clear();
        var (answered, rows, bounded) = (0, 0, 0);

        for (var number = 0; number < Cases; number++)
        {
            var query = Query(new Random(number));
            var answer = await gateway.AskAsAsync(Confined.Team, $"{window}&query={Uri.EscapeDataString(query)}");

            if (Expected(query, version) is not var (meant, isExact))
            {
                answer.ShouldBeProblem(400, "invalid-request").Errors.Keys.ShouldBe(["query"], $"{number}: {query}");
                continue;
            }

            answer.Status.ShouldBe(200, $"{number}: {query}\n{(answer.Status == 200 ? "" : answer.Text)}");
            var expected = mine.Where(row => NaiveEvaluator.Matches(meant, row)).ToList();
            if (isExact) Ids(answer.Rows).ShouldBe(Ids(expected), $"{number}: {query}");
            else answer.ShouldBeWithin();
            answered++;
            rows += answer.Rows.Count;
            if (all.Any(row => !Confined.IsWithin(row) && NaiveEvaluator.Matches(meant, row))) bounded++;
        }

        answered.ShouldBeGreaterThan(Cases / 4);
        rows.ShouldBeGreaterThan(Cases);
        bounded.ShouldBeGreaterThan(Cases / 6, "enough of them ask for rows outside");
        foreach (var call in gateway.Tenant.Record.Calls) call.ShouldHold(Confined.Within);
    }

    /// <summary>What a query means, and whether the tenant can be asked just that; null when it has to be refused.</summary>
    static (NaiveCondition Meant, bool IsExact)? Expected(string query, string version)
    {
        if (!ParsedQuery.TryParse(query, out var parsed, out _)) return null;
        ParsedQuery.TryParse(Spelling.Plain(Confined.Within), out var restriction, out _).ShouldBeTrue();
        if (!Confinement.TryConfine(parsed.Condition, restriction!.Condition, out var confined, out _)) return null;
        if (!ParsedQuery.TryParse(confined.ToString(), out _, out _)) return null;
        if (version == "v2" && !V2Print.TryPrint(confined, out _, out _)) return null;
        return (NaiveTree.Of(parsed.Condition), version == "v1" || !V2Print.IsApproximate(confined));
    }

    static string Query(Random random) => random.Next(10) switch
    {
        < 5 => Joined(random),
        < 7 => Spelling.Of(Conditions.Next(random), random),
        < 9 => Hostile.NextReadable(random),
        _ => Hostile.Next(random),
    } switch
    {
        // A URL can not hold half a character.
        var text => string.Concat(text.EnumerateRunes().Select(rune => rune.ToString())),
    };

    static string Joined(Random random)
    {
        var text = Part(random);
        for (var more = random.Next(4); more > 0; more--)
        {
            text += random.Pick(" and ", " or ", " AND ", " Or ") + Part(random);
            if (random.Chance(40)) text = $"({text})";
        }

        return text;
    }

    static string Part(Random random) => random.Chance(15) ? $"not ({random.Pick(Terms)})" : random.Pick(Terms);

    static string?[] Ids(IEnumerable<JsonElement> rows) => [.. rows.Select(row => row.GetProperty("_id").GetString())];
}
