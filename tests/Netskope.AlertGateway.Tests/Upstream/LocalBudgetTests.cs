using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

public class LocalBudgetTests
{
    readonly ManualTimeProvider _clock = new();
    readonly LocalBudget _budget;

    public LocalBudgetTests() => _budget = new(_clock);

    [Fact]
    public void NewBucket_IsFull_AndThenGivesAPermitPerInterval()
    {
        for (var i = 0; i < 4; i++) Take().ShouldBe(0);
        Take().ShouldBe(250);
        Take().ShouldBe(250, "a refusal costs nothing");

        Advance(249);
        Take().ShouldBe(1);
        Advance(1);
        Take().ShouldBe(0);
        Take().ShouldBe(250);
    }

    [Fact]
    public void Bucket_HoldsNoMoreThanABurst_HoweverLongItRests()
    {
        Advance(3_600_000);

        for (var i = 0; i < 4; i++) Take().ShouldBe(0);
        Take().ShouldBe(250);
    }

    [Theory]
    [InlineData(4, 4)]
    [InlineData(4, 1)]
    [InlineData(0.7, 3)]
    [InlineData(333, 10)]
    public void AnyFiveSeconds_HoldNoMoreThanTheRateAndTheBurst(double rate, int burst)
    {
        var random = new Random(7);
        var granted = new List<double>();
        for (var now = 0; now < 60_000;)
        {
            if (_budget.Take(rate, burst) == TimeSpan.Zero) granted.Add(now);
            var step = random.Next(200) == 0 ? random.Next(5000) : random.Next(3);
            Advance(step);
            now += step;
        }

        granted.Count.ShouldBeGreaterThan(10);
        foreach (var from in granted) granted.Count(at => at >= from && at <= from + 5000).ShouldBeLessThanOrEqualTo((int)(5 * rate) + burst);
    }

    [Fact]
    public void EmptiedBucket_GivesTheFirstPermit_AfterOneIntervalOfThen()
    {
        _budget.Empty();
        Advance(100);

        Take(rate: 2, burst: 1).ShouldBe(400);
        Advance(400);
        Take(rate: 2, burst: 1).ShouldBe(0);
    }

    [Fact]
    public void AnotherRate_CountsAtOnce()
    {
        Take(rate: 0.1, burst: 1).ShouldBe(0);

        Take(rate: 10, burst: 1).ShouldBe(100, "no bucket is emptier than empty");
    }

    [Fact]
    public void ClosedBucket_GivesNothing_UntilTheLastClosingEnds()
    {
        _budget.Close(TimeSpan.FromSeconds(2));
        _budget.Close(TimeSpan.FromSeconds(1));

        Take().ShouldBe(2000);
        Advance(1500);
        _budget.ClosedFor.ShouldBe(TimeSpan.FromMilliseconds(500));
        Advance(500);
        Take().ShouldBe(0);
        _budget.ClosedFor.ShouldBe(TimeSpan.Zero);
    }

    /// <returns>The wait in milliseconds.</returns>
    double Take(double rate = 4, int burst = 4) => _budget.Take(rate, burst).TotalMilliseconds;

    void Advance(int milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
