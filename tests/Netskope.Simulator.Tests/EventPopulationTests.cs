using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class EventPopulationTests
{
    const long AboveDouble = 1L << 53;

    readonly ManualTimeProvider _clock = new();

    public static TheoryData<EventKind> Kinds => [.. Enum.GetValues<EventKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void SameSeed_GivesTheSameBytes(EventKind kind)
    {
        var (one, other) = (Create().Events(kind), Create().Events(kind));

        one.Select().ShouldBe(other.Select());
        Rows(one).SequenceEqual(Rows(other)).ShouldBeTrue();
    }

    [Fact]
    public void TheFirstDay_IsThatOfTheStart()
    {
        var (late, early) = (Create(), Create());
        var before = early.Events(EventKind.Page).Count();
        _clock.Advance(TimeSpan.FromDays(3));

        var rows = late.Events(EventKind.Page).Select();

        rows.ShouldBe(early.Events(EventKind.Page).Select());
        rows.Count.ShouldBeGreaterThan(before);
    }

    [Fact]
    public void Ids_AreUniqueInTheTenant()
    {
        var tenant = Create();
        var ids = tenant.Alerts.Select()
            .Concat(Enum.GetValues<EventKind>().SelectMany(kind => tenant.Events(kind).Select()))
            .Select(key => key.Id)
            .ToList();

        ids.Count.ShouldBeGreaterThan(6000);
        ids.ShouldBeUnique();
        ids.ShouldAllBe(id => Regex.IsMatch(id, "^[0-9a-f]{24}$"));
    }

    [Fact]
    public void Kinds_DoNotHappenTogether()
    {
        var tenant = Create();
        var busiest = Enum.GetValues<EventKind>()
            .Select(kind => tenant.Events(kind).Select().GroupBy(key => key.Timestamp).MaxBy(second => second.Count())!.Key);

        busiest.ShouldBeUnique();
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_AreWellFormedAndOfTheirKind(EventKind kind)
    {
        var population = Create().Events(kind);
        foreach (var key in population.Select())
        {
            var bytes = population.RowBytes(key.Id);
            bytes.Length.ShouldBeInRange(500, 4096);
            var row = JsonElement.Parse(bytes.Span, new JsonDocumentOptions { AllowDuplicateProperties = false });
            row.GetProperty("_id").GetString().ShouldBe(key.Id);
            row.GetProperty("type").GetString().ShouldBe(kind.Name());
            row.GetProperty("timestamp").GetInt64().ShouldBe(key.Timestamp);
            row.GetProperty("_insertion_epoch_timestamp").GetInt64().ShouldBe(key.Insertion);
            row.GetProperty("request_id").GetInt64().ShouldBeGreaterThan(AboveDouble);
        }
    }

    [Theory]
    [InlineData(EventKind.Page, "page", "url", "user", "app", "device", "req_cnt", "app_session_id")]
    [InlineData(EventKind.Application, "activity", "object", "user", "app", "device", "instance_id", "transaction_id")]
    [InlineData(EventKind.Audit, "audit_log_event", "user", "severity_level", "supporting_data")]
    [InlineData(EventKind.Infrastructure, "alarm_name", "device_name", "severity_level", "metric_value")]
    [InlineData(EventKind.Network, "srcip", "dstip", "dstport", "ip_protocol", "user", "app", "device")]
    public void Rows_HaveTheFieldsOfTheirKind(EventKind kind, params string[] fields)
    {
        var population = Create().Events(kind);
        var row = JsonElement.Parse(Population.RowBytes(population.Select()[0]).Span);

        fields.ShouldBeSubsetOf(row.EnumerateObject().Select(property => property.Name));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Rows_HoldWhatChangesWhenItIsWrittenAgain(EventKind kind)
    {
        var text = string.Concat(Rows(Create().Events(kind)));

        text.ShouldContain(@"\/");
        text.ShouldMatch(@"\d\.\d{15,}");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void People_AreMadeUp(EventKind kind)
    {
        var domains = Rows(Create().Events(kind)).SelectMany(row => Regex.Matches(row, @"@([\w.-]+)"))
            .Select(match => match.Groups[1].Value)
            .Distinct();

        domains.ShouldAllBe(domain => domain == "example.com" || domain == "example.org");
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void NoEvent_IsSeenBeforeItsInsertion(EventKind kind)
    {
        var population = Create().Events(kind);
        var now = _clock.GetUtcNow().ToUnixTimeSeconds();
        population.Select().ShouldAllBe(key => key.Insertion <= now);
        var seen = population.Count();

        _clock.Advance(TimeSpan.FromHours(30));

        population.Count(new AlertFilter { End = now }).ShouldBeGreaterThan(seen);
    }

    Tenant Create() => new(new SimulatorOptions { Days = 3, AlertsPerDay = 400, EventsPerDay = 400 }, _clock);

    static List<string> Rows(Population population) =>
        [.. population.Select().Select(key => Encoding.UTF8.GetString(Population.RowBytes(key).Span))];
}
