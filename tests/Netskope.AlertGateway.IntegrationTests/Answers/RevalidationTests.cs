using System.Text.Json;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

/// <summary>What has just gone stale is given at once and renewed behind (RFC 5861, 3); the clock is turned by hand.</summary>
public abstract class RevalidationTests<TSubject>(FixtureFor<TSubject, RevalidatingFixture> fixture) : ContractTests<TSubject, RevalidatingFixture>(fixture)
    where TSubject : ISubject
{
    static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    [Fact]
    public async Task JustStale_IsGivenAtOnce_AndRenewedOnce()
    {
        var question = Gateway.Question();
        var good = (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(Fresh + TimeSpan.FromSeconds(1));
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold, times: int.MaxValue);

        for (var i = 0; i < 5; i++)
        {
            var stale = (await Gateway.GetAsync(question)).ShouldBePage();
            stale.Bytes.ShouldBe(good.Bytes);
            stale["Cache-Status"].ShouldBe("AlertGateway; hit; ttl=-1");
            stale["Age"].ShouldBe("3601");
        }

        await Gateway.WaitForCallsAsync(2);
        hold.Release();
        await Eventually.HoldsAsync("the answer is not renewed", async () => (await Gateway.GetAsync(question))["Age"] == "0");
        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task StaleForLongerThanItWasFresh_IsRenewedFirst()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance((2 * Fresh) + TimeSpan.FromSeconds(1));

        (await Gateway.GetAsync(question)).ShouldBePage()["Age"].ShouldBe("0");
    }

    [Fact]
    public async Task FurtherPage_IsRenewedFirst()
    {
        var question = Gateway.Question("&limit=5&skip=5");
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(Fresh + TimeSpan.FromSeconds(1));

        (await Gateway.GetAsync(question)).ShouldBePage()["Age"].ShouldBe("0");
    }

    [Theory]
    [InlineData("max-stale=0")]
    [InlineData("no-cache")]
    [InlineData("max-age=60")]
    [InlineData("max-age=100000")]
    public async Task CallerWhoWantsNoStaleOne_GetsARenewedOne(string demand)
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(Fresh + TimeSpan.FromSeconds(1));

        (await Gateway.GetAsync(question, ("Cache-Control", demand))).ShouldBePage()["Age"].ShouldBe("0");
        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task StaleIfError_SaysNothingOfARenewal()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(Fresh + TimeSpan.FromSeconds(1));

        (await Gateway.GetAsync(question, ("Cache-Control", "stale-if-error=0"))).ShouldBePage()["Age"].ShouldBe("3601");
        await Gateway.WaitForCallsAsync(2);
    }

    [Fact]
    public async Task OnlyIfCached_GetsNoStaleOne()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(Fresh + TimeSpan.FromSeconds(1));

        (await Gateway.GetAsync(question, ("Cache-Control", "only-if-cached"))).ShouldBeProblem(504, "nothing-kept");
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task StaleIfError_IsHonoured_WhereARenewalHasFailed()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(Fresh + TimeSpan.FromSeconds(1));
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);
        (await Gateway.GetAsync(question)).ShouldBePage();
        await Gateway.WaitForCallsAsync(2);
        await Eventually.HoldsAsync("the renewal does not end", () => !Gateway.IsAsking);

        (await Gateway.GetAsync(question)).ShouldBePage()["Cache-Status"].ShouldNotBeNull().ShouldContain("detail=tenant-error");
        (await Gateway.GetAsync(question, ("Cache-Control", "stale-if-error=0"))).ShouldBeProblem(502, "tenant-error");
    }

    [Fact]
    public async Task OnlyIfCached_GetsNoStaleOne_BehindAFailureEither()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(3 * Fresh);
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500);
        (await Gateway.GetAsync(question)).ShouldBePage()["Cache-Status"].ShouldNotBeNull().ShouldContain("tenant-error");

        (await Gateway.GetAsync(question, ("Cache-Control", "only-if-cached"))).ShouldBeProblem(504, "nothing-kept");
    }

    [Theory]
    [InlineData("&query=acked%20eq%20true")]
    public async Task WhatAckedDecides_IsNeverOlderThanItsFreshTime(string more)
    {
        var question = Gateway.Question("&limit=5" + more);
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(61));

        (await Gateway.GetAsync(question)).ShouldBePage()["Age"].ShouldBe("0");
    }

    [Fact]
    public async Task RenewalThatFails_IsTriedAgainAfterFiveSeconds()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(Fresh + TimeSpan.FromSeconds(1));
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);

        await Gateway.GetAsync(question);
        await Gateway.WaitForCallsAsync(2);
        await Eventually.HoldsAsync("the renewal does not end", () => !Gateway.IsAsking);
        for (var i = 0; i < 20; i++) (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Tenant.Record.Count.ShouldBe(2);

        Gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        (await Gateway.GetAsync(question)).ShouldBePage();
        await Gateway.WaitForCallsAsync(3);
        await Eventually.HoldsAsync("the renewal does not end", () => !Gateway.IsAsking);
    }

    [Fact]
    public async Task TenantThatTakesLong_KeepsNobodyWhoseAnswerMayStandIn()
    {
        var question = Gateway.Question();
        var good = (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(3 * Fresh);
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);

        var asking = Gateway.GetAsync(question);
        await Gateway.WaitForCallsAsync(2);
        await Eventually.HoldsAsync("nobody waits", () => Gateway.Clock.WaitingTimers > 0);

        var stale = (await Eventually.DoneAsync(asking, Gateway.Clock, TimeSpan.FromSeconds(1))).ShouldBePage();
        stale.Bytes.ShouldBe(good.Bytes);
        stale["Cache-Status"].ShouldNotBeNull().ShouldContain("detail=deadline-exceeded");
        hold.Release();
        await Eventually.HoldsAsync("the flight went on", async () => (await Gateway.GetAsync(question)).IsHit);
        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task TicksOfDifferentQuestions_DoNotCoincide()
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 1; i <= 60; i++)
        {
            var answer = (await Gateway.GetAsync(Subject.Target($"timeperiod=3600&limit=1&query=app%20eq%20app{i}"))).ShouldBePage();
            left.Add(JsonSerializer.Serialize(answer["Gateway-Window"]));
        }

        // 60 questions, 30 seconds: with one tick for all there would be a single window.
        left.Count.ShouldBeGreaterThan(15);
    }
}

/// <summary>What alerts alone have.</summary>
public abstract class AlertRevalidationTests<TSubject>(FixtureFor<TSubject, RevalidatingFixture> fixture) : RevalidationTests<TSubject>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData("&acked=true")]
    public Task WhatAckedDecides_IsNeverOlderThanItsFreshTime_OfAlerts(string more) => WhatAckedDecides_IsNeverOlderThanItsFreshTime(more);
}

public sealed class V1AlertsRevalidationTests(FixtureFor<V1Alerts, RevalidatingFixture> fixture) : AlertRevalidationTests<V1Alerts>(fixture);

public sealed class V2AlertsRevalidationTests(FixtureFor<V2Alerts, RevalidatingFixture> fixture) : AlertRevalidationTests<V2Alerts>(fixture);

public sealed class V1EventsRevalidationTests(FixtureFor<V1Events, RevalidatingFixture> fixture) : RevalidationTests<V1Events>(fixture);

public sealed class V2EventsRevalidationTests(FixtureFor<V2Events, RevalidatingFixture> fixture) : RevalidationTests<V2Events>(fixture);

public sealed class RevalidatingFixture : GatewayFixture
{
    public RevalidatingFixture()
    {
        Clock = new ManualTimeProvider();
        Settings["Cache:StaleWhileRevalidate"] = "true";
    }
}
