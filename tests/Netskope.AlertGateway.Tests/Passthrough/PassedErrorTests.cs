using System.Globalization;
using Netskope.AlertGateway.Tests.Failures;
using Netskope.AlertGateway.Tests.Infrastructure;
using Netskope.Simulator;

namespace Netskope.AlertGateway.Tests.Passthrough;

/// <summary>Whatever is wrong with an answer that has not begun is an error of the table, with its status.</summary>
[Trait("tenant", "v1")]
public sealed class PassedErrorTests(StrictFaultFixture gateway) : ContractTests<StrictFaultFixture>(gateway)
{
    // What is large or slow in the middle can only be seen there (BrokenOffTests); what data holds is the caller's to read.
    static readonly FaultKind[] Others =
    [
        FaultKind.GzipBomb, FaultKind.GzipCutShort, FaultKind.ErrorAfterRows, FaultKind.MissingData, FaultKind.DataOfWrongType, FaultKind.SlowDrip,
    ];

    public static TheoryData<string> Faults => [.. TenantFaults.All.Where(fault => !Others.Contains(fault.Value.Kind)).Select(fault => fault.Key)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryFaultOfTheTenant_HasItsRow_AndTheNextAnswerIsGood(string name)
    {
        var fault = TenantFaults.All[name];
        fault.Order(Gateway.Tenant);

        var answer = (await Gateway.GetAsync(Routes.All["legalhold"].Target)).ShouldBeProblem(fault.Status, $":{fault.Slug}");

        answer["Retry-After"].ShouldBe(fault.RetryAfter?.ToString(CultureInfo.InvariantCulture));
        string[] inside = ["Exception", "   at ", "System.", "Yarp", "nginx", "ci_session", "<html", GatewayFixture.TenantToken];
        foreach (var text in inside) answer.Text.ShouldNotContain(text);
        foreach (var header in (string[])["Set-Cookie", "Server", "Location", "Expires", "Pragma"]) answer[header].ShouldBeNull(header);
        Gateway.Quiet();
        (await Gateway.GetAsync(Routes.All["legalhold"].Target)).ShouldBePage();
    }

    [Theory]
    [InlineData(FaultKind.MissingData)]
    [InlineData(FaultKind.DataOfWrongType)]
    public async Task ShapeOfTheData_IsTheCallersToRead(FaultKind kind)
    {
        Gateway.Tenant.Faults.Order(kind);

        (await Gateway.GetAsync(Routes.All["app_instances"].Target)).ShouldBePage();
    }

    [Fact]
    public async Task CodingThatWasNotAskedFor_IsMalformed()
    {
        Gateway.Tenant.Faults.Order(FaultKind.GzipBomb);

        (await Gateway.GetAsync(Routes.All["clients"].Target)).ShouldBeProblem(502, ":tenant-malformed");
    }

    [Fact]
    public async Task RefusedToken_IsAnAlarm_AndNever401()
    {
        Gateway.Tenant.Faults.Order(FaultKind.AuthorizationErrorIn200);

        (await Gateway.GetAsync(Routes.All["userconfig"].Target)).ShouldBeProblem(502, ":upstream-credentials");

        Gateway.LoggedFaults.ShouldHaveSingleItem().Line.ShouldContain("Netskope:Token");
        (await Gateway.GetAsync("/health/ready", token: null)).Text.ShouldContain("Degraded");
        (await Gateway.GetAsync(Routes.All["userconfig"].Target)).ShouldBePage();
        (await Gateway.GetAsync("/health/ready", token: null)).Text.ShouldNotContain("Degraded");
    }

    [Fact]
    public async Task AnnouncedSizeOverTheBound_Is502_BeforeTheAnswerBegins()
    {
        await using var small = await GatewayFixture.StartAsync(
            settings => settings["Passthrough:MaxResponseBytes"] = "100000",
            simulate: tenant => (tenant.ClientsBytes, tenant.ClientsContentLength) = (1_000_000, true));

        (await small.GetAsync(Routes.All["clients"].Target)).ShouldBeProblem(502, ":page-too-large").Text.ShouldContain("Passthrough:MaxResponseBytes");
    }
}

/// <summary>What is passed through is paid for like everything else.</summary>
[Trait("tenant", "v1")]
public sealed class PassedBudgetTests
{
    [Fact]
    public async Task BudgetThatIsUsedUp_Is503OnArrival_AndTheTenantIsNotAsked()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            (settings["Netskope:RequestsPerSecond"], settings["Netskope:Burst"]) = ("0.1", "1");
            settings["Gateway:RequestTimeout"] = "00:00:05";
        });
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();

        (await gateway.GetAsync(Routes.All["clients"].Target)).ShouldBeProblem(503, ":tenant-quota")["Retry-After"].ShouldNotBeNull();

        gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task FaultThatPasses_IsTriedAgain_AndPaidAgain()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Netskope:Retries"] = "2");
        gateway.Tenant.Faults.Order(FaultKind.TruncatedTransfer);

        (await gateway.GetAsync(Routes.All["quarantine"].Target)).ShouldBePage();

        gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AsManyAnswersAtOnceAsMayBe_AndTheNextIsToldSo()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Passthrough:MaxConcurrent"] = "1");
        var hold = gateway.Tenant.Faults.Order(FaultKind.Hold);
        var first = gateway.GetAsync(Routes.All["clients"].Target);
        await gateway.WaitForCallsAsync(1);

        (await gateway.GetAsync(Routes.All["clients"].Target)).ShouldBeProblem(503, ":gateway-busy")["Retry-After"].ShouldNotBeNull();

        hold.Release();
        (await first).ShouldBePage();
        (await gateway.GetAsync(Routes.All["clients"].Target)).ShouldBePage();
    }
}
