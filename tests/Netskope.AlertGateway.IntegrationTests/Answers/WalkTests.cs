using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

public abstract class WalkTests<TSubject> : SubjectTests<TSubject>
    where TSubject : ISubject
{
    // A tenth of the rows and of the page shows the same: a page ends within a second as often.
    static readonly int RowsPerDay = TestDepth.Cases(40_000);

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestDepth.IsFull ? 6 : 1)];

    /// <summary>In full depth forty thousand rows a day, a thousand of them in some seconds, one in ten inserted over five minutes late.</summary>
    // In full depth there are a hundred pages.
    [Theory(Timeout = 120_000)]
    [InlineData(null, 2500, 30_000)]
    public async Task WalkingARelativeWindow_WhileAlertsArrive_LosesNoRowAndRepeatsNone(AlertType? type, int limit, int atLeast)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(clock: clock, simulate: tenant =>
        {
            tenant.Days = 2;
            tenant.SetRowsPerDay(RowsPerDay);
        });
        (limit, atLeast) = (TestDepth.Cases(limit), TestDepth.Cases(atLeast));
        var filter = type is null ? "" : $"&type={type}";

        var page = (await gateway.GetAsync(Subject.Target(string.Create(CultureInfo.InvariantCulture, $"timeperiod=86400&limit={limit}{filter}")))).ShouldBePage();
        var window = page["Gateway-Window"]!.Split('-').Select(end => long.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        var wanted = new AlertFilter { Start = window[0], End = window[1], Type = type };
        var there = Visible(gateway, wanted);
        there.Count.ShouldBeGreaterThan(atLeast);

        var seen = new List<string>(page.Ids);
        for (var pages = 1; page.Next is { } next; pages++)
        {
            pages.ShouldBeLessThan(1000, "the walk goes in circles");
            clock.Advance(TimeSpan.FromSeconds(47));
            page = (await gateway.GetAsync(next)).ShouldBePage();
            seen.AddRange(page.Ids);
        }

        Visible(gateway, wanted).Except(there, StringComparer.Ordinal).ShouldNotBeEmpty("no row came late into the window: the walk proved nothing");
        there.Except(seen, StringComparer.Ordinal).ShouldBeEmpty("rows were lost");
        seen.CountBy(id => id, StringComparer.Ordinal).Where(same => same.Value > 1).Select(same => same.Key).ShouldBeEmpty("rows came twice");
    }

    /// <summary>
    /// Nothing tells a row that came late into the second where a page ended from those that were on it: there, and only
    /// there, a row may come twice.
    /// </summary>
    // In full depth there are a hundred pages.
    [Theory(Timeout = 120_000)]
    [MemberData(nameof(Seeds))]
    public async Task WalkingByAHundred_LosesNoRow_AndRepeatsNoneButInASecondWhereAPageEnded(int seed)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(clock: clock, simulate: tenant =>
        {
            tenant.Seed = seed;
            tenant.Days = 2;

            // About as many as there are alerts of the type.
            (tenant.AlertsPerDay, tenant.EventsPerDay) = TestDepth.IsFull ? (40_000, 10_000) : (12_000, 3_000);
        });

        var page = (await gateway.GetAsync(Subject.Target($"timeperiod=86400&limit=100&type={Subject.Type ?? AlertType.Policy.Name()}"))).ShouldBePage();
        var window = page["Gateway-Window"]!.Split('-').Select(end => long.Parse(end, CultureInfo.InvariantCulture)).ToArray();
        var there = Visible(gateway, new AlertFilter { Start = window[0], End = window[1], Type = Subject.IsEvents ? null : AlertType.Policy });
        there.Count.ShouldBeGreaterThan(TestDepth.IsFull ? 5000 : 1500);

        var seen = new List<string>(page.Ids);
        var ends = new HashSet<long>();
        for (var pages = 1; page.Next is { } next; pages++)
        {
            pages.ShouldBeLessThan(1000, "the walk goes in circles");
            ends.Add(page.Rows[^1].GetProperty("timestamp").GetInt64());
            clock.Advance(TimeSpan.FromSeconds(47));
            page = (await gateway.GetAsync(next)).ShouldBePage();
            seen.AddRange(page.Ids);
        }

        there.Except(seen, StringComparer.Ordinal).ShouldBeEmpty("rows were lost");
        seen.CountBy(id => id, StringComparer.Ordinal).ShouldAllBe(same => same.Value <= 2);
        var twice = seen.CountBy(id => id, StringComparer.Ordinal).Where(same => same.Value > 1).Select(same => same.Key);
        twice.Where(id => !ends.Contains(long.Parse(id.AsSpan(0, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)))
            .ShouldBeEmpty("rows came twice that lie in no second where a page ended");
    }

    [Theory]
    [InlineData("insertionstarttime=1771900000&insertionendtime=1772440000&limit=200")]
    [InlineData("starttime=1772300000&endtime=1772340000&limit=100&unsorted=true")]
    public async Task WalkingAWindowWithoutAnOrderByTime_SeesEveryRowOnce(string query)
    {
        await using var gateway = await StartAsync(clock: new ManualTimeProvider());

        var seen = new List<string>();
        for (string? next = Subject.Target(query); next is not null;)
        {
            var page = (await gateway.GetAsync(next)).ShouldBePage();
            seen.AddRange(page.Ids);
            next = page.Next;
            seen.Count.ShouldBeLessThan(10_000, "the walk goes in circles");
        }

        var parts = query.Split('&', '=');
        var (start, end) = (long.Parse(parts[1], CultureInfo.InvariantCulture), long.Parse(parts[3], CultureInfo.InvariantCulture));
        var wanted = query.StartsWith("insertion", StringComparison.Ordinal)
            ? new AlertFilter { InsertionStart = start, InsertionEnd = end }
            : new AlertFilter { Start = start, End = end };
        seen.ShouldBeUnique();
        seen.ShouldBe(Visible(gateway, wanted), ignoreOrder: true);
        seen.Count.ShouldBeGreaterThan(150);
    }

    static HashSet<string> Visible(GatewayFixture gateway, AlertFilter filter) => gateway.Truth.Select(filter).Select(alert => alert.Id).ToHashSet(StringComparer.Ordinal);
}

/// <summary>What alerts alone have.</summary>
public abstract class AlertWalkTests<TSubject> : WalkTests<TSubject>
    where TSubject : ISubject
{
    [Theory]
    [InlineData(AlertType.Policy, 100, 8_000)]
    public Task WalkingARelativeWindow_WhileAlertsArrive_LosesNoRowAndRepeatsNone_OfAlerts(AlertType? type, int limit, int atLeast) =>
        WalkingARelativeWindow_WhileAlertsArrive_LosesNoRowAndRepeatsNone(type, limit, atLeast);
}

public sealed class V1AlertsWalkTests : AlertWalkTests<V1Alerts>;

public sealed class V2AlertsWalkTests : AlertWalkTests<V2Alerts>;

public sealed class V1EventsWalkTests : WalkTests<V1Events>;

public sealed class V2EventsWalkTests : WalkTests<V2Events>;
