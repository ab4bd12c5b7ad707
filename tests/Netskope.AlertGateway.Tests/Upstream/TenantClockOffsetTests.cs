using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

public class TenantClockOffsetTests
{
    static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    readonly ManualTimeProvider _time = new(Noon);
    readonly LogLines<TenantClock> _log = new();
    readonly TenantClock _clock;

    public TenantClockOffsetTests() => _clock = new TenantClock(_time, _log);

    [Fact]
    public void OurClock_IsUsed_UntilTheTenantTellsItsOwn()
    {
        _clock.Now.ShouldBe(Noon);
        _clock.Observe(date: null, Noon, Noon);
        _clock.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Theory]
    [InlineData(0.0, 0.0, 0)]
    [InlineData(0.9, 0.9, 0)]
    [InlineData(0.2, 3.7, 2)]
    [InlineData(0.2, 3.7, 0)]
    [InlineData(0.2, 3.7, 3)]
    public void DateBetweenSendingAndArrival_ShowsNoOffset(double sent, double arrived, int date)
    {
        Observe(date, sent, arrived);

        _clock.Offset.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void DateAhead_ShiftsByNoMoreThanIsCertain()
    {
        Observe(date: 30, sent: 0.5, arrived: 1.5);

        _clock.Offset.ShouldBe(TimeSpan.FromSeconds(28.5));
        _clock.Now.ShouldBe(Noon + TimeSpan.FromSeconds(28.5));
    }

    [Fact]
    public void DateBehind_ShiftsByNoMoreThanIsCertain()
    {
        Observe(date: -30, sent: 0.5, arrived: 1.5);

        _clock.Offset.ShouldBe(TimeSpan.FromSeconds(-29.5));
    }

    [Fact]
    public void LaterAnswerWithoutDate_KeepsTheOffset()
    {
        Observe(date: 30, sent: 0, arrived: 0);
        _clock.Observe(date: null, Noon, Noon);

        _clock.Offset.ShouldBe(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Offset_IsWithinTheRoundTrip_AndNeverBeyondTheTruth()
    {
        var random = new Random(3);
        for (var i = 0; i < 5000; i++)
        {
            var truth = TimeSpan.FromMilliseconds(random.Next(-200_000, 200_000));
            var sent = Noon + TimeSpan.FromMilliseconds(random.Next(100_000));
            var trip = TimeSpan.FromMilliseconds(random.Next(30_000));
            var written = sent + (trip * random.NextDouble()) + truth;
            var date = DateTimeOffset.FromUnixTimeSeconds(written.ToUnixTimeSeconds());

            var clock = new TenantClock(_time, _log);
            clock.Observe(date, sent, sent + trip);

            (clock.Offset - truth).Duration().ShouldBeLessThanOrEqualTo(trip + TimeSpan.FromSeconds(1));
            clock.Offset.Duration().ShouldBeLessThanOrEqualTo(truth.Duration());
        }
    }

    [Fact]
    public void SlowAnswerThatContradictsNothing_LeavesTheOffsetWhereItWas()
    {
        Observe(date: 5, sent: 0, arrived: 0.1);
        var known = _clock.Offset;
        known.ShouldBe(TimeSpan.FromSeconds(4.9));

        Observe(date: 9, sent: 0, arrived: 20);

        _clock.Offset.ShouldBe(known);
    }

    [Fact]
    public void MoreThanAMinute_RaisesOneAlarm_AsLongAsItLasts()
    {
        Observe(date: 60, sent: 0, arrived: 0);
        _log.Lines.ShouldBeEmpty();

        Observe(date: 61, sent: 0, arrived: 0);
        Observe(date: 62, sent: 0, arrived: 0);
        Observe(date: -100, sent: 0, arrived: 0);

        _log.Lines.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Error);
    }

    [Fact]
    public void ClockThatWasSetAndWentWrongAgain_RaisesANewAlarm()
    {
        Observe(date: -100, sent: 0, arrived: 0);
        Observe(date: 0, sent: 0, arrived: 0);
        Observe(date: -100, sent: 0, arrived: 0);

        _log.Lines.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(0L)]
    [InlineData(253_402_300_799L)]
    [InlineData(-62_135_596_800L)]
    public void MostAbsurdDate_DoesNoHarm(long second)
    {
        _clock.Observe(DateTimeOffset.FromUnixTimeSeconds(second), Noon, Noon + TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromMinutes(1));

        Should.NotThrow(() => _clock.Now);
        _log.Lines.ShouldHaveSingleItem();
    }

    void Observe(int date, double sent, double arrived) =>
        _clock.Observe(Noon + TimeSpan.FromSeconds(date), Noon + TimeSpan.FromSeconds(sent), Noon + TimeSpan.FromSeconds(arrived));
}
