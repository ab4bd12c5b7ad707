using System.Security.Cryptography;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

public abstract class CoalescingTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task FiftyEqualRequestsAtOnce_CostOneUpstreamCall()
    {
        var question = Gateway.Question("&limit=100");
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);

        var asking = Enumerable.Range(0, 50).Select(_ => Gateway.GetAsync(question)).ToList();
        await Gateway.WaitForArrivalsAsync(50);
        await Gateway.WaitForCallsAsync(1);
        hold.Release();
        var answers = await Task.WhenAll(asking);

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers[0].Rows.ShouldNotBeEmpty();
        answers.DistinctBy(answer => Convert.ToHexString(SHA256.HashData(answer.Bytes)), StringComparer.Ordinal).ShouldHaveSingleItem();
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task LeadersCallerLeaves_TheOther49StillGetTheirs()
    {
        var question = Gateway.Question("&limit=100");
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);
        using var leaving = new CancellationTokenSource();

        var leader = Gateway.GetUntilAsync(question, leaving.Token);
        await Gateway.WaitForCallsAsync(1);
        var others = Enumerable.Range(0, 49).Select(_ => Gateway.GetAsync(question)).ToList();
        await Gateway.WaitForArrivalsAsync(50);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leader);
        hold.Release();
        var answers = await Task.WhenAll(others);

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.DistinctBy(answer => Convert.ToHexString(SHA256.HashData(answer.Bytes)), StringComparer.Ordinal).ShouldHaveSingleItem();
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OneOfTheFollowersLeaves_TheLeaderStillGetsIts()
    {
        var question = Gateway.Question();
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);
        using var leaving = new CancellationTokenSource();

        var leader = Gateway.GetAsync(question);
        await Gateway.WaitForCallsAsync(1);
        var follower = Gateway.GetUntilAsync(question, leaving.Token);
        await Gateway.WaitForArrivalsAsync(2);
        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(follower);
        hold.Release();

        (await leader).ShouldBePage();
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task DifferentQuestions_DoNotWaitForEachOther()
    {
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);
        var held = Gateway.GetAsync(Gateway.Question());
        await Gateway.WaitForCallsAsync(1);

        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();

        held.IsCompleted.ShouldBeFalse();
        hold.Release();
        (await held).ShouldBePage();
    }

    [Fact]
    public async Task FailureOfTheOneCall_IsToldToAll_AndNotKept()
    {
        const int Callers = 10;
        var clock = new ManualTimeProvider();
        await using var clocked = await GatewayFixture.StartAsync(clock: clock);
        (await clocked.GetAsync(clocked.Question())).ShouldBePage();
        await clocked.HealAsync();
        var question = clocked.Question();
        var hold = clocked.Tenant.Faults.Order(FaultKind.Hold, details: new FaultDetails { Then = FaultKind.ErrorIn200 });
        var timers = clock.WaitingTimers;

        var asking = Enumerable.Range(0, Callers).Select(_ => clocked.GetAsync(question)).ToList();
        await clocked.WaitForCallsAsync(1);

        // Each who waits for the one call has a timer for its deadline, and the call has one.
        await clock.WhenTimersAsync(timers + Callers + 1, TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience, TestContext.Current.CancellationToken);
        hold.Release();
        var answers = await Task.WhenAll(asking);

        foreach (var answer in answers) answer.ShouldBeProblem(502, "tenant-refusal");
        clocked.Tenant.Record.Count.ShouldBe(1);
        (await clocked.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse();
    }
}

public sealed class V1AlertsCoalescingTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : CoalescingTests<V1Alerts>(fixture);

public sealed class V2AlertsCoalescingTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : CoalescingTests<V2Alerts>(fixture);

public sealed class V1EventsCoalescingTests(FixtureFor<V1Events, GatewayFixture> fixture) : CoalescingTests<V1Events>(fixture);

public sealed class V2EventsCoalescingTests(FixtureFor<V2Events, GatewayFixture> fixture) : CoalescingTests<V2Events>(fixture);
