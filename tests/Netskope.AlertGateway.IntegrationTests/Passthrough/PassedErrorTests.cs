using System.Globalization;
using Netskope.AlertGateway.IntegrationTests.Failures;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

/// <summary>Whatever is wrong with an answer that has not begun is an error of the table, with its status.</summary>
public sealed class PassedErrorTests(StrictFaultFixture gateway) : ContractTests<StrictFaultFixture>(gateway)
{
    // What is large or slow in the middle can only be seen there (BrokenOffTests); what data holds is the caller's to read.
    static readonly FaultKind[] Others =
    [
        FaultKind.GzipBomb, FaultKind.GzipCutShort, FaultKind.ErrorAfterRows, FaultKind.MissingData, FaultKind.DataOfWrongType, FaultKind.SlowDrip,
    ];

    public static TheoryData<string> Faults => [.. TenantFaults.Of(Subject.V1Alerts).Where(fault => !Others.Contains(fault.Value.Kind)).Select(fault => fault.Key)];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task EveryFaultOfTheTenant_HasItsRow_AndTheNextAnswerIsGood(string name)
    {
        var fault = TenantFaults.Of(Subject.V1Alerts)[name];
        fault.Order(Gateway.Tenant);

        var answer = (await Gateway.GetAsync(Routes.All["legalhold"].Target)).ShouldBeProblem(fault.Status, $":{fault.Slug}");

        answer["Retry-After"].ShouldBe(fault.RetryAfter?.ToString(CultureInfo.InvariantCulture));
        string[] inside = ["Exception", "   at ", "System.", "Yarp", "nginx", "ci_session", "<html", GatewayFixture.TenantToken];
        foreach (var text in inside) answer.Text.ShouldNotContain(text);
        foreach (var header in (string[])["Set-Cookie", "Server", "Location", "Expires", "Pragma"]) answer[header].ShouldBeNull(header);
        await Gateway.HealAsync();
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
        (await Gateway.GetAsync("/health/ready", token: null)).Text.ShouldContain("userconfig: ");
        (await Gateway.GetAsync(Routes.All["userconfig"].Target)).ShouldBePage();
        (await Gateway.GetAsync("/health/ready", token: null)).Text.ShouldNotContain("userconfig: ");
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
    public async Task OneCaller_GetsAQuarterOfThePlaces_AndAnotherIsServed()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Passthrough:MaxConcurrent"] = "4");
        var hold = gateway.Tenant.Faults.Order(FaultKind.Hold);
        var first = gateway.GetAsync(Routes.All["clients"].Target);
        await gateway.WaitForCallsAsync(1);

        (await gateway.GetAsync(Routes.All["clients"].Target)).ShouldBeProblem(429, ":caller-rate")["Retry-After"].ShouldNotBeNull();
        (await gateway.GetAsync(Routes.All["clients"].Target, gateway.Token(subject: "app-2"))).ShouldBePage();

        hold.Release();
        (await first).ShouldBePage();
        (await gateway.GetAsync(Routes.All["clients"].Target)).ShouldBePage();
    }

    [Fact]
    public async Task AsManyRequestsAtOnceAsMayBe_AndTheNextIsToldSo()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Passthrough:MaxConcurrent"] = "2");
        var holds = gateway.Tenant.Faults.Order(FaultKind.Hold, times: 2);
        var busy = new[] { "app-1", "app-2" }.Select(app => gateway.GetAsync(Routes.All["clients"].Target, gateway.Token(subject: app))).ToList();
        await gateway.WaitForCallsAsync(2);

        (await gateway.GetAsync(Routes.All["clients"].Target, gateway.Token(subject: "app-3"))).ShouldBeProblem(503, ":gateway-busy")["Retry-After"].ShouldNotBeNull();

        holds.Release();
        foreach (var answer in await Task.WhenAll(busy)) answer.ShouldBePage();
    }

    [Fact]
    public async Task TenantThatDoesNotAnswer_Is504_WhenTheRequestsTimeIsUp_AndNoLater()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Gateway:RequestTimeout"] = "00:00:02");
        gateway.Tenant.Faults.Order(FaultKind.Hold, times: int.MaxValue);

        (await gateway.GetAsync(Routes.All["clients"].Target)).ShouldBeProblem(504, ":deadline-exceeded");

        (await gateway.Tenant.Record.Calls[0].Ended.WaitAsync(GatewayFixture.Patience, TimeProvider.System, TestContext.Current.CancellationToken)).ShouldBeFalse();
    }

    [Fact]
    public async Task EndpointThatFails_IsNotAskedForAWhile_AndIsInNoOthersWay()
    {
        await using var gateway = await GatewayFixture.StartAsync();
        gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue, details: null, when: request => request.Path.Value == "/api/v1/security_assessment");
        for (var i = 0; i < 10; i++) (await gateway.GetAsync(Routes.All["security_assessment"].Target)).ShouldBeProblem(502);

        (await gateway.GetAsync(Routes.All["security_assessment"].Target)).ShouldBeProblem(503, ":tenant-unavailable");

        (await gateway.GetAsync(Routes.All["clients"].Target)).ShouldBePage();
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        (await gateway.GetAsync("/health/ready", token: null)).Text.ShouldContain("security_assessment: ");
    }

    [Fact]
    public async Task CallersWhoLeaveATenantThatHangs_DoNotMakeItLookWell()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await GatewayFixture.StartAsync(clock: clock);
        gateway.Tenant.Faults.Order(FaultKind.Hold, times: int.MaxValue);
        using var leaving = new CancellationTokenSource();
        var asking = Enumerable.Range(0, 10).Select(_ => gateway.GetUntilAsync(Routes.All["clients"].Target, leaving.Token)).ToList();
        await gateway.WaitForCallsAsync(10);

        clock.Advance(TimeSpan.FromSeconds(4));
        await leaving.CancelAsync();
        foreach (var left in asking) await Should.ThrowAsync<Exception>(left);

        await Eventually.HoldsAsync("the endpoint is not asked", async () => (await gateway.GetAsync(Routes.All["clients"].Target)).Status == 503);
    }
}
