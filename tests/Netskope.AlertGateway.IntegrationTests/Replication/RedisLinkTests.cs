using Microsoft.Extensions.Logging.Abstractions;
using Netskope.AlertGateway.Redis;
using Netskope.Testing;
using StackExchange.Redis;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>
/// The bounds of a connection. Calls that are made up stand for Redis, and the clock is turned by hand; where Redis' own
/// behaviour counts, a real one runs and time is real.
/// </summary>
public sealed class RedisLinkTests
{
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan BreakDuration = TimeSpan.FromMilliseconds(500);

    readonly ManualTimeProvider _clock = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallThatTakesTooLong_IsLetGoOf_AndStaysCountedUntilItReturns()
    {
        await using var link = await StartAsync();
        var raw = new TaskCompletionSource<int>();
        var call = link.TryAsync(_ => raw.Task, Stop).AsTask();
        link.Outstanding.ShouldBe(1);

        _clock.Advance(Limit);
        (await call).Answered.ShouldBeFalse();
        link.Outstanding.ShouldBe(1);

        raw.SetResult(7);
        link.Outstanding.ShouldBe(0);
        (await link.TryAsync(_ => Task.FromResult(8), Stop)).ShouldBe(new RedisReply<int>(true, 8));
    }

    [Fact]
    public async Task Backlog_IsBounded_HoweverManyCallAtOnce()
    {
        await using var link = await StartAsync();
        var raw = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var made = 0;
        var calls = Enumerable.Range(0, 4 * RedisLink.MostOutstanding).Select(_ => Task.Run(
            () => link.TryAsync(
                _ =>
                {
                    Interlocked.Increment(ref made);
                    return raw.Task;
                },
                Stop).AsTask(),
            Stop)).ToList();

        await Eventually.HoldsAsync("those above the bound are refused", () => calls.Count(call => call.IsCompleted) == 3 * RedisLink.MostOutstanding);
        made.ShouldBe(RedisLink.MostOutstanding);
        link.Outstanding.ShouldBe(RedisLink.MostOutstanding);

        raw.SetResult(1);
        (await Task.WhenAll(calls)).Count(reply => reply.Answered).ShouldBe(RedisLink.MostOutstanding);
        await Eventually.HoldsAsync("all places are free again", () => link.Outstanding == 0);
    }

    [Fact]
    public async Task Breaker_OpensAfterFourFailures_AndClosesWithTheFirstSuccess()
    {
        await using var link = await StartAsync();
        for (var i = 0; i < 4; i++) await TimeOutAsync(link);

        var made = 0;
        Task<int> Counted() => Task.FromResult(++made);
        (await link.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeFalse();
        made.ShouldBe(0, "the breaker is open");

        _clock.Advance(BreakDuration);
        await TimeOutAsync(link);
        (await link.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeFalse("the try failed: it is open again");

        _clock.Advance(BreakDuration);
        (await link.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeTrue();
        (await link.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeTrue();
    }

    [Fact]
    public async Task SilentConnection_IsReplaced_AndItsSubscriptionsToo()
    {
        await using var link = await StartAsync();
        var lines = new List<IConnectionMultiplexer>();
        link.OnConnected(lines.Add);
        lines.Count.ShouldBe(1);

        for (var i = 0; i < 4; i++)
        {
            await TimeOutAsync(link);
            _clock.Advance(BreakDuration);
        }

        await Eventually.HoldsAsync("the connection is replaced", () => lines.Count == 2);
        lines[1].ShouldNotBe(lines[0]);
        await Eventually.HoldsAsync("what was out on the old one counts no more", () => link.Outstanding == 0);
    }

    [Fact]
    public async Task ConnectionThatAnswersInBetween_IsNotReplaced()
    {
        await using var link = await StartAsync();
        var lines = 0;
        link.OnConnected(_ => lines++);
        for (var i = 0; i < 10; i++)
        {
            // More often than every second call: else the breaker opens.
            for (var success = 0; success < 2; success++) (await link.TryAsync(_ => Task.FromResult(1), Stop)).Answered.ShouldBeTrue();
            await TimeOutAsync(link);
            _clock.Advance(BreakDuration);
        }

        lines.ShouldBe(1);
    }

    [Fact]
    public async Task CallThatIsLost_WhileOthersAreAnswered_GivesItsPlaceBackInTheEnd()
    {
        await using var link = await StartAsync();
        await TimeOutAsync(link);

        // A try a second, so that the connection is not silent.
        for (var second = 0; second < 14; second++)
        {
            _clock.Advance(TimeSpan.FromSeconds(1));
            (await link.TryAsync(_ => Task.FromResult(1), Stop)).Answered.ShouldBeTrue();
            link.Outstanding.ShouldBe(1, "it may still return");
        }

        _clock.Advance(TimeSpan.FromSeconds(1));
        await Eventually.HoldsAsync("the connection is replaced", () => link.Outstanding == 0);
        (await link.TryAsync(_ => Task.FromResult(1), Stop)).Answered.ShouldBeTrue();
    }

    [Fact]
    public async Task CallerWhoLeaves_IsLetGoAtOnce()
    {
        await using var link = await StartAsync();
        using var leaving = new CancellationTokenSource();
        var raw = new TaskCompletionSource<int>();
        var call = link.TryAsync(_ => raw.Task, leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        link.Outstanding.ShouldBe(1);
        raw.SetException(new TimeoutException());
        link.Outstanding.ShouldBe(0);
    }

    [Fact]
    public async Task CallThatThrowsAtOnce_IsNoAnswer_AndNotCounted()
    {
        await using var link = await StartAsync();

        (await link.TryAsync<int>(_ => throw new ObjectDisposedException("connection"), Stop)).Answered.ShouldBeFalse();
        (await link.TryAsync<int>(_ => throw new InvalidOperationException(), Stop)).Answered.ShouldBeFalse();

        link.Outstanding.ShouldBe(0);
    }

    [Fact]
    public async Task ErrorsThatRedisAnswers_LeaveTheBreakerClosed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = await StartAsync(redis.Address, TimeProvider.System);
        await Eventually.HoldsAsync("it is connected", () => link.IsConnected);
        for (var i = 0; i < 20; i++) (await link.TryAsync(db => db.ExecuteAsync("NOSUCHCOMMAND"), Stop)).Answered.ShouldBeFalse();

        (await link.TryAsync(db => db.StringSetAsync("key", "value"), Stop)).ShouldBe(new RedisReply<bool>(true, true));
    }

    [Fact]
    public async Task DisposedWhileCallsAreOut_EndsThem()
    {
        await using var redis = await RedisServer.StartAsync();
        var link = await StartAsync(redis.Address, TimeProvider.System, TimeSpan.FromMinutes(5));
        await Eventually.HoldsAsync("it is connected", () => link.IsConnected);
        await redis.StopAsync();
        var calls = Enumerable.Range(0, 20).Select(_ => link.TryAsync(db => db.StringGetAsync("key"), Stop).AsTask()).ToList();

        await link.DisposeAsync().AsTask().WaitAsync(GatewayFixture.Patience, Stop);

        (await Task.WhenAll(calls).WaitAsync(GatewayFixture.Patience, Stop)).ShouldAllBe(reply => !reply.Answered);
        link.Outstanding.ShouldBe(0);
        (await link.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered.ShouldBeFalse();
        await link.DisposeAsync();
        await redis.ContinueAsync();
    }

    [Fact]
    public async Task StoppedRedis_IsGivenUp_AndFoundAgain()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var link = await StartAsync(redis.Address, TimeProvider.System);
        var lines = 0;
        link.OnConnected(_ => Interlocked.Increment(ref lines));
        await Eventually.HoldsAsync("it is connected", () => link.IsConnected);
        await redis.StopAsync();

        await Eventually.HoldsAsync("the silent connection is replaced", async () =>
        {
            (await link.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered.ShouldBeFalse();
            return Volatile.Read(ref lines) == 2;
        });

        await redis.ContinueAsync();
        await Eventually.HoldsAsync("it answers again", async () => (await link.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered);
        await Eventually.HoldsAsync("nothing is out", () => link.Outstanding == 0);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("no-such-host.invalid:6379")]
    [InlineData("no-such-host.invalid:6379,resolveDns=true")]
    public async Task RedisThatIsNowhere_KeepsNobodyWaiting(string address)
    {
        await using var link = await StartAsync(address, TimeProvider.System, TimeSpan.FromMinutes(5));

        for (var i = 0; i < 10; i++) (await link.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered.ShouldBeFalse();
    }

    async Task TimeOutAsync(RedisLink link)
    {
        var call = link.TryAsync(_ => new TaskCompletionSource<int>().Task, Stop).AsTask();
        _clock.Advance(Limit);
        (await call).Answered.ShouldBeFalse();
    }

    Task<RedisLink> StartAsync() => StartAsync("127.0.0.1:1", _clock);

    static async Task<RedisLink> StartAsync(string address, TimeProvider time, TimeSpan? limit = null)
    {
        var configuration = ConfigurationOptions.Parse(address + ",abortConnect=false,connectRetry=1,connectTimeout=1000,syncTimeout=1000");
        var link = new RedisLink(configuration, limit ?? Limit, time, NullLogger.Instance);
        await link.StartAsync();
        return link;
    }
}
