using Microsoft.Extensions.Logging.Abstractions;
using Netskope.AlertGateway.Redis;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>
/// The bounds of a connection. Calls that are made up stand for Redis, and the clock is turned by hand; where Redis' own
/// behaviour counts, a real one runs and time is real.
/// </summary>
public sealed class RedisConnectionTests
{
    static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan BreakDuration = TimeSpan.FromMilliseconds(500);

    readonly ManualTimeProvider _clock = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CallThatTakesTooLong_IsLetGoOf_AndStaysCountedUntilItReturns()
    {
        await using var connection = await StartAsync();
        var raw = new TaskCompletionSource<int>();
        var call = connection.TryAsync(_ => raw.Task, Stop).AsTask();
        connection.CallsUnderWay.ShouldBe(1);

        _clock.Advance(Limit);
        (await call).Answered.ShouldBeFalse();
        connection.CallsUnderWay.ShouldBe(1);

        raw.SetResult(7);
        connection.CallsUnderWay.ShouldBe(0);
        (await connection.TryAsync(_ => Task.FromResult(8), Stop)).ShouldBe(new RedisReply<int>(true, 8));
    }

    [Fact]
    public async Task Backlog_IsBounded_HoweverManyCallAtOnce()
    {
        await using var connection = await StartAsync();
        var raw = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var made = 0;
        var calls = Enumerable.Range(0, 4 * RedisConnection.MaxCallsUnderWay).Select(_ => Task.Run(
            () => connection.TryAsync(
                _ =>
                {
                    Interlocked.Increment(ref made);
                    return raw.Task;
                },
                Stop).AsTask(),
            Stop)).ToList();

        await Eventually.HoldsAsync("those above the bound are refused", () => calls.Count(call => call.IsCompleted) == 3 * RedisConnection.MaxCallsUnderWay);
        made.ShouldBe(RedisConnection.MaxCallsUnderWay);
        connection.CallsUnderWay.ShouldBe(RedisConnection.MaxCallsUnderWay);

        raw.SetResult(1);
        (await Task.WhenAll(calls)).Count(reply => reply.Answered).ShouldBe(RedisConnection.MaxCallsUnderWay);
        await Eventually.HoldsAsync("all places are free again", () => connection.CallsUnderWay == 0);
    }

    [Fact]
    public async Task Breaker_OpensAfterFourFailures_AndClosesWithTheFirstSuccess()
    {
        await using var connection = await StartAsync();
        for (var i = 0; i < 4; i++) await TimeOutAsync(connection);

        var made = 0;
        Task<int> Counted() => Task.FromResult(++made);
        (await connection.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeFalse();
        made.ShouldBe(0, "the breaker is open");

        _clock.Advance(BreakDuration);
        await TimeOutAsync(connection);
        (await connection.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeFalse("the try failed: it is open again");

        _clock.Advance(BreakDuration);
        (await connection.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeTrue();
        (await connection.TryAsync(_ => Counted(), Stop)).Answered.ShouldBeTrue();
    }

    [Fact]
    public async Task CallerWhoLeaves_IsLetGoAtOnce()
    {
        await using var connection = await StartAsync();
        using var leaving = new CancellationTokenSource();
        var raw = new TaskCompletionSource<int>();
        var call = connection.TryAsync(_ => raw.Task, leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(call);
        connection.CallsUnderWay.ShouldBe(1);
        raw.SetException(new TimeoutException());
        connection.CallsUnderWay.ShouldBe(0);
    }

    [Fact]
    public async Task CallThatThrowsAtOnce_IsNoAnswer_AndNotCounted()
    {
        await using var connection = await StartAsync();

        (await connection.TryAsync<int>(_ => throw new ObjectDisposedException("connection"), Stop)).Answered.ShouldBeFalse();
        (await connection.TryAsync<int>(_ => throw new InvalidOperationException(), Stop)).Answered.ShouldBeFalse();

        connection.CallsUnderWay.ShouldBe(0);
    }

    [Fact]
    public async Task ErrorsThatRedisAnswers_LeaveTheBreakerClosed()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await StartAsync(redis.Address, TimeProvider.System);
        await Eventually.HoldsAsync("it is connected", () => connection.IsConnected);
        for (var i = 0; i < 20; i++) (await connection.TryAsync(db => db.ExecuteAsync("NOSUCHCOMMAND"), Stop)).Answered.ShouldBeFalse();

        (await connection.TryAsync(db => db.StringSetAsync("key", "value"), Stop)).ShouldBe(new RedisReply<bool>(true, true));
    }

    [Fact]
    public async Task DisposedWhileCallsAreOut_EndsThem()
    {
        await using var redis = await RedisServer.StartAsync();
        var connection = await StartAsync(redis.Address, TimeProvider.System, TimeSpan.FromMinutes(5));
        await Eventually.HoldsAsync("it is connected", () => connection.IsConnected);
        await redis.StopAsync();
        var calls = Enumerable.Range(0, 20).Select(_ => connection.TryAsync(db => db.StringGetAsync("key"), Stop).AsTask()).ToList();

        await connection.DisposeAsync().AsTask().WaitAsync(GatewayFixture.Patience, Stop);

        (await Task.WhenAll(calls).WaitAsync(GatewayFixture.Patience, Stop)).ShouldAllBe(reply => !reply.Answered);
        connection.CallsUnderWay.ShouldBe(0);
        (await connection.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered.ShouldBeFalse();
        await connection.DisposeAsync();
        await redis.ContinueAsync();
    }

    [Fact]
    public async Task StoppedRedis_IsGivenUp_AndFoundAgain()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var connection = await StartAsync(redis.Address, TimeProvider.System);
        await Eventually.HoldsAsync("it is connected", () => connection.IsConnected);
        await redis.StopAsync();

        await Eventually.HoldsAsync("the silent connection is given up", async () =>
        {
            (await connection.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered.ShouldBeFalse();
            return !connection.IsConnected;
        });

        await redis.ContinueAsync();
        await Eventually.HoldsAsync("it answers again", async () => (await connection.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered);
        await Eventually.HoldsAsync("no call is under way", () => connection.CallsUnderWay == 0);
    }

    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("no-such-host.invalid:6379")]
    [InlineData("no-such-host.invalid:6379,resolveDns=true")]
    public async Task RedisThatIsNowhere_KeepsNobodyWaiting(string address)
    {
        await using var connection = await StartAsync(address, TimeProvider.System, TimeSpan.FromMinutes(5));

        for (var i = 0; i < 10; i++) (await connection.TryAsync(db => db.StringGetAsync("key"), Stop)).Answered.ShouldBeFalse();
    }

    async Task TimeOutAsync(RedisConnection connection)
    {
        var call = connection.TryAsync(_ => new TaskCompletionSource<int>().Task, Stop).AsTask();
        _clock.Advance(Limit);
        (await call).Answered.ShouldBeFalse();
    }

    Task<RedisConnection> StartAsync() => StartAsync("127.0.0.1:1", _clock);

    static async Task<RedisConnection> StartAsync(string address, TimeProvider time, TimeSpan? limit = null)
    {
        var options = new RedisOptions { Address = address, Timeout = limit ?? Limit };
        var connection = new RedisConnection("control", RedisConfiguration.Create(options, "control"), options.Timeout, time, NullLogger.Instance);
        await connection.ConnectAsync();
        return connection;
    }
}
