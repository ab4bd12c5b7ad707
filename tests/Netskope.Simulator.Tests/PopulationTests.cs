using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class PopulationTests
{
    const long AboveDouble = 1L << 53;

    readonly ManualTimeProvider _clock = new();

    [Fact]
    public void SameSeed_GivesTheSameBytes()
    {
        var (one, other) = (Create(), Create());

        one.Select().ShouldBe(other.Select());
        Rows(one).SequenceEqual(Rows(other)).ShouldBeTrue();
    }

    [Fact]
    public void AnotherStart_GivesTheSameAlertsForTheSameDay()
    {
        var early = Create();
        _clock.Advance(TimeSpan.FromDays(1));
        var late = Create();
        var yesterday = new AlertFilter { Start = _clock.GetUtcNow().ToUnixTimeSeconds() - 86400 };

        late.Select(yesterday).ShouldBe(early.Select(yesterday));
    }

    [Fact]
    public void AnotherSeed_GivesOtherAlerts() =>
        Create(seed: 2).Select().Select(key => key.Id).Intersect(Create().Select().Select(key => key.Id)).ShouldBeEmpty();

    [Fact]
    public void Ids_AreUniqueAndOf24HexDigits()
    {
        var ids = Create().Select().Select(key => key.Id).ToList();

        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => Regex.IsMatch(id, "^[0-9a-f]{24}$"));
    }

    [Fact]
    public void AllTypes_Occur() =>
        Create().Select().Select(key => key.Type).Distinct().Count().ShouldBe(12);

    [Fact]
    public void Rows_AreWellFormedAndOf2To4Kilobytes()
    {
        var population = Create();
        foreach (var key in population.Select())
        {
            var bytes = population.RowBytes(key.Id);
            bytes.Length.ShouldBeInRange(2000, 4096, key.Type.ToString());
            var row = JsonElement.Parse(bytes.Span, new JsonDocumentOptions { AllowDuplicateProperties = false });
            row.GetProperty("_id").GetString().ShouldBe(key.Id);
            row.GetProperty("timestamp").GetInt64().ShouldBe(key.Timestamp);
            row.GetProperty("_insertion_epoch_timestamp").GetInt64().ShouldBe(key.Insertion);
            row.GetProperty("alert_type").GetString().ShouldBe(key.Type.Name());
            row.GetProperty("acked").GetString().ShouldBe(key.Acked ? "true" : "false");
        }
    }

    [Theory]
    [InlineData(AlertType.Dlp, "dlp_incident_id")]
    [InlineData(AlertType.Policy, "request_id")]
    [InlineData(AlertType.Malware, "transaction_id")]
    [InlineData(AlertType.Uba, "app_session_id")]
    public void LargeIds_UseAll64Bits(AlertType type, string field)
    {
        var ids = Create().Select(new AlertFilter { Type = type })
            .Select(key => JsonElement.Parse(Population.RowBytes(key).Span).GetProperty(field).GetInt64())
            .ToList();

        ids.ShouldContain(id => id > AboveDouble);
        ids.ShouldContain(id => id < -AboveDouble);
    }

    [Fact]
    public void Rows_HoldWhatChangesWhenItIsWrittenAgain()
    {
        var text = string.Concat(Rows(Create()).Select(row => Encoding.UTF8.GetString(Convert.FromHexString(row))));

        text.ShouldContain(@"\/");
        text.ShouldContain("48.137154000000002");
        text.ShouldContain("<ol>");
        text.ShouldContain("München");
        text.ShouldContain(@"\u8d75");
        text.ShouldContain("\"appcategory\":null");
        text.ShouldContain("\"dstport\":443");
        text.ShouldContain("\"dstport\":\"443\"");
        text.ShouldContain("NIST-CSF-1.1");
    }

    [Fact]
    public void People_AreMadeUp()
    {
        var domains = Rows(Create()).SelectMany(row => Regex.Matches(Encoding.UTF8.GetString(Convert.FromHexString(row)), @"@([\w.-]+)"))
            .Select(match => match.Groups[1].Value)
            .Distinct();

        domains.ShouldBe(["example.com", "example.org"], ignoreOrder: true);
    }

    [Fact]
    public void OneInFive_IsAcked()
    {
        var all = Create().Select();

        all.Count(key => key.Acked).ShouldBeInRange(all.Count / 7, all.Count / 4);
    }

    [Fact]
    public void ManyRows_ShareASecond() =>
        Create().Select().GroupBy(key => key.Timestamp).Max(second => second.Count()).ShouldBeGreaterThan(5);

    [Fact]
    public void Insertion_Lags1SecondTo27Hours()
    {
        var lags = Create(perDay: 20_000).Select().Select(key => key.Insertion - key.Timestamp).ToList();

        lags.Min().ShouldBe(1);
        lags.Max().ShouldBeInRange(24 * 3600, 27 * 3600);
        lags.Order().ElementAt(lags.Count / 2).ShouldBeLessThan(60);
    }

    [Fact]
    public void NoAlert_IsSeenBeforeItsInsertion()
    {
        var population = Create();
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        var seen = population.Select().Select(key => key.Id).ToHashSet(StringComparer.Ordinal);
        seen.ShouldNotBeEmpty();
        population.Select().ShouldAllBe(key => key.Insertion <= now);

        _clock.Advance(TimeSpan.FromHours(30));

        var later = population.Select(new AlertFilter { End = now }).Where(key => !seen.Contains(key.Id)).ToList();
        later.ShouldNotBeEmpty();
        later.ShouldAllBe(key => key.Insertion > now);
    }

    [Fact]
    public void Alerts_ArriveAsTheClockMoves()
    {
        var population = Create();
        var next = population.Count();
        var soFar = next;
        for (var hour = 0; hour < 24; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            next = population.Count();
            next.ShouldBeGreaterThan(soFar);
            soFar = next;
        }
    }

    [Fact]
    public void AFinishedDay_HasAllItsAlerts()
    {
        var population = Create();
        _clock.Advance(TimeSpan.FromDays(3));
        var midnight = _clock.GetUtcNow().ToUnixTimeSeconds() / 86400 * 86400;

        population.Count(new AlertFilter { Start = midnight - (2 * 86400) - 1, End = midnight - 86400 - 1 }).ShouldBe(400);
    }

    [Fact]
    public void AnUnknownId_IsRefused() =>
        Should.Throw<KeyNotFoundException>(() => Create().RowBytes("ffffffffffffffffffffffff"));

    Population Create(int seed = 1, int perDay = 400) =>
        new(new SimulatorOptions { Seed = seed, Days = 3, AlertsPerDay = perDay }, _clock);

    static List<string> Rows(Population population) =>
        [.. population.Select().Select(key => Convert.ToHexString(Population.RowBytes(key).Span))];
}
