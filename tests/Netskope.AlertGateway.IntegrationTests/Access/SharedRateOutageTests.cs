using System.Globalization;
using Netskope.AlertGateway.Access;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>What becomes of callers' rates when Redis goes, is silent, is full or comes back with nothing in it.</summary>
public sealed class SharedRateOutageTests : WithSharedRates
{
    [Fact]
    public async Task RedisKilled_EachReplicaGrantsNoMoreThanTheRate_WhatRedisGrantedIncluded()
    {
        var rate = new CallerRate(10, null);
        await StartThreeAsync();
        (await FloodAsync(6, rate)).Granted().ShouldBe(6);

        Redis.Kill();

        (await FloodAsync(90, rate)).Granted().ShouldBe(24, "two of ten are spent at each");
        (await FloodAsync(30, rate)).Granted().ShouldBe(0);

        // It comes back with nothing in it, and would grant ten.
        await Redis.AppearAsync();
        await CountsAgainAsync();
        (await FloodAsync(30, rate)).Granted().ShouldBe(0);
    }

    [Fact]
    public async Task RedisKilledInTheMiddleOfAFlood_EachReplicaGrantsNoMoreThanTheRate()
    {
        const int Most = 400;
        await StartThreeAsync();
        var entered = 0;
        var floods = Replicas.Select(replica => Task.Run(
            async () =>
            {
                var tickets = new List<RateTicket>();
                for (var i = 0; i < 2 * Most; i++)
                {
                    tickets.Add(await replica.AskAsync(new(Most, 5)));
                    Interlocked.Increment(ref entered);
                }

                return tickets;
            },
            Stop)).ToList();
        await Eventually.HoldsAsync("the flood has begun", () => Volatile.Read(ref entered) > 10);

        Redis.Kill();

        var first = await Task.WhenAll(floods);
        var second = await FloodAsync(6 * Most, new(Most, null));
        for (var i = 0; i < Replicas.Count; i++)
            (first[i].Granted() + second.Where((_, at) => at % Replicas.Count == i).Granted()).ShouldBeLessThanOrEqualTo(Most);
    }

    [Fact]
    public async Task RedisBackWithNothingInIt_OneReplicaGrantsNoMoreThanIsLeftOfItsOwn_AndTakesTheRestBack()
    {
        var rate = new CallerRate(10, null);
        await StartAsync();
        Redis.Kill();
        (await FloodAsync(6, rate)).Granted().ShouldBe(6);
        await Redis.AppearAsync();
        await CountsAgainAsync();

        (await FloodAsync(30, rate)).Granted().ShouldBe(4);

        await Eventually.HoldsAsync("what was not granted does not count", async () => await LengthAsync() == 4);
        await StartAsync();
        (await Replicas[1].AskAsync(rate)).Refusal.ShouldBeNull();
    }

    [Fact]
    public async Task RedisBackWithNothingInIt_RequestsThatAreStillUnderWayCount()
    {
        var rate = new CallerRate(null, 3);
        await StartAsync();
        var kept = await FloodAsync(2, rate);
        Redis.Kill();
        (await FloodAsync(5, rate)).Granted().ShouldBe(1);
        await Redis.AppearAsync();
        await CountsAgainAsync();

        (await FloodAsync(5, rate)).Granted().ShouldBe(0);
        await Eventually.HoldsAsync("no place is taken for what was refused", async () => await UnderWayAsync() == 0);

        await kept[0].DisposeAsync();
        (await FloodAsync(5, rate)).Granted().ShouldBe(1);
    }

    [Fact]
    public async Task SilentRedis_KeepsNoRequestLongerThanItsTimeout_NeitherAtItsBeginningNorAtItsEnd()
    {
        var rate = new CallerRate(2, 1);
        var clock = new ManualTimeProvider();
        var replica = await StartAsync(time: clock);
        (await replica.AskAsync(rate)).Refusal.ShouldBeNull();
        await Redis.StopAsync();

        var entering = replica.EnterAsync(rate);
        clock.Advance(RateReplica.RedisTimeout);
        var ticket = await entering.WaitAsync(GatewayFixture.Patience, TimeProvider.System, Stop);
        var leaving = ticket.DisposeAsync().AsTask();
        clock.Advance(RateReplica.RedisTimeout);
        await leaving.WaitAsync(GatewayFixture.Patience, TimeProvider.System, Stop);

        ticket.Refusal.ShouldBeNull("the second of two");
        (await replica.AskAsync(rate).WaitAsync(GatewayFixture.Patience, TimeProvider.System, Stop)).Refusal.ShouldNotBeNull("at once, by the clock that stands still");
        await Redis.ContinueAsync();
    }

    [Fact]
    public async Task CallerWhoLeavesWhileRedisIsSilent_LeavesNoPlaceTaken()
    {
        var rate = new CallerRate(null, 1);
        var replica = await StartAsync();
        await Redis.StopAsync();
        using var leaving = new CancellationTokenSource();
        var entering = replica.Rates.EnterAsync("app", "all", rate, TimeSpan.Zero, leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(entering);
        await Redis.ContinueAsync();
        await Eventually.HoldsAsync("its place is free", async () => (await replica.AskAsync(rate)).Refusal is null);
        (await UnderWayAsync()).ShouldBe(0);
    }

    [Fact]
    public async Task FullRedis_IsAsIfItDidNotAnswer()
    {
        var rate = new CallerRate(2, null);
        await StartAsync();
        await Redis.SetMaxMemoryAsync(1);

        (await FloodAsync(5, rate)).Granted().ShouldBe(2);

        (await Redis.KeysAsync()).ShouldBeEmpty();
        await Redis.SetMaxMemoryAsync(0);
    }

    /// <summary>Waits until every replica counts in Redis.</summary>
    async Task CountsAgainAsync()
    {
        foreach (var (i, replica) in Replicas.Index())
        {
            var caller = i.ToString(CultureInfo.InvariantCulture);
            var key = $"test:rate:1:{{{CallerRates.NameOf("probe", caller)}}}";
            await Eventually.HoldsAsync("it counts in Redis", async () =>
            {
                await replica.AskAsync(new(CallerRate.MostPerMinute, null), caller, "probe");
                return (await Redis.KeysAsync()).Contains(key);
            });
        }
    }
}
