using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Failures;

/// <summary>Every fault of the tenant, through the front door.</summary>
public abstract class FaultOutcomes<TSubject, TGateway>(FixtureFor<TSubject, TGateway> fixture) : ContractTests<TSubject, TGateway>(fixture)
    where TSubject : ISubject
    where TGateway : GatewayFixture, new()
{
    [Theory]
    [MemberData(nameof(TenantFaults.Names), MemberType = typeof(TenantFaults))]
    public async Task EveryFault_HasItsRow_AndTheNextGoodAnswerComesAtOnce(string name)
    {
        var fault = TenantFaults.Of(Subject)[name];
        await using var clocked = fault.TakesTime ? await StartClockedAsync() : null;
        var gateway = clocked ?? Gateway;
        var question = gateway.Question("&limit=200");
        fault.Order(gateway.Tenant);

        var asking = gateway.GetAsync(question);
        if (clocked is not null) await clocked.WaitForCallsAsync(1);
        var answer = clocked is null ? await asking : await Eventually.DoneAsync(asking, clocked.Clock!, TimeSpan.FromSeconds(1));

        ShouldBeError(answer, fault);
        answer["Retry-After"].ShouldBe(fault.RetryAfter?.ToString(CultureInfo.InvariantCulture));
        ShouldTellNothing(answer);

        await gateway.HealAsync();
        (await gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse("the fault was kept");
        (await gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeTrue("the good answer was not kept");
        gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RetryAfterAsADate_IsObeyed()
    {
        var until = Gateway.Now + TimeSpan.FromSeconds(120);
        Gateway.Tenant.Faults.Order(FaultKind.TooManyRequests429, times: int.MaxValue, new FaultDetails { RetryAfter = until.ToString("R") });

        var answer = await Gateway.GetAsync(Gateway.Question());

        int.Parse(answer["Retry-After"].ShouldNotBeNull(), CultureInfo.InvariantCulture).ShouldBeInRange(90, 121);
    }

    [Fact]
    public async Task TokenRotatedBehindOurBack_IsUpstreamCredentials_UntilItIsGoodAgain()
    {
        var question = Gateway.Question();
        (Gateway.Tenant.Options.Token, Gateway.Tenant.Options.TokenV2) = ("the-next-token-4e1b77c2", "the-next-token-4e1b77c2");
        try
        {
            ShouldBeError(await Gateway.GetAsync(question), TenantFaults.Of(Subject, FaultKind.Forbidden403));
        }
        finally
        {
            (Gateway.Tenant.Options.Token, Gateway.Tenant.Options.TokenV2) = (GatewayFixture.TenantToken, GatewayFixture.TenantToken);
        }

        (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse();
    }

    [Fact]
    public async Task GoodPageUnderAWrongContentType_IsAPage_AsJson()
    {
        Gateway.Tenant.Faults.Order(FaultKind.WrongContentType);

        var answer = (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();

        answer["Set-Cookie"].ShouldBeNull();
        answer["Server"].ShouldBeNull();
        answer["Cache-Control"].ShouldNotBeNull().ShouldNotContain("no-store");
    }

    static async Task<TGateway> StartClockedAsync()
    {
        var gateway = new TGateway { Subject = Subject, Clock = new ManualTimeProvider() };
        await gateway.InitializeAsync();
        return gateway;
    }

    protected abstract void ShouldBeError(Answer answer, TenantFault fault);

    static void ShouldTellNothing(Answer answer)
    {
        string[] inside = ["Exception", "   at ", "System.", "Microsoft.", "Stack", "nginx", "ci_session", "<html", GatewayFixture.TenantToken];
        foreach (var text in inside) answer.Text.ShouldNotContain(text);
        foreach (var header in (string[])["Set-Cookie", "Server", "Location", "Expires", "Pragma", "Cache-Status"]) answer[header].ShouldBeNull(header);
    }
}

public abstract class StrictFaultOutcomeTests<TSubject>(FixtureFor<TSubject, StrictFaultFixture> fixture) : FaultOutcomes<TSubject, StrictFaultFixture>(fixture)
    where TSubject : ISubject
{
    protected override void ShouldBeError(Answer answer, TenantFault fault) =>
        answer.ShouldBeProblem(fault.Status, $":{fault.Slug}");
}

public abstract class LegacyFaultOutcomeTests<TSubject>(FixtureFor<TSubject, LegacyFaultFixture> fixture) : FaultOutcomes<TSubject, LegacyFaultFixture>(fixture)
    where TSubject : ISubject
{
    protected override void ShouldBeError(Answer answer, TenantFault fault) => answer.ShouldBeLegacyError(fault.Status);
}

public sealed class V1AlertsStrictFaultOutcomeTests(FixtureFor<V1Alerts, StrictFaultFixture> fixture) : StrictFaultOutcomeTests<V1Alerts>(fixture);

public sealed class V2AlertsStrictFaultOutcomeTests(FixtureFor<V2Alerts, StrictFaultFixture> fixture) : StrictFaultOutcomeTests<V2Alerts>(fixture);

public sealed class V1EventsStrictFaultOutcomeTests(FixtureFor<V1Events, StrictFaultFixture> fixture) : StrictFaultOutcomeTests<V1Events>(fixture);

public sealed class V2EventsStrictFaultOutcomeTests(FixtureFor<V2Events, StrictFaultFixture> fixture) : StrictFaultOutcomeTests<V2Events>(fixture);

public sealed class V1AlertsLegacyFaultOutcomeTests(FixtureFor<V1Alerts, LegacyFaultFixture> fixture) : LegacyFaultOutcomeTests<V1Alerts>(fixture);

public sealed class V2AlertsLegacyFaultOutcomeTests(FixtureFor<V2Alerts, LegacyFaultFixture> fixture) : LegacyFaultOutcomeTests<V2Alerts>(fixture);

public sealed class V1EventsLegacyFaultOutcomeTests(FixtureFor<V1Events, LegacyFaultFixture> fixture) : LegacyFaultOutcomeTests<V1Events>(fixture);

public sealed class V2EventsLegacyFaultOutcomeTests(FixtureFor<V2Events, LegacyFaultFixture> fixture) : LegacyFaultOutcomeTests<V2Events>(fixture);
