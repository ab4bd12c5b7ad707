using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

public class InFlightBytesTests
{
    const long Megabyte = 1024 * 1024;

    // By a clock that stands still unless a test turns it.
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Megabyte)]
    [InlineData(512 * Megabyte)]
    [InlineData(1_000_000)]
    [InlineData(123_456_789)]
    public async Task Memory_IsNotReserved_BeforeTheFirstPageAndAfterTheLast(long most)
    {
        using var bytes = Of(most, Math.Min(most, 64 * Megabyte));
        bytes.Reserved.ShouldBe(0);

        var lease = await bytes.ReserveAsync(100, Patience, Cancellation);
        bytes.Reserved.ShouldBeInRange(1, most);

        lease.ShouldNotBeNull().Dispose();
        bytes.Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task MoreRows_ReserveMore_ButNeverMoreThanAPageMayHave()
    {
        using var bytes = Of(512 * Megabyte, 8 * Megabyte);

        var few = await ReservedForAsync(bytes, 100);
        var more = await ReservedForAsync(bytes, 1000);
        var most = await ReservedForAsync(bytes, 10_000);

        more.ShouldBeGreaterThan(few);
        most.ShouldBe(8 * Megabyte);
    }

    [Fact]
    public async Task SumOfAllReservations_NeverExceedsTheBound()
    {
        var random = new Random(5);
        using var bytes = Of(16 * Megabyte, 4 * Megabyte);
        var held = new List<InFlightBytes.Lease>();
        var waiting = new List<Task<InFlightBytes.Lease?>>();
        var granted = 0;
        for (var i = 0; i < 2000; i++)
        {
            if (random.Next(2) == 0)
            {
                waiting.Add(bytes.ReserveAsync(random.Next(1, 10_001), Patience, Cancellation).AsTask());
            }
            else if (held.Count > 0)
            {
                var one = random.Next(held.Count);
                if (random.Next(3) == 0)
                {
                    held[one].TryHold(random.NextInt64(6 * Megabyte));
                }
                else
                {
                    held[one].Dispose();
                    held.RemoveAt(one);
                }
            }

            // A permit arrives a moment after its memory is free: who is first in line gets the whole, once nobody holds any.
            if (held.Count == 0 && waiting.Count > 0) await waiting[0];
            foreach (var ready in waiting.Where(w => w.IsCompletedSuccessfully).ToList())
            {
                waiting.Remove(ready);
                if (await ready is not { } lease) continue;
                held.Add(lease);
                granted++;
            }

            bytes.Reserved.ShouldBeInRange(0, 16 * Megabyte);
        }

        held.ForEach(lease => lease.Dispose());
        foreach (var next in waiting)
        {
            (await next)?.Dispose();
            granted++;
        }

        granted.ShouldBeGreaterThan(500);
        bytes.Reserved.ShouldBe(0);
    }

    [Fact]
    public async Task Page_WaitsUntilItsMemoryIsFree()
    {
        using var bytes = Of(Megabyte, Megabyte);
        var first = await bytes.ReserveAsync(10_000, Patience, Cancellation);

        var second = bytes.ReserveAsync(10_000, Patience, Cancellation).AsTask();
        second.IsCompleted.ShouldBeFalse();
        first.ShouldNotBeNull().Dispose();

        using var lease = (await second).ShouldNotBeNull();
        bytes.Reserved.ShouldBe(Megabyte);
    }

    [Fact]
    public async Task SmallPage_DoesNotOvertakeALargeOneThatWaits()
    {
        using var bytes = Of(Megabyte, Megabyte);
        var first = await bytes.ReserveAsync(100, Patience, Cancellation);
        var large = bytes.ReserveAsync(10_000, Patience, Cancellation).AsTask();
        var small = bytes.ReserveAsync(1, Patience, Cancellation).AsTask();

        small.IsCompleted.ShouldBeFalse();
        first.ShouldNotBeNull().Dispose();
        using (await large) small.IsCompleted.ShouldBeFalse();
        using (await small) bytes.Reserved.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task WhoGivesUpWaiting_LeavesTheLine()
    {
        using var bytes = Of(Megabyte, Megabyte);
        using var givenUp = new CancellationTokenSource();
        var first = await bytes.ReserveAsync(10_000, Patience, Cancellation);
        var second = bytes.ReserveAsync(10_000, Patience, givenUp.Token).AsTask();
        var third = bytes.ReserveAsync(10_000, Patience, Cancellation).AsTask();

        await givenUp.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => second);
        first.ShouldNotBeNull().Dispose();

        using var lease = (await third).ShouldNotBeNull();
        bytes.Reserved.ShouldBe(Megabyte);
    }

    [Fact]
    public async Task PageLargerThanItsReservation_TakesMore_WhileThereIsMore()
    {
        using var bytes = Of(4 * Megabyte, 4 * Megabyte);
        using var lease = (await bytes.ReserveAsync(100, Patience, Cancellation)).ShouldNotBeNull();
        var reserved = bytes.Reserved;

        lease.TryHold(reserved).ShouldBeTrue();
        bytes.Reserved.ShouldBe(reserved);
        lease.TryHold(reserved + 1).ShouldBeTrue();
        bytes.Reserved.ShouldBeGreaterThan(reserved);
        lease.TryHold(4 * Megabyte).ShouldBeTrue();
        bytes.Reserved.ShouldBe(4 * Megabyte);
        lease.TryHold(1).ShouldBeTrue();
    }

    [Fact]
    public async Task MemoryThatIsNotThere_IsRefusedAtOnce_AndAllComesBack()
    {
        using var bytes = Of(4 * Megabyte, 4 * Megabyte);
        using (var one = (await bytes.ReserveAsync(100, Patience, Cancellation)).ShouldNotBeNull())
        using (await bytes.ReserveAsync(600, Patience, Cancellation))
        {
            one.TryHold(4 * Megabyte).ShouldBeFalse();
            one.TryHold(5 * Megabyte).ShouldBeFalse();
        }

        bytes.Reserved.ShouldBe(0);
    }

    [Theory]
    [InlineData(512 * Megabyte)]
    [InlineData(1L << 40)]
    [InlineData(1L << 47)]
    [InlineData(1L << 48)]
    [InlineData(long.MaxValue)]
    public async Task EveryBoundThatTheSettingsAllow_Works(long most)
    {
        var options = new NetskopeOptions { BaseUrl = "https://acme.goskope.com", Token = "0123456789abcdef", MaxInFlightBytes = most };
        if (new NetskopeOptionsRules().Validate(null, options).Failed) return;

        using var bytes = new InFlightBytes(Options.Create(options), new ManualTimeProvider());
        using var lease = await bytes.ReserveAsync(10_000, Patience, Cancellation);

        bytes.Reserved.ShouldBeInRange(1, most);
    }

    [Fact]
    public async Task WhoHasWaitedTooLong_GetsNothing_AndLeavesTheLine()
    {
        var time = new ManualTimeProvider();
        using var bytes = Of(Megabyte, Megabyte, time);
        var first = await bytes.ReserveAsync(10_000, Patience, Cancellation);
        var second = bytes.ReserveAsync(10_000, Patience, Cancellation).AsTask();
        time.Advance(Patience / 2);
        var third = bytes.ReserveAsync(10_000, Patience, Cancellation).AsTask();

        time.Advance(Patience / 2);
        (await second.WaitAsync(Cancellation)).ShouldBeNull();
        third.IsCompleted.ShouldBeFalse();
        first.ShouldNotBeNull().Dispose();

        using var lease = (await third).ShouldNotBeNull();
        bytes.Reserved.ShouldBe(Megabyte);
    }

    [Fact]
    public async Task WhoFindsTooLongALine_GetsNothingAtOnce()
    {
        using var bytes = Of(Megabyte, Megabyte);
        var first = await bytes.ReserveAsync(10_000, Patience, Cancellation);
        var line = Enumerable.Range(0, 4).Select(_ => bytes.ReserveAsync(10_000, Patience, Cancellation).AsTask()).ToList();

        (await bytes.ReserveAsync(10_000, Patience, Cancellation)).ShouldBeNull();

        line.ShouldAllBe(waiting => !waiting.IsCompleted);
        first.ShouldNotBeNull().Dispose();
        foreach (var waiting in line) (await waiting).ShouldNotBeNull().Dispose();
        bytes.Reserved.ShouldBe(0);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(10_000)]
    public async Task Page_ReservesAKilobyteARow_AndHalfAMegabyte(int rows)
    {
        using var bytes = Of(512 * Megabyte, 128 * Megabyte);

        (await ReservedForAsync(bytes, rows)).ShouldBeInRange((rows * 1024L) + (448 * 1024), (rows * 1024L) + (512 * 1024));
    }

    static async Task<long> ReservedForAsync(InFlightBytes bytes, int rows)
    {
        using var lease = await bytes.ReserveAsync(rows, Patience, Cancellation);
        return bytes.Reserved;
    }

    static InFlightBytes Of(long most, long perPage, ManualTimeProvider? time = null) =>
        new(Options.Create(new NetskopeOptions { MaxInFlightBytes = most, MaxPageBytes = perPage }), time ?? new ManualTimeProvider());
}
