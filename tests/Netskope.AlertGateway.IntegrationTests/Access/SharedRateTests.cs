using System.Globalization;
using Microsoft.AspNetCore.Http;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>A caller's own rate over three replicas, in a real Redis.</summary>
public sealed class SharedRateTests : WithSharedRates
{
    [Fact]
    public async Task FloodOfThreeTimesTheRate_IsGrantedExactlyTheRate()
    {
        const int Most = 60;
        await StartThreeAsync();

        var tickets = await FloodAsync(3 * Most, new(Most, null));

        tickets.Granted().ShouldBe(Most);
        foreach (var refusal in tickets.Select(ticket => ticket.Refusal).OfType<Failure>())
        {
            refusal.Kind.ShouldBe(FailureKind.CallerRate);
            refusal.RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
            refusal.Detail.ShouldContain("requests a minute (60)");
        }

        (await LengthAsync()).ShouldBe(Most);
        (await UnderWayAsync()).ShouldBe(0, "no bound on them, nothing to count");
    }

    [Fact]
    public async Task SteadyFlood_GetsAllOfItsRate_AndNoWindowHoldsMore()
    {
        const int Most = 40;
        const int Windows = 3;
        var window = TimeSpan.FromSeconds(1);
        await StartThreeAsync(window);
        await using var monitor = await RedisMonitor.StartAsync(Redis);
        var granted = 0;

        var asked = (await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => FloodAsync(Replicas[i % 3]), Stop)))).SelectMany(asks => asks).ToList();

        await Eventually.HoldsAsync("the monitor has heard all grants", () => Granted(monitor).Count >= granted);
        var grants = Granted(monitor);
        for (var i = Most; i < grants.Count; i++) (grants[i] - grants[i - Most]).ShouldBeGreaterThanOrEqualTo((long)window.TotalMicroseconds);

        // Nobody is refused while there is room, nor told to come later than the oldest request leaves. Clocks that differ in
        // pace differ by less than this.
        const long Pace = 10_000;
        foreach (var ask in asked.Where(ask => ask.Wait > TimeSpan.Zero))
        {
            var before = grants.Where(at => at <= ask.To).ToList();
            before.Count.ShouldBeGreaterThanOrEqualTo(Most);
            (ask.From + ask.Wait.TotalMicroseconds).ShouldBeLessThanOrEqualTo(before[^Most] + window.TotalMicroseconds + Pace);
        }

        async Task<List<(long From, long To, TimeSpan Wait)>> FloodAsync(RateReplica replica)
        {
            var asks = new List<(long From, long To, TimeSpan Wait)>();
            while (Volatile.Read(ref granted) < Most * Windows)
            {
                var from = Clock();
                var ticket = await replica.AskAsync(new(Most, null));
                var wait = ticket.Refusal?.RetryAfter ?? TimeSpan.Zero;
                asks.Add((from, Clock(), wait));
                if (ticket.Refusal is null) Interlocked.Increment(ref granted);
                else await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), TimeProvider.System, Stop);
            }

            return asks;
        }

        // Redis reads the same clock.
        static long Clock() => (TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;
    }

    [Fact]
    public async Task RequestsUnderWay_AreBoundedOverAllReplicas_AndOneThatEndsMakesRoomAnywhere()
    {
        var rate = new CallerRate(null, 4);
        await StartThreeAsync();

        var tickets = await FloodAsync(12, rate);

        tickets.Granted().ShouldBe(4);
        (await UnderWayAsync()).ShouldBe(4);
        foreach (var refusal in tickets.Select(ticket => ticket.Refusal).OfType<Failure>())
        {
            refusal.RetryAfter.ShouldBe(TimeSpan.FromSeconds(1));
            refusal.Detail.ShouldContain("under way at once (4)");
        }

        foreach (var ended in tickets.Where(ticket => ticket.Refusal is null).Take(2))
        {
            await ended.DisposeAsync();
            await ended.DisposeAsync();
        }

        (await FloodAsync(12, rate)).Granted().ShouldBe(2);
        foreach (var refused in tickets.Where(ticket => ticket.Refusal is not null)) await refused.DisposeAsync();
        (await FloodAsync(12, rate)).Granted().ShouldBe(0);
    }

    [Fact]
    public async Task RequestRefusedForOneBound_TakesNothingOfTheOther()
    {
        var rate = new CallerRate(3, 1);
        await StartThreeAsync();
        var first = (await FloodAsync(1, rate)).Single();
        (await FloodAsync(9, rate)).Granted().ShouldBe(0);
        await first.DisposeAsync();

        for (var i = 1; i < 3; i++) (await Replicas[i].AskAsync(rate)).Refusal.ShouldBeNull();
        (await FloodAsync(9, rate)).ShouldAllBe(ticket => ticket.Refusal!.Detail.Contains("a minute (3)"));

        (await LengthAsync()).ShouldBe(3);
        (await UnderWayAsync()).ShouldBe(0);
    }

    [Theory]
    [InlineData(60, "requests a minute (1)")]
    [InlineData(0.9, "under way at once (1)")]
    public async Task RefusedForBoth_IsToldTheLongerWait(double seconds, string bound)
    {
        var rate = new CallerRate(1, 1);
        var window = TimeSpan.FromSeconds(seconds);
        var (one, two) = (await StartAsync(window), await StartAsync(window));
        await using var first = await one.EnterAsync(rate);

        foreach (var replica in new[] { two, one })
        {
            var refusal = (await replica.EnterAsync(rate)).Refusal.ShouldNotBeNull();
            refusal.Detail.ShouldContain(bound);
            refusal.RetryAfter.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public async Task CallersAndProfiles_NeverShare_HoweverTheyAreNamed()
    {
        (string Profile, string Caller)[] names =
        [
            ("all", "app"), ("all", "App"), ("dlp", "app"), ("al", "lapp"), ("allapp", ""), ("", "allapp"), ("", ""), ("all", "app "),
            ("all", "app\n"), ("all", "app\0"), ("all", "é"), ("all", "e\u0301"), ("all", "\ud800"), ("all", "\ud801"), ("all", "\ufffd"),
            ("all", "{app}"), ("all", "*"), ("all", "app:places"), ("all", "' \"\r\nFLUSHALL"), ("all", new string('x', 30_000)),
        ];
        var rate = new CallerRate(1, 1);
        var (one, two) = (await StartAsync(), await StartAsync());
        foreach (var (profile, caller) in names) (await one.EnterAsync(rate, caller, profile)).Refusal.ShouldBeNull();
        foreach (var (profile, caller) in names) (await two.EnterAsync(rate, caller, profile)).Refusal.ShouldNotBeNull();

        var keys = await Redis.KeysAsync();
        keys.Count.ShouldBe(2 * names.Length);
        keys.ShouldAllBe(key => key.StartsWith("test:rate:1:{") && key.Replace(":places", "").Length == "test:rate:1:{}".Length + 64);
        foreach (var key in keys) ((long)(await Redis.CommandAsync("PTTL", key))!).ShouldBeInRange(1, 7_200_000);
    }

    [Fact]
    public async Task PlaceOfAReplicaThatDied_ComesBackWhenNoRequestLastsAsLong()
    {
        var rate = new CallerRate(null, 1);
        var (dead, here) = (await StartAsync(), await StartAsync());
        var before = await ClockAsync();
        await dead.EnterAsync(rate);
        var request = await Redis.TextAsync(Places);
        var ends = double.Parse(System.Text.Encoding.ASCII.GetString((byte[])(await Redis.CommandAsync("ZSCORE", Places, request))!), CultureInfo.InvariantCulture);
        ends.ShouldBeInRange(before + 60e6, await ClockAsync() + 60e6, "Gateway:RequestTimeout and five seconds");
        (await here.AskAsync(rate)).Refusal.ShouldNotBeNull();

        await Redis.CommandAsync("ZADD", Places, (await ClockAsync()).ToString(CultureInfo.InvariantCulture), request);

        (await here.AskAsync(rate)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task CallerThatWasRefused_IsNotAskedForAgainBeforeTheTimeItWasTold()
    {
        var rate = new CallerRate(1, null);
        var (one, two) = (await StartAsync(), await StartAsync());
        (await one.AskAsync(rate)).Refusal.ShouldBeNull();
        (await two.AskAsync(rate)).Refusal.ShouldNotBeNull();
        await using var monitor = await RedisMonitor.StartAsync(Redis);

        foreach (var replica in new[] { one, two, two, one }) (await replica.AskAsync(rate)).Refusal.ShouldNotBeNull();

        await two.AskAsync(rate, "other");
        await monitor.WaitForAsync("\"LPUSH\"", 1);
        monitor.Text.ShouldNotContain(Times);
    }

    [Fact]
    public async Task CallerWithoutARate_CostsNothing()
    {
        var replica = await StartAsync();
        await using var monitor = await RedisMonitor.StartAsync(Redis);
        var rate = new CallerRate(null, null);
        var headers = new HeaderDictionary();
        await replica.AskAsync(rate);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 1000; i++)
        {
            var entered = replica.Rates.EnterAsync("app", "all", rate, TimeSpan.Zero, Stop);
            if (!entered.IsCompletedSuccessfully) throw new InvalidOperationException("It waits.");
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
        var ticket = await replica.EnterAsync(rate);
        ticket.Refusal.ShouldBeNull();
        ticket.WriteHeaders(headers);
        headers.ShouldBeEmpty();
        await ticket.DisposeAsync();
        await ticket.DisposeAsync();
        (await replica.EnterAsync(rate)).ShouldBeSameAs(ticket);
        (await Redis.KeysAsync()).ShouldBeEmpty();
        monitor.Text.ShouldNotContain("EVAL");
    }
}
