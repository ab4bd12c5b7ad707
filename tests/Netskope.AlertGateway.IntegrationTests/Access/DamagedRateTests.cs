using System.Globalization;
using Netskope.AlertGateway.Access;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>Keys of callers' rates that hold what no replica can have written, or what a clock that jumped has made wrong.</summary>
public sealed class DamagedRateTests : WithSharedRates
{
    static readonly CallerRate Rate = new(2, 2);

    [Theory]
    [InlineData("SET", "{key}", "?")]
    [InlineData("HSET", "{key}", "?", "?")]
    [InlineData("SADD", "{key}", "?")]
    public async Task SomethingElseAtAKey_IsAsIfNothingWereThere(params string[] command)
    {
        await StartThreeAsync();
        foreach (var key in new[] { Times, Places })
        {
            await Redis.CommandAsync("DEL", key);
            await Redis.CommandAsync([.. command.Select(part => part.Replace("{key}", key))]);
        }

        (await FloodAsync(9, Rate)).Granted().ShouldBe(2);
        (await LengthAsync()).ShouldBe(2);
        (await UnderWayAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("-inf")]
    [InlineData("-1")]
    [InlineData("0")]
    [InlineData("9e18")]
    [InlineData("99999999999999999999999999")]
    public async Task TimesThatCannotBe_DoNotCount(string time)
    {
        await StartThreeAsync();
        for (var i = 0; i < 5; i++) await Redis.CommandAsync("LPUSH", Times, time);

        (await FloodAsync(9, Rate)).Granted().ShouldBe(2);
        (await LengthAsync()).ShouldBe(2);
    }

    [Theory]
    [InlineData("?")]
    [InlineData("nan")]
    [InlineData("inf")]
    [InlineData("-1")]
    public async Task TimeThatCannotBeAmongOthers_KeepsNobodyWaitingForMoreThanAWindow(string time)
    {
        var replica = await StartAsync();
        foreach (var at in new[] { await AtAsync(-30), time, await AtAsync(-1) }) await Redis.CommandAsync("LPUSH", Times, at);

        (await replica.AskAsync(Rate)).Refusal.ShouldNotBeNull().RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromTicks(1), TimeSpan.FromSeconds(61));
    }

    [Fact]
    public async Task MoreTimesThanAnyRateHas_AreNotCounted()
    {
        var replica = await StartAsync();
        await Redis.CommandAsync("EVAL", "for i = 1, 10001 do redis.call('LPUSH', KEYS[1], ARGV[1]) end return 1", "1", Times, await AtAsync(-1));

        (await replica.AskAsync(Rate)).Refusal.ShouldBeNull();
        (await LengthAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task ClockThatWasSetBack_ForgetsWhatLiesInTheFuture()
    {
        await StartThreeAsync();
        foreach (var seconds in new[] { -50, 50, 3600 }) await Redis.CommandAsync("LPUSH", Times, await AtAsync(seconds));
        foreach (var seconds in new[] { 8000, 9600 }) await Redis.CommandAsync("ZADD", Places, await AtAsync(seconds), "request " + seconds);

        (await FloodAsync(9, Rate)).Granted().ShouldBe(1, "one request was made in the last minute");
        (await LengthAsync()).ShouldBe(2);
        (await UnderWayAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task ClockThatWasSetBackByLessThanAMoment_ForgetsNothing_AndTheTimesStayInOrder()
    {
        var replica = await StartAsync();
        var rate = new CallerRate(3, null);
        await Eventually.HoldsAsync("a time that is in the future when it is read", async () =>
        {
            await Redis.CommandAsync("DEL", Times);
            await Redis.CommandAsync("EVAL", "local t = redis.call('TIME') redis.call('LPUSH', KEYS[1], string.format('%.0f', t[1] * 1000000 + t[2] + 900000)) return 1", "1", Times);
            (await replica.AskAsync(rate, "app")).Refusal.ShouldBeNull();
            var times = ((object?[])(await Redis.CommandAsync("LRANGE", Times, "0", "-1"))!).Select(time => System.Text.Encoding.ASCII.GetString((byte[])time!)).ToList();
            times.Count.ShouldBe(2);
            return times[0] == times[1];
        });
    }

    [Fact]
    public async Task RateThatWasLowered_CountsWhatWasMadeBefore_AndTellsWhenTheNextIsFree()
    {
        var replica = await StartAsync();
        foreach (var seconds in new[] { -50, -40, -30, -20 }) await Redis.CommandAsync("LPUSH", Times, await AtAsync(seconds));

        var ticket = await replica.AskAsync(Rate);

        ticket.Refusal.ShouldNotBeNull().RetryAfter.ShouldNotBeNull().ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(30));
        ticket.Headers().Limit.ShouldStartWith("\"minute\";r=0;t=");
    }

    /// <summary>A time so many seconds from now, as Redis keeps it.</summary>
    async Task<string> AtAsync(int seconds) => (await ClockAsync() + (seconds * 1_000_000L)).ToString(CultureInfo.InvariantCulture);
}
