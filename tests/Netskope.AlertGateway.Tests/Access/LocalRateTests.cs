using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Access;

/// <summary>A caller's own rate in a replica that has no Redis, and the words and headers of it.</summary>
public sealed class LocalRateTests : IAsyncDisposable
{
    static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    readonly ManualTimeProvider _clock = new();
    readonly RateReplica _replica;

    public LocalRateTests() => _replica = RateReplica.Alone(_clock);

    public ValueTask DisposeAsync() => _replica.DisposeAsync();

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public async Task AnyMinute_HoldsTheRateAndNoMore(int most)
    {
        var chance = new Random(most);
        var (made, now, refused) = (new List<TimeSpan>(), TimeSpan.Zero, 0);
        for (var i = 0; i < 5000; i++)
        {
            // Often to the very end of a wait.
            var step = TimeSpan.FromMilliseconds(chance.Next(0, 2 * 60_000 / most));
            if (chance.Next(3) == 0 && made.Count >= most && made[^most] + Minute > now) step = made[^most] + Minute - now - TimeSpan.FromTicks(chance.Next(2));
            _clock.Advance(step);
            now += step;

            var ticket = await _replica.AskAsync(new(most, null));

            var wait = made.Count >= most && made[^most] + Minute > now ? made[^most] + Minute - now : (TimeSpan?)null;
            ticket.Refusal?.RetryAfter.ShouldBe(wait);
            (ticket.Refusal is null).ShouldBe(wait is null);
            if (wait is null) made.Add(now);
            else refused++;
        }

        refused.ShouldBeGreaterThan(500);
        made.Count.ShouldBeGreaterThan(500);
    }

    [Fact]
    public async Task RequestsUnderWay_AreBounded_AndARefusedOneTakesNothing()
    {
        var rate = new CallerRate(3, 2);
        var first = await _replica.EnterAsync(rate);
        var second = await _replica.EnterAsync(rate);
        (await _replica.EnterAsync(rate)).Refusal.ShouldBe(new(
            FailureKind.CallerRate,
            "Your application's bound on requests under way at once (2) is used up. Finish one, or come again in 1 s.",
            TimeSpan.FromSeconds(1)));
        await first.DisposeAsync();
        await first.DisposeAsync();

        var third = await _replica.EnterAsync(rate);
        third.Refusal.ShouldBeNull();
        _clock.Advance(TimeSpan.FromSeconds(17.5));
        (await _replica.EnterAsync(rate)).Refusal.ShouldBe(new(
            FailureKind.CallerRate,
            "Your application's bound on requests a minute (3) is used up. Come again in 43 s.",
            TimeSpan.FromSeconds(42.5)));

        await second.DisposeAsync();
        await third.DisposeAsync();
        _clock.Advance(Minute);
        for (var i = 0; i < 2; i++) (await _replica.EnterAsync(rate)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task Headers_TellTheRateAndWhatIsLeft_OnTheRefusalToo()
    {
        var rate = new CallerRate(3, 2);
        const string Policy = "\"minute\";q=3;w=60, \"concurrent\";q=2;qu=\"concurrent-requests\"";
        (await _replica.AskAsync(rate)).Headers().ShouldBe((Policy, "\"minute\";r=2;t=60, \"concurrent\";r=1"));
        _clock.Advance(TimeSpan.FromSeconds(12.25));
        await using var second = await _replica.EnterAsync(rate);
        second.Headers().ShouldBe((Policy, "\"minute\";r=1;t=48, \"concurrent\";r=1"));
        await using var third = await _replica.EnterAsync(rate);
        third.Headers().ShouldBe((Policy, "\"minute\";r=0;t=48, \"concurrent\";r=0"));

        (await _replica.EnterAsync(rate)).Headers().ShouldBe((Policy, "\"minute\";r=0;t=48, \"concurrent\";r=0"));

        _clock.Advance(TimeSpan.FromSeconds(40));
        third.Headers().Limit.ShouldBe("\"minute\";r=0;t=8, \"concurrent\";r=0", "an answer that took its time");
        _clock.Advance(TimeSpan.FromSeconds(40));
        third.Headers().Limit.ShouldBe("\"minute\";r=0;t=0, \"concurrent\";r=0");
        (await _replica.EnterAsync(rate)).Headers().Limit.ShouldBe("\"minute\";r=3, \"concurrent\";r=0", "nothing counts, nothing comes back");
    }

    [Fact]
    public async Task Headers_TellOnlyTheBoundsThereAre()
    {
        (await _replica.AskAsync(new(600, null))).Headers().ShouldBe(("\"minute\";q=600;w=60", "\"minute\";r=599;t=60"));
        (await _replica.AskAsync(new(null, 4), "other")).Headers().ShouldBe(("\"concurrent\";q=4;qu=\"concurrent-requests\"", "\"concurrent\";r=3"));
    }

    [Fact]
    public async Task CallersAndProfiles_DoNotShare()
    {
        foreach (var (profile, caller) in new[] { ("all", "app"), ("dlp", "app"), ("al", "lapp"), ("all", "\ud800"), ("all", "\ud801") })
        {
            (await _replica.AskAsync(new(1, 1), caller, profile)).Refusal.ShouldBeNull();
            (await _replica.AskAsync(new(1, 1), caller, profile)).Refusal.ShouldNotBeNull();
        }
    }

    [Fact]
    public void IdleCallers_AreForgottenAfterAWindow()
    {
        var rates = new LocalRates(_clock, Minute);
        for (var i = 0; i < 100; i++) Enter(rates, $"caller {i}").Dispose();
        var busy = Enter(rates, "busy");
        rates.Close("refused", rates.Now, Minute);
        _clock.Advance(Minute - TimeSpan.FromTicks(1));
        rates.Look("any", new(1, null));
        rates.Held.ShouldBe(102);

        _clock.Advance(TimeSpan.FromTicks(1));

        rates.Look("any", new(1, null));
        rates.Held.ShouldBe(1, "one has a request under way");
        busy.Dispose();
        rates.Look("busy", new(null, 1)).UnderWay.ShouldBe(0);
        _clock.Advance(Minute);
        rates.Look("any", new(1, null));
        rates.Held.ShouldBe(0);
    }

    [Fact]
    public void CallersHeld_AreBounded_AndThoseLastHeardOfGoLast()
    {
        var rates = new LocalRates(_clock, Minute, most: 3);
        var busy = Enter(rates, "busy");
        foreach (var caller in new[] { "one", "two", "three", "four" }) Enter(rates, caller).Dispose();

        rates.Held.ShouldBe(3);
        rates.Look("two", new(1, null)).Made.ShouldBe(0);
        foreach (var caller in new[] { "busy", "three", "four" }) rates.Look(caller, new(1, null)).Made.ShouldBe(1);
        busy.Dispose();
    }

    static IDisposable Enter(LocalRates rates, string caller)
    {
        rates.Enter(caller, new(5, 5), asked: null, out var place).IsGranted.ShouldBeTrue();
        return place.ShouldNotBeNull();
    }
}
