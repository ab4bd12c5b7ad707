using System.Text;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>What becomes of the budget when Redis is away, full, or holds what it should not.</summary>
public sealed class SharedBudgetFaultTests : WithSharedBudget
{
    [Fact]
    public async Task ReplicasWithoutRedis_SpendTheirShares_AndGoOnTogetherWhenItIsBack()
    {
        var (one, other) = (await StartAsync(rate: 100), await StartAsync(rate: 100));
        await Task.WhenAll(one.TakeAsync(), other.TakeAsync());

        Redis.Kill();
        await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(_ => new[] { one.TakeAsync(), other.TakeAsync() }));
        (await one.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldBeNull();

        await Redis.AppearAsync();
        foreach (var replica in Started)
        {
            await Eventually.HoldsAsync("its permits come from Redis again", async () =>
            {
                await replica.TakeAsync();
                return (await Redis.KeysAsync()).Contains(Key) && (await Redis.TextAsync(Key)).Contains("g:" + replica.Id.Text);
            });
        }
    }

    [Fact]
    public async Task SomethingElseAtTheKey_IsAsIfNothingWereThere()
    {
        var replica = await StartAsync(rate: 0.1);
        await Redis.CommandAsync("SET", Key, "?");

        (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull().Granted.ShouldBeTrue();
        ShouldWait(await replica.Shared.TryTakeAsync(returning: false, Patience, Stop), SlowInterval);
    }

    [Fact]
    public async Task NoMoreReplicasWait_ThanHaveAnnouncedThemselves()
    {
        var replica = await StartAsync();
        var now = (object?[])(await Redis.CommandAsync("TIME"))!;
        await Redis.CommandAsync("ZADD", Key.Replace(":budget:", ":replicas:", StringComparison.Ordinal), Encoding.ASCII.GetString((byte[])now[0]!), "one");
        for (var i = 0; i < 50; i++) await Redis.CommandAsync("HSET", Key, $"d:fake{i}", Encoding.ASCII.GetString((byte[])now[0]!) + "999999");

        (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull().Waiting.ShouldBe(1);
    }

    [Fact]
    public async Task FullRedis_IsAsIfItDidNotAnswer()
    {
        var replica = await StartAsync(rate: 100);
        await Redis.SetMaxMemoryAsync(1);

        (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldBeNull();
        await replica.TakeAsync();

        await Redis.SetMaxMemoryAsync(0);
        (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull();
    }

    [Theory]
    [InlineData("tat", "9e18")]
    [InlineData("tat", "nan")]
    public async Task TimeThatCannotBe_IsAnEmptyBucketAtMost(string field, string value)
    {
        var replica = await StartAsync(Slow);
        await Redis.CommandAsync("HSET", Key, field, value);

        ShouldWait(await replica.Shared.TryTakeAsync(returning: false, Patience, Stop), SlowInterval);
    }

    [Theory]
    [InlineData("tat", "?")]
    [InlineData("tat", "0")]
    [InlineData("closed", "?")]
    [InlineData("d:other", "9e18")]
    [InlineData("g:other", "9e18")]
    [InlineData("other", "?")]
    public async Task FieldThatIsNonsense_KeepsNobodyFromAPermit(string field, string value)
    {
        var replica = await StartAsync(Slow);
        await Redis.CommandAsync("HSET", Key, field, value);

        var reply = (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull();

        (reply.Granted, reply.Waiting).ShouldBe((true, 1));
        if (field.Contains("other")) (await Redis.TextAsync(Key)).ShouldNotContain("other");
    }

    [Theory]
    [InlineData("9e18")]
    [InlineData("inf")]
    [InlineData("nan")]
    [InlineData("-1")]
    [InlineData("tomorrow")]
    public async Task ClosingThatCanNotHaveBeenWritten_IsNotBelieved(string closed)
    {
        var replica = await StartAsync();
        await Redis.CommandAsync("HSET", Key, "closed", closed);

        (await replica.Shared.TryTakeAsync(returning: false, Patience, Stop)).ShouldNotBeNull().Granted.ShouldBeTrue();
    }

    [Fact]
    public async Task ClosingOfManyYears_LastsAnHourAtMost()
    {
        var replica = await StartAsync();
        await replica.Shared.CloseAsync(TimeSpan.FromDays(5000), Stop);

        ShouldWait(await replica.Shared.TryTakeAsync(returning: false, Patience, Stop), TimeSpan.FromHours(1));
    }
}
