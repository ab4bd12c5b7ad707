using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Tests.Upstream;

public class FairQueueTests
{
    readonly FairQueue _line = new();
    readonly List<string> _served = [];

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Callers_TakeTurns_AndEachIsServedInTheOrderItCame()
    {
        var first = await _line.EnterAsync("z", Stop);
        var all = Join("a1", "a2", "a3", "b1", "c1", "c2");

        first.Dispose();
        await all;

        _served.ShouldBe(["a1", "b1", "c1", "a2", "c2", "a3"]);
    }

    [Fact]
    public async Task ModestCaller_IsDone_BeforeAGreedyOneHasHadTenMore()
    {
        var first = await _line.EnterAsync("greedy", Stop);
        var greedy = Join([.. Enumerable.Range(0, 500).Select(i => $"g{i}")]);
        var modest = Join("m1", "m2", "m3", "m4", "m5");
        _line.Waiting.ShouldBe(505);

        first.Dispose();
        await modest;
        await greedy;

        _served.IndexOf("m5").ShouldBeLessThan(10);
        _served.Count.ShouldBe(505);
    }

    [Theory]
    [InlineData("new")]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("c")]
    public async Task Ahead_IsTheNumberOfTurnsThatComeBefore(string caller)
    {
        _line.Ahead(caller).ShouldBe(0);
        using var first = await _line.EnterAsync("z", Stop);
        _line.Ahead(caller).ShouldBe(1);
        var others = Join("a1", "a2", "a3", "a4", "b1", "c1", "c2");

        var ahead = _line.Ahead(caller);
        var newcomer = Join(caller + "_newcomer");
        first.Dispose();
        await newcomer;
        await others;

        // The one that has the turn is not in the list.
        _served.IndexOf(caller + "_newcomer").ShouldBe(ahead - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task WhoLeavesTheLine_IsForgotten_WhereverItStood(int position)
    {
        var names = new List<string> { "a1", "a2", "a3", "b1", "c1" };
        using var leave = new CancellationTokenSource();
        var first = await _line.EnterAsync("z", Stop);
        var stay = new List<Task>();
        Task? left = null;
        for (var i = 0; i < names.Count; i++)
        {
            if (i == position) left = ServeAsync(names[i], leave.Token);
            else stay.Add(ServeAsync(names[i], Stop));
        }

        await leave.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => left!);
        _line.Waiting.ShouldBe(4);
        var (ahead, newcomer) = (_line.Ahead("new"), Join("new"));
        first.Dispose();
        await newcomer;
        await Task.WhenAll(stay);

        _served.ShouldNotContain(names[position]);
        _served.IndexOf("new").ShouldBe(ahead - 1);
        (_line.Waiting, _line.Ahead("a")).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Review_SendsAwayWhoWouldBeTooLate_AndCountsThemNoMore()
    {
        var first = await _line.EnterAsync("z", Stop);

        // Their order will be a1 b1 a2 a3: a2 is sent away, so that a3 moves up to where it is in time.
        var served = new List<string>();
        var all = new[] { ("a1", 9), ("a2", 2), ("a3", 3), ("b1", 9) }.Select(async who =>
        {
            using var turn = await _line.EnterAsync(who.Item1[..1], ahead => ahead > who.Item2, Stop);
            if (turn is not null) served.Add(who.Item1);
            return turn is not null;
        }).ToList();
        _line.Review();

        (await all[1]).ShouldBeFalse();
        _line.Waiting.ShouldBe(3);
        first.Dispose();
        (await Task.WhenAll(all)).ShouldBe([true, false, true, true]);
        served.ShouldBe(["a1", "b1", "a3"]);
    }

    [Fact]
    public async Task CallerWhoseTokenIsCancelled_DoesNotEnter()
    {
        await Should.ThrowAsync<OperationCanceledException>(async () => await _line.EnterAsync("a", new CancellationToken(canceled: true)));

        _line.Ahead("a").ShouldBe(0);
    }

    [Fact]
    public async Task Turn_IsPassedOnOnce_HoweverOftenItIsDisposedOf()
    {
        var first = await _line.EnterAsync("a", Stop);
        var second = _line.EnterAsync("a", Stop).AsTask();
        var third = _line.EnterAsync("a", Stop).AsTask();

        first.Dispose();
        var turn = await second;
        first.Dispose();

        third.IsCompleted.ShouldBeFalse();
        turn.Dispose();
        (await third).Dispose();
    }

    [Fact]
    public async Task Turn_IsNotLost_WhenItsCallerLeavesJustThen()
    {
        for (var i = 0; i < 2000; i++)
        {
            using var leave = new CancellationTokenSource();
            var turn = await _line.EnterAsync("a", Stop);
            var next = _line.EnterAsync("b", leave.Token).AsTask();
            await Task.WhenAll(Task.Run(leave.Cancel, Stop), Task.Run(turn.Dispose, Stop));
            try
            {
                (await next).Dispose();
            }
            catch (OperationCanceledException)
            {
                // It left first.
            }

            _line.Ahead("c").ShouldBe(0);
        }
    }

    [Fact]
    public async Task OnlyOne_HasTheTurn_WhateverManyThreadsDo()
    {
        var (inside, most, served) = (0, 0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(
            async () =>
            {
                var random = new Random(number);
                for (var i = 0; i < 500; i++)
                {
                    using var leave = new CancellationTokenSource();
                    var entering = _line.EnterAsync($"caller {number % 5}", leave.Token).AsTask();
                    if (random.Next(4) == 0) await leave.CancelAsync();
                    try
                    {
                        using var turn = await entering;
                        most = Math.Max(most, Interlocked.Increment(ref inside));
                        served++;
                        if (random.Next(4) == 0) await Task.Yield();
                        Interlocked.Decrement(ref inside);
                    }
                    catch (OperationCanceledException)
                    {
                        // As it was told.
                    }
                }
            },
            Stop))).WaitAsync(Stop);

        most.ShouldBe(1);
        served.ShouldBeGreaterThan(16 * 500 / 2);
        (_line.Waiting, _line.Ahead("x")).ShouldBe((0, 0));
    }

    /// <summary>Enters in this order; the first letter, or what stands before an underscore, is the caller.</summary>
    Task Join(params string[] names) => Task.WhenAll([.. names.Select(name => ServeAsync(name, Stop))]);

    async Task ServeAsync(string name, CancellationToken cancellation)
    {
        var caller = name.Contains('_') ? name[..name.IndexOf('_')] : name[..1];
        using var turn = await _line.EnterAsync(caller, cancellation);
        _served.Add(name);
    }
}
