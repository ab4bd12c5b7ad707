using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Upstream;

/// <summary>A tenant that fails again and again is left alone for a while; the clock is turned by hand.</summary>
public sealed class BreakerTests(ClockedFixture gateway) : ContractTests<ClockedFixture>(gateway)
{
    [Theory]
    [InlineData(FaultKind.InternalError500)]
    [InlineData(FaultKind.Unavailable503)]
    [InlineData(FaultKind.TruncatedJson)]
    public async Task TenFailures_OpenIt_ForFiveSeconds_AndOneProbeClosesIt(FaultKind fault)
    {
        Gateway.Tenant.Faults.Order(fault, times: int.MaxValue);
        for (var i = 0; i < 10; i++) (await Gateway.GetAsync(Gateway.Question())).Status.ShouldBeOneOf(502, 503);

        var refused = (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "tenant-unavailable");
        int.Parse(refused["Retry-After"]!, CultureInfo.InvariantCulture).ShouldBeInRange(1, 5);
        Gateway.Tenant.Record.Count.ShouldBe(10, "the tenant is left alone");

        Gateway.Clock!.Advance(TimeSpan.FromSeconds(5));
        (await Gateway.GetAsync(Gateway.Question())).ShouldNotBeNull();
        Gateway.Tenant.Record.Count.ShouldBe(11, "one probe");
        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "tenant-unavailable");
        Gateway.Tenant.Record.Count.ShouldBe(11);

        Gateway.Tenant.Faults.Clear();
        Gateway.Clock.Advance(TimeSpan.FromSeconds(5));
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
    }

    [Fact]
    public async Task BehindThePause_ManyAtOnce_AreOneProbe_AndTheOthersAreToldAtOnce()
    {
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: 10);
        for (var i = 0; i < 10; i++) await Gateway.GetAsync(Gateway.Question());
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold, times: int.MaxValue);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(5));

        var probe = Gateway.GetAsync(Gateway.Question());
        await Gateway.WaitForCallsAsync(11);
        var others = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Gateway.GetAsync(Gateway.Question())));

        foreach (var other in others) other.ShouldBeProblem(503, "tenant-unavailable");
        Gateway.Tenant.Record.Count.ShouldBe(11);
        hold.Release();
        (await probe).ShouldBePage();
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
    }

    [Fact]
    public async Task OpenAndAnswerKept_GivesThatAtOnce()
    {
        var question = Gateway.Question();
        var good = (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Clock!.Advance(TimeSpan.FromHours(2));
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);
        for (var i = 0; i < 10; i++) (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(502);
        var calls = Gateway.Tenant.Record.Count;

        var stale = (await Gateway.GetAsync(question)).ShouldBePage();

        stale.Bytes.ShouldBe(good.Bytes);
        stale["Cache-Status"].ShouldNotBeNull().ShouldContain("detail=tenant-unavailable");
        Gateway.Tenant.Record.Count.ShouldBe(calls);
    }

    [Theory]
    [InlineData(FaultKind.ErrorIn200)]
    [InlineData(FaultKind.Forbidden403)]
    [InlineData(FaultKind.NotFound404)]
    public async Task WhatIsNoFaultOfTheTenant_DoesNotOpenIt(FaultKind fault)
    {
        Gateway.Tenant.Faults.Order(fault, times: int.MaxValue);

        for (var i = 0; i < 15; i++) (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(502);

        Gateway.Tenant.Record.Count.ShouldBe(15);
    }

    [Fact]
    public async Task LessThanFourInFive_DoNotOpenIt()
    {
        for (var i = 0; i < 30; i++)
        {
            if (i % 4 != 0) Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: 1);
            await Gateway.GetAsync(Gateway.Question());
        }

        Gateway.Tenant.Record.Count.ShouldBe(30);
    }
}
