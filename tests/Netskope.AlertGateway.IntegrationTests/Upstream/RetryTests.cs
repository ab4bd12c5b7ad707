using Netskope.AlertGateway.IntegrationTests.Failures;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Upstream;

/// <summary>What passes by itself is tried again, within the request's time; each attempt is a call of its own.</summary>
public sealed class RetryTests(RetryingFixture gateway) : ContractTests<RetryingFixture>(gateway)
{
    [Theory]
    [InlineData(FaultKind.BadGateway502)]
    [InlineData(FaultKind.Unavailable503)]
    [InlineData(FaultKind.RateLimited512)]
    [InlineData(FaultKind.ResetBeforeAnswer)]
    [InlineData(FaultKind.ResetInBody)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.TruncatedTransfer)]
    [InlineData(FaultKind.HtmlIn200)]
    [InlineData(FaultKind.EmptyBody)]
    public async Task WhatPasses_IsTriedAgain_AndTheCallerGetsItsPage(FaultKind fault)
    {
        Gateway.Tenant.Faults.Order(fault, times: 1, new FaultDetails { RetryAfter = "1" });

        var answer = (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();

        answer["Cache-Status"].ShouldNotBeNull().ShouldContain("fwd=uri-miss");
        Gateway.Tenant.Record.Count.ShouldBe(2);
        Gateway.Tenant.Record.Calls[1].RawQuery.ShouldBe(Gateway.Tenant.Record.Calls[0].RawQuery);
    }

    [Theory]
    [InlineData(FaultKind.InternalError500)]
    [InlineData(FaultKind.GatewayTimeout504)]
    [InlineData(FaultKind.NotFound404)]
    [InlineData(FaultKind.Found302)]
    [InlineData(FaultKind.ErrorIn200)]
    [InlineData(FaultKind.Forbidden403)]
    [InlineData(FaultKind.AuthorizationErrorIn200)]
    public async Task WhatStays_IsNotTriedAgain(FaultKind fault)
    {
        Gateway.Tenant.Faults.Order(fault, times: int.MaxValue);

        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(TenantFaults.Of(Subject, fault).Status);

        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(FaultKind.BadGateway502)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.Unavailable503)]
    public async Task WhatGoesOn_IsTheCallersAfterTheLastTry(FaultKind kind)
    {
        var fault = TenantFaults.Of(Subject, kind);
        Gateway.Tenant.Faults.Order(kind, times: int.MaxValue);

        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(fault.Status, fault.Slug);

        Gateway.Tenant.Record.Count.ShouldBe(3);
    }

    [Fact]
    public async Task TenantThatAsksToWaitLong_IsNotAskedSooner()
    {
        Gateway.Tenant.Faults.Order(FaultKind.Unavailable503, times: int.MaxValue, new FaultDetails { RetryAfter = "20" });

        var refused = (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(503, "tenant-maintenance");

        refused["Retry-After"].ShouldBe("20");
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }
}

public sealed class RetryingFixture : GatewayFixture
{
    public RetryingFixture() => Settings["Netskope:Retries"] = "2";
}
