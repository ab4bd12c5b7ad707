using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Answers;

public class WindowTests
{
    [Fact]
    public void RelativeWindow_EndsWithTheLastTick_AndHasItsLength()
    {
        var window = new RelativeWindow(3600).At(DateTimeOffset.FromUnixTimeSeconds(1_000_014), tick: 30, phase: 7);

        window.ShouldBe(new Window(996_397, 999_997));
        (window.End % 30).ShouldBe(7);
    }

    [Fact]
    public void End_IsTheLatestTickNotInTheFuture_WheneverAndWithWhateverPhase()
    {
        var random = new Random(21);
        int[] lengths = [3600, 86400, 604800, 2592000, 5184000, 7776000];
        for (var i = 0; i < 10_000; i++)
        {
            var length = lengths[random.Next(lengths.Length)];
            var tick = random.Next(1, 86_401);
            var phase = random.Next(3) switch { 0 => random.Next(tick), 1 => long.MaxValue - random.Next(1000), _ => random.NextInt64() };
            var now = DateTimeOffset.FromUnixTimeMilliseconds(i % 5 == 0 ? random.NextInt64(-100_000_000, 100_000_000) : random.NextInt64(4_000_000_000_000));

            var window = new RelativeWindow(length).At(now, tick, phase);

            var behind = now - DateTimeOffset.FromUnixTimeSeconds(window.End);
            behind.ShouldBeGreaterThanOrEqualTo(TimeSpan.Zero);
            behind.ShouldBeLessThan(TimeSpan.FromSeconds(tick));
            (window.End - window.Start).ShouldBe(length);
            (((Int128)window.End - phase) % tick).ShouldBe(Int128.Zero);
        }
    }

    [Fact]
    public void AllWhoAskWithinATick_ShareTheEnds()
    {
        var random = new Random(22);
        for (var i = 0; i < 2000; i++)
        {
            var tick = random.Next(1, 3601);
            var phase = random.NextInt64();
            var window = new RelativeWindow(3600);
            var first = window.At(DateTimeOffset.FromUnixTimeSeconds(random.NextInt64(2_000_000_000)), tick, phase);
            var begin = DateTimeOffset.FromUnixTimeSeconds(first.End);
            var span = TimeSpan.FromSeconds(tick);

            window.At(begin, tick, phase).ShouldBe(first);
            window.At(begin + (span * random.NextDouble() * 0.999), tick, phase).ShouldBe(first);
            window.At(begin + span - TimeSpan.FromTicks(1), tick, phase).ShouldBe(first);
            window.At(begin + span, tick, phase).ShouldBe(new Window(first.Start + tick, first.End + tick));
        }
    }

    [Fact]
    public void PagesOfAQuestion_ShareTheirPhase_AndQuestionsDoNot()
    {
        static long Phase(string query, int limit, long skip) =>
            new Question("alerts", Asked.By(query), null, null, AskedWindow.Last(86400), limit, skip, unsorted: false).TickPhase;

        Phase("app eq Box", 100, 0).ShouldBe(Phase("app eq Box", 100, 500));
        var phases = Enumerable.Range(0, 300).Select(i => Phase($"app eq Box{i}", 100, 0) % 30).ToList();
        phases.ShouldAllBe(phase => phase >= 0);

        // 300 questions over 30 seconds: they spread, and no second has many of them.
        phases.Distinct().Count().ShouldBe(30);
        phases.GroupBy(phase => phase).Max(g => g.Count()).ShouldBeLessThan(30);
    }

    [Fact]
    public void Phase_DependsOnWhatIsFiltered()
    {
        Question[] questions =
        [
            new("alerts", Asked.By(null), null, null, AskedWindow.Last(86400), 100, 0, unsorted: false),
            new("alerts", Asked.By(null), "DLP", null, AskedWindow.Last(86400), 100, 0, unsorted: false),
            new("alerts", Asked.By(null), null, true, AskedWindow.Last(86400), 100, 0, unsorted: false),
            new("alerts", Asked.By(null), null, null, AskedWindow.Last(3600), 100, 0, unsorted: false),
            new("events", Asked.By(null), null, null, AskedWindow.Last(86400), 100, 0, unsorted: false),
        ];

        questions.Select(q => q.TickPhase).Distinct().Count().ShouldBe(questions.Length);
    }
}
