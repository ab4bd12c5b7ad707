using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Tests.Store;
using Netskope.AlertGateway.Tests.TestSupport;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Answers;

public sealed class FlightsTests : IDisposable
{
    readonly LogLines<Flights> _log = new();
    readonly Flights _flights;

    public FlightsTests() => _flights = new Flights(_log);

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _flights.Dispose();

    [Fact]
    public async Task WhoAsksMeanwhile_Joins_AndGetsTheSameAnswer()
    {
        var landing = Landing();
        var answer = Of(1);
        var (first, firstJoined) = Join(1, _ => landing.Task);
        var (second, secondJoined) = Join(1, NoSecond);
        landing.SetResult(answer);

        firstJoined.ShouldBeFalse();
        secondJoined.ShouldBeTrue();
        second.ShouldBeSameAs(first);
        (await first.Landing.WaitAsync(Cancellation)).Value.ShouldBeSameAs(answer);
    }

    [Fact]
    public async Task DifferentQuestions_FlyApart()
    {
        var landing = Landing();
        var (held, _) = Join(1, _ => landing.Task);
        var (other, joined) = Join(2, _ => Brings(Of(2)));

        joined.ShouldBeFalse();
        (await other.Landing.WaitAsync(Cancellation)).IsSuccess.ShouldBeTrue();
        held.Landing.IsCompleted.ShouldBeFalse();
        landing.SetResult(Of(1));
        await held.Landing.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task WhoAsksAfterTheLanding_FliesAnew()
    {
        var (first, _) = Join(1, _ => Brings(Of(1)));
        await first.Landing.WaitAsync(Cancellation);

        var (second, joined) = Join(1, _ => Brings(Of(2)));

        joined.ShouldBeFalse();
        (await second.Landing.WaitAsync(Cancellation)).Value.ShouldNotBeSameAs((await first.Landing).Value);
    }

    [Fact]
    public async Task CallersWhoAskAtTheSameMoment_MakeOneFlight()
    {
        const int Callers = 4;
        const int Questions = 500;
        using var together = new Barrier(Callers);
        var landing = Landing();
        var flown = 0;
        var joined = new (Flight Flight, bool Joined)[Callers, Questions];
        await Threads.RunAsync(Callers, caller =>
        {
            for (var question = 0; question < Questions; question++)
            {
                together.SignalAndWait(Cancellation);
                joined[caller, question] = Join(question, _ =>
                {
                    Interlocked.Increment(ref flown);
                    return landing.Task;
                });
            }
        });
        landing.SetResult(Of(1));

        for (var question = 0; question < Questions; question++)
        {
            var callers = Enumerable.Range(0, Callers).Select(caller => joined[caller, question]).ToList();
            await callers[0].Flight.Landing.WaitAsync(Cancellation);
            callers.Count(c => !c.Joined).ShouldBe(1);
            callers.ShouldAllBe(c => c.Flight == callers[0].Flight);
        }

        flown.ShouldBe(Questions);
    }

    [Fact]
    public async Task WhoLeavesAfterTakeOff_DoesNotEndTheFlight()
    {
        var landing = Landing();
        var flying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var (flight, _) = Join(1, async flight =>
        {
            flight.TakeOff();
            flying.SetResult();
            return await landing.Task.WaitAsync(flight.Cancelled);
        });
        await flying.Task.WaitAsync(Cancellation);

        flight.Leave();
        var (same, joined) = Join(1, NoSecond);
        landing.SetResult(Of(1));

        joined.ShouldBeTrue();
        (await same.Landing.WaitAsync(Cancellation)).IsSuccess.ShouldBeTrue();
    }

    [Fact]
    public async Task WhoLeavesBeforeTakeOff_EndsTheFlight()
    {
        var waiting = Landing();
        var (flight, _) = Join(1, flight => waiting.Task.WaitAsync(flight.Cancelled));

        flight.Leave();

        (await flight.Landing.WaitAsync(Cancellation)).IsSuccess.ShouldBeFalse();
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task FlightBeforeTakeOff_LastsUntilTheLastOfManyHasLeft()
    {
        var waiting = Landing();
        var (flight, _) = Join(1, flight => waiting.Task.WaitAsync(flight.Cancelled));
        var cancelled = flight.Cancelled;
        for (var i = 0; i < 3; i++) Join(1, NoSecond).Joined.ShouldBeTrue();

        for (var i = 0; i < 3; i++)
        {
            flight.Leave();
            cancelled.IsCancellationRequested.ShouldBeFalse();
        }

        flight.Leave();
        cancelled.IsCancellationRequested.ShouldBeTrue();
        await flight.Landing.WaitAsync(Cancellation);
    }

    [Fact]
    public async Task WhoAsksWhatAnAbandonedFlightAsked_FliesAnew_AndOthersJoinTheNewOne()
    {
        // It takes its time to notice that it is abandoned.
        var slow = Landing();
        var landing = Landing();
        var (abandoned, _) = Join(1, _ => slow.Task);
        abandoned.Leave();

        var (anew, joined) = Join(1, _ => landing.Task);
        joined.ShouldBeFalse();
        slow.SetResult(Of(1));
        await abandoned.Landing.WaitAsync(Cancellation);
        var (same, joinedAnew) = Join(1, NoSecond);
        landing.SetResult(Of(2));

        joinedAnew.ShouldBeTrue();
        same.ShouldBeSameAs(anew);
        (await anew.Landing.WaitAsync(Cancellation)).Value!.Answer.Content.Length.ShouldBe(2);
    }

    [Fact]
    public async Task WhoLeavesBehindTheLanding_DisturbsNobody()
    {
        var (flight, _) = Join(1, _ => Brings(Of(1)));
        await flight.Landing.WaitAsync(Cancellation);

        flight.Leave();

        (await flight.Landing).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Fault_IsAFailureForAllWithoutItsText_AndTheNextFliesAnew(bool atOnce)
    {
        var gate = Landing();
        var (flight, _) = Join(1, async _ =>
        {
            if (!atOnce) await gate.Task;
            throw new InvalidOperationException("hidden-text");
        });
        gate.SetResult(Of(1));

        var failure = (await flight.Landing.WaitAsync(Cancellation)).Failure.ShouldNotBeNull();

        failure.Kind.ShouldBe(FailureKind.InternalError);
        failure.Detail.ShouldNotContain("hidden-text");
        _log.Lines.ShouldHaveSingleItem().Level.ShouldBe(LogLevel.Error);
        Join(1, _ => Brings(Of(1))).Joined.ShouldBeFalse();
    }

    [Fact]
    public async Task FlightThatCancelsItself_Fails_AndDoesNotHang()
    {
        var (flight, _) = Join(1, _ => throw new OperationCanceledException());

        (await flight.Landing.WaitAsync(Cancellation)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.InternalError);
    }

    [Fact]
    public async Task Flight_EndsWithAClearFailure_WhenTheGatewayStops()
    {
        var flying = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var flights = new Flights(_log);
        var (flight, _) = flights.Join(
            Kept.Key(1),
            async flight =>
            {
                flight.TakeOff();
                flying.SetResult();
                return await Landing().Task.WaitAsync(flight.Cancelled);
            },
            NoConclusion);
        await flying.Task.WaitAsync(Cancellation);

        flights.Dispose();

        (await flight.Landing.WaitAsync(Cancellation)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantUnavailable);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task FlightThatStartsWhileTheGatewayStops_IsNoFaultOfTheGateway()
    {
        var flights = new Flights(_log);
        flights.Dispose();

        var (flight, _) = flights.Join(Kept.Key(1), flight => Landing().Task.WaitAsync(flight.Cancelled), NoConclusion);

        (await flight.Landing.WaitAsync(Cancellation)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantUnavailable);
        _log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public async Task Callers_DoNotWaitUntilTheAnswerIsShared()
    {
        var shared = new TaskCompletionSource<Landed>(TaskCreationOptions.RunContinuationsAsynchronously);
        var sharing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var answer = Of(1);
        var (flight, _) = _flights.Join(Kept.Key(1), _ => Brings(answer), (given, _) =>
        {
            shared.SetResult(given.Value!);
            return sharing.Task;
        });

        (await flight.Landing.WaitAsync(Cancellation)).Value.ShouldBeSameAs(answer);
        (await shared.Task.WaitAsync(Cancellation)).ShouldBeSameAs(answer);
        sharing.SetResult();
    }

    [Fact]
    public async Task FaultOfSharing_IsLogged_AndNothingElse()
    {
        var (flight, _) = _flights.Join(Kept.Key(1), _ => Brings(Of(1)), (_, _) => throw new InvalidOperationException());

        (await flight.Landing.WaitAsync(Cancellation)).IsSuccess.ShouldBeTrue();
        await Eventually.HoldsAsync("the fault is not in the log", () => _log.Lines.Count == 1);
        _log.Lines[0].Level.ShouldBe(LogLevel.Error);
    }

    (Flight Flight, bool Joined) Join(int key, Func<Flight, Task<Outcome<Landed>>> fly) => _flights.Join(Kept.Key(key), fly, NoConclusion);

    static Task NoConclusion(Outcome<Landed> outcome, CancellationToken stopping) => Task.CompletedTask;

    static Task<Outcome<Landed>> NoSecond(Flight flight) => throw new ShouldAssertException("A second flight.");

    static Task<Outcome<Landed>> Brings(Landed landed) => Task.FromResult<Outcome<Landed>>(landed);

    static Landed Of(int size) => new(Kept.OfSize(size), Source.Miss, IsStored: true);

    static TaskCompletionSource<Outcome<Landed>> Landing() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
