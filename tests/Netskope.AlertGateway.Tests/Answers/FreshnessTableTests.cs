using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Answers;

public class FreshnessTableTests
{
    const int Minute = 60;
    const int Hour = 3600;

    static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_770_000_000);

    readonly Freshness _freshness = new(Options.Create(new CacheOptions()));

    // Ended so many seconds ago; fresh and stale in seconds.
    [Theory]
    [InlineData(-1_000_000, 30, 5 * Minute)]
    [InlineData(-1, 30, 5 * Minute)]
    [InlineData(0, 30, 5 * Minute)]
    [InlineData(Hour - 1, 30, 5 * Minute)]
    [InlineData(Hour, 10 * Minute, Hour)]
    [InlineData(Hour + 1, 10 * Minute, Hour)]
    [InlineData((27 * Hour) - 1, 10 * Minute, Hour)]
    [InlineData(27 * Hour, 10 * Minute, Hour)]
    [InlineData((27 * Hour) + 1, Hour, 24 * Hour)]
    [InlineData(1_000_000_000, Hour, 24 * Hour)]
    public void AbsoluteWindow_IsFreshTheLonger_TheLongerAgoItEnded(int ago, int fresh, int stale)
    {
        var end = Now.ToUnixTimeSeconds() - ago;

        var (window, freshFor, staleFor) = _freshness.At(Ask(AskedWindow.Between(end - 100, end)), Now);

        window.ShouldBe(new Window(end - 100, end));
        freshFor.ShouldBe(TimeSpan.FromSeconds(fresh));
        staleFor.ShouldBe(TimeSpan.FromSeconds(stale));
    }

    [Theory]
    [InlineData(-Hour, 30, 5 * Minute)]
    [InlineData(0, 30, 5 * Minute)]
    [InlineData((5 * Minute) - 1, 30, 5 * Minute)]
    [InlineData(5 * Minute, 30, 5 * Minute)]
    [InlineData((5 * Minute) + 1, Hour, 24 * Hour)]
    [InlineData(100 * Hour, Hour, 24 * Hour)]
    public void InsertionWindow_SettlesFiveMinutesAfterItsEnd(int ago, int fresh, int stale)
    {
        var end = Now.ToUnixTimeSeconds() - ago;

        var (_, freshFor, staleFor) = _freshness.At(Ask(AskedWindow.InsertedBetween(end - 100, end)), Now);

        freshFor.ShouldBe(TimeSpan.FromSeconds(fresh));
        staleFor.ShouldBe(TimeSpan.FromSeconds(stale));
    }

    [Fact]
    public void RelativeWindow_IsFreshUntilItsNextTick()
    {
        for (var millisecond = 0; millisecond < 120_000; millisecond += 250)
        {
            var now = Now + TimeSpan.FromMilliseconds(millisecond);

            var (window, freshFor, staleFor) = _freshness.At(Ask(AskedWindow.Last(86400)), now);

            freshFor.ShouldBeGreaterThan(TimeSpan.Zero);
            (now + freshFor).ShouldBe(DateTimeOffset.FromUnixTimeSeconds(window.End + 30));
            staleFor.ShouldBe(TimeSpan.FromMinutes(5));
        }
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(false, null)]
    [InlineData(null, "acked eq true")]
    [InlineData(null, "app eq Box and ACKED neq 'false'")]
    public void WhatIsAskedAboutAcked_IsAtMostAMinuteFresh_AndFiveStale(bool? acked, string? query)
    {
        var now = Now.ToUnixTimeSeconds();
        foreach (var end in new[] { now, now - (2 * Hour), now - (100 * Hour) })
        {
            foreach (var window in new[] { AskedWindow.Between(end - 1, end), AskedWindow.InsertedBetween(end - 1, end) })
            {
                var (_, freshFor, staleFor) = _freshness.At(Ask(window, query, acked), Now);
                freshFor.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(60));
                staleFor.ShouldBe(TimeSpan.FromMinutes(5));
            }
        }

        // At most: what is shorter stays.
        _freshness.At(Ask(AskedWindow.Between(now - 1, now), query, acked), Now).FreshFor.ShouldBe(TimeSpan.FromSeconds(30));
        _freshness.At(Ask(AskedWindow.Between(1, 2), query, acked), Now).FreshFor.ShouldBe(TimeSpan.FromSeconds(60));
        _freshness.At(Ask(AskedWindow.Last(3600), query, acked), Now).FreshFor.ShouldBeLessThanOrEqualTo(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Settings_DecideHowLongAnAnswerIsFresh()
    {
        var options = new CacheOptions();
        options.Recent.Fresh = TimeSpan.FromSeconds(7);
        options.Settled = new FreshnessSettings { Fresh = TimeSpan.FromSeconds(11), Stale = TimeSpan.FromSeconds(13) };
        options.Acked = new FreshnessSettings { Fresh = TimeSpan.FromSeconds(5), Stale = TimeSpan.FromSeconds(6) };
        var freshness = new Freshness(Options.Create(options));

        var relative = freshness.At(Ask(AskedWindow.Last(3600)), Now);
        (Now + relative.FreshFor).ToUnixTimeSeconds().ShouldBe(relative.Window.End + 7);
        var settled = freshness.At(Ask(AskedWindow.Between(1, 2)), Now);
        (settled.FreshFor, settled.StaleFor).ShouldBe((TimeSpan.FromSeconds(11), TimeSpan.FromSeconds(13)));
        var acked = freshness.At(Ask(AskedWindow.Between(1, 2), acked: true), Now);
        (acked.FreshFor, acked.StaleFor).ShouldBe((TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)));
    }

    [Fact]
    public void LatestAndEarliestSeconds_HaveARowInTheTable()
    {
        _freshness.At(Ask(AskedWindow.Between(0, 253_402_300_799)), Now).FreshFor.ShouldBe(TimeSpan.FromSeconds(30));
        _freshness.At(Ask(AskedWindow.Between(0, 0)), Now).FreshFor.ShouldBe(TimeSpan.FromHours(1));
    }

    static Question Ask(AskedWindow window, string? query = null, bool? acked = null) =>
        new("alerts", Asked.By(query), null, acked, window, 100, 0, unsorted: false);
}
