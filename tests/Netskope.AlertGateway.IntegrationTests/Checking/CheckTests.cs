using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Checking;

/// <summary><c>check</c> against one tenant after another: what it says, and its exit code.</summary>
public sealed class CheckTests
{
    const string V1 = "v1  /api/v1/alerts             ";
    const string V2 = "v2  /api/v2/events/data/alert  ";

    [Theory]
    [InlineData("v1", V1)]
    [InlineData("v2", V2)]
    public async Task HealthyTenant_IsOk_And0(string version, string line)
    {
        await using var tenant = await RunningTenant.StartAsync();

        var run = await Checked.RunAsync(tenant, version);

        run.Code.ShouldBe(0, run.Output + run.Error);
        run.Output.ShouldBe(line + "ok, 10 rows, 0.0 s" + Environment.NewLine);
        run.Error.ShouldBeEmpty();
        tenant.Tenant.Record.Calls.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("v1", "the token is refused (403): renew the REST API v1 token and write it to Netskope:Token.")]
    [InlineData("v2", "the token is refused (401): renew the REST API v2 token, with the privilege to read /api/v2/events/data/alert, and write it to Netskope:Token.")]
    public async Task WrongToken_IsToBeRenewed_And2(string version, string advice)
    {
        await using var tenant = await RunningTenant.StartAsync();

        var run = await Checked.RunAsync(tenant, version, "--Netskope:Token=wrong-token-73ab15");

        run.ShouldFail(version, advice);
        run.Output.ShouldNotContain("73ab15");
    }

    [Fact]
    public async Task WrongTokenInA200_IsToBeRenewed_And2()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.InvalidTokenAs200 = true);

        (await Checked.RunAsync(tenant, "v1", "--Netskope:Token=wrong-token-73ab15")).ShouldFail("v1", "the token is refused (200): renew the REST API v1 token");
    }

    [Theory]
    [InlineData(FaultKind.Forbidden403, "If the token is good, Netskope has retired the v1 endpoint for this tenant: ")]
    [InlineData(FaultKind.NotFound404, "the endpoint is not there (404): Netskope has retired it for this tenant, or Netskope:BaseUrl is not the tenant's own address. ")]
    public async Task RetiredV1_AsksForV2_And2(FaultKind fault, string advice)
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(fault);

        var run = await Checked.RunAsync(tenant);

        run.ShouldFail("v1", advice);
        run.Output.ShouldContain("set Netskope:ApiVersion=v2 and write a REST API v2 token to Netskope:Token.");
    }

    [Fact]
    public async Task RetiredV1BesideAHealthyV2_LeavesNothingToCompare_And2()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.NotFound404, when: request => request.Path.StartsWithSegments("/api/v1", StringComparison.Ordinal));

        var run = await Checked.RunBothAsync(tenant, "v2");

        run.ShouldFail("v1", "stay with Netskope:ApiVersion=v2, and drop the v1 token.");
        run.Lines[1].ShouldStartWith(V2 + "ok, 10 rows");
        run.Lines.Length.ShouldBe(2);
    }

    [Fact]
    public async Task NobodyThere_NamesFirewallAndProxy_And2()
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await Checked.RunAsync(tenant, "v1", "--Netskope:BaseUrl=http://127.0.0.1:1"))
            .ShouldFail("v1", "no connection to 127.0.0.1 (ConnectionRefused): see Netskope:BaseUrl, whether a firewall is between, and whether HTTPS_PROXY is needed or wrong.");
    }

    [Theory]
    [InlineData("v1", FaultKind.TooManyRequests429, "the tenant's quota is used up: come back after 17 s.")]
    [InlineData("v2", FaultKind.TooManyRequests429, "the tenant's quota is used up: come back after 17 s.")]
    [InlineData("v1", FaultKind.Unavailable503, "Netskope is under maintenance (503): come back after 17 s.")]
    [InlineData("v1", FaultKind.InternalError500, "Netskope answered 500. The fault is Netskope's")]
    [InlineData("v1", FaultKind.Found302, "it redirects (302)")]
    [InlineData("v2", FaultKind.NotFound404, "the endpoint is not there (404): see whether Netskope:BaseUrl")]
    [InlineData("v1", FaultKind.HtmlIn200, "a login page answers in Netskope's place")]
    [InlineData("v2", FaultKind.TruncatedTransfer, "Netskope's answer broke off.")]
    [InlineData("v1", FaultKind.ErrorIn200, "Netskope answered with an error: General Error; The request could not be processed.")]
    public async Task FailingTenant_IsToldByItsCause_And2(string version, FaultKind fault, string advice)
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(fault, details: new FaultDetails { RetryAfter = "17" });

        (await Checked.RunAsync(tenant, version)).ShouldFail(version, advice);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task UsedUpQuota_OfTheTenantItself_Is2(string version)
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.RequestsPerSecond, options.QueueLength, options.V2QuotaWindow) = (1, 0, TimeSpan.FromHours(1)));
        tenant.Tenant.Options.RequestsPerSecond = version == "v1" ? 1 : 1.0 / 3600;
        (await Checked.RunAsync(tenant, version)).Code.ShouldBe(0);

        (await Checked.RunAsync(tenant, version)).ShouldFail(version, "the tenant's quota is used up: come back after ");
    }

    [Fact]
    public async Task SilentTenant_IsGivenUpAtTheTimeout_And2()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.Hold);
        var running = Checked.RunAsync(tenant);
        await tenant.Tenant.Record.WaitForCountAsync(1, RunningTenant.Stop).WaitAsync(GatewayFixture.Patience, RunningTenant.Stop);

        tenant.Clock.Advance(TimeSpan.FromSeconds(31));

        (await running.WaitAsync(GatewayFixture.Patience, RunningTenant.Stop)).ShouldFail("v1", "Netskope did not answer within 30 s. Try again; if it stays so, raise Netskope:Timeout (now 00:00:30).");
    }

    [Fact]
    public async Task OrderThatIsNotAsSet_NamesTheSetting_And2()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.V2Order = V2Order.Ascending);

        (await Checked.RunAsync(tenant, "v2")).ShouldFail("v2", "Set Netskope:V2Order=Unknown.");

        (await Checked.RunAsync(tenant, "v2", "--Netskope:V2Order=Unknown")).Code.ShouldBe(0);
    }

    [Fact]
    public async Task ClockThatIsOff_IsAWarning()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.ClockOffset = TimeSpan.FromMinutes(2));

        var run = await Checked.RunAsync(tenant);

        run.Code.ShouldBe(0);
        run.Lines[1].ShouldBe("warning: The tenant's clock and this machine's differ by 120 s. The tenant's is used; set this machine's clock.");
    }

    [Theory]
    [InlineData("v1", TokenForm.Plain)]
    [InlineData("v1", TokenForm.PercentEncodedWholly)]
    [InlineData("v2", TokenForm.Plain)]
    [InlineData("v2", TokenForm.Base64)]
    public async Task TokenInTheTenantsWords_IsNotPrinted(string version, TokenForm form)
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.TokenEchoed, times: 2, new FaultDetails { TokenForm = form });

        var run = await Checked.RunBothAsync(tenant, version);

        run.Code.ShouldBe(2);
        run.Output.ShouldContain("***");
    }

    [Fact]
    public async Task WrongSettings_AreAllNamed_And1()
    {
        var run = await Checked.RunAsync(
            new ManualTimeProvider(),
            ["--Netskope:ApiVersion=v3", "--Netskope:Tokn=x", "--Check:OtherToken=short", "--Check:OtherTokenFile=/nowhere/token"]);
        run.Code.ShouldBe(1);
        run.Error.ShouldContain("The check can not start: Netskope:Tokn is not a setting; did you mean Netskope:Token?");
        run.Error.ShouldContain("The check can not start: Check:OtherTokenFile is given beside Check:OtherToken; write one of the two.");

        run = await Checked.RunAsync(new ManualTimeProvider(), ["--Netskope:ApiVersion=v3", "--Check:OtherTokenFile=/nowhere/token"]);
        run.Code.ShouldBe(1);
        foreach (var setting in (string[])["Netskope:BaseUrl is missing", "Netskope:ApiVersion may be v1 or v2", "Netskope:Token is missing", "Check:OtherTokenFile names a file that can not be read"])
            run.Error.ShouldContain("The check can not start: " + setting);
        run.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Help_TellsTheExitCodes()
    {
        var run = await Checked.RunAsync(new ManualTimeProvider(), ["--help"]);

        run.Code.ShouldBe(0);
        run.Output.ShouldContain("Exit codes:");
    }
}

static class CheckedAssertions
{
    public static void ShouldFail(this Checked run, string version, string advice)
    {
        run.Code.ShouldBe(2, run.Output + run.Error);
        run.Error.ShouldBeEmpty();
        run.Lines.ShouldContain(line => line.StartsWith(version + " ", StringComparison.Ordinal) && line.Contains("  failed: ", StringComparison.Ordinal) && line.Contains(advice, StringComparison.Ordinal), run.Output);
    }
}
