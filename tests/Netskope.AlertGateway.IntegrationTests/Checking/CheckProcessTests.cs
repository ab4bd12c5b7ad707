using System.Diagnostics;
using System.Globalization;
using Netskope.AlertGateway.IntegrationTests.Outbound;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Checking;

/// <summary><c>dotnet Netskope.AlertGateway.dll check</c>: the exit code, and what only the environment of a process decides.</summary>
public sealed class CheckProcessTests(OutboundFixture fixture) : IClassFixture<OutboundFixture>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task HealthyTenant_Is0_WithoutSettingsOfTheIssuer()
    {
        var (code, output, error) = await RunAsync();

        code.ShouldBe(0, output + error);
        output.ShouldContain("ok, 10 rows, ");
        error.ShouldBeEmpty();
    }

    [Fact]
    public async Task WrongSetting_Is1_WithoutAStackTrace()
    {
        var (code, output, error) = await RunAsync(("Netskope__BaseUrl", "acme"));

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        error.ShouldBe("The check can not start: Netskope:BaseUrl is not an address; write https://<tenant>.goskope.com." + Environment.NewLine);
    }

    [Fact]
    public async Task UnknownHost_NamesDnsAndProxy_And2()
    {
        var (code, output, _) = await RunAsync(("Netskope__BaseUrl", "https://acme.goskope.test"));

        code.ShouldBe(2, output);
        output.ShouldContain("failed: the host acme.goskope.test is not found: see whether Netskope:BaseUrl is written right and DNS works here; where only a proxy knows it, set HTTPS_PROXY.");
    }

    [Fact]
    public async Task ProxyThatRefuses_IsNamed_WithoutItsPassword_And2()
    {
        await using var proxy = new ConnectProxy("egress:proxy-password-51c0");

        var (code, output, error) = await RunAsync(
            ("Netskope__BaseUrl", "https://acme.goskope.test"),
            ("HTTPS_PROXY", string.Create(CultureInfo.InvariantCulture, $"http://egress:wrong-password-51c0@127.0.0.1:{proxy.Port}")));

        code.ShouldBe(2, output);
        output.ShouldContain("failed: the proxy (HTTPS_PROXY) opens no connection to acme.goskope.test: ");
        (output + error).ShouldNotContain("51c0");
    }

    [Fact]
    public async Task PrivateCa_IsRefusedWithItsReason_UntilItsFileIsNamed()
    {
        await using var front = new TlsFront(fixture.Ca.Issue(["localhost"]), new Uri(fixture.Neighbours.Settings["Netskope:BaseUrl"]!).Port);
        var url = ("Netskope__BaseUrl", string.Create(CultureInfo.InvariantCulture, $"https://localhost:{front.Port}"));

        var (code, output, _) = await RunAsync(url);

        code.ShouldBe(2, output);
        output.ShouldContain("failed: there is no TLS connection to localhost that is trusted: ");
        output.ShouldContain("SSL_CERT_FILE");
        output.ShouldContain("warning: The TLS certificate of localhost is refused: RemoteCertificateChainErrors; its chain: PartialChain.");

        (code, output, _) = await RunAsync(url, ("SSL_CERT_FILE", fixture.Ca.File));
        code.ShouldBe(0, output);
    }

    // Not SIGINT, which is handled alike: what a script runs in the background ignores it, and so may this run.
    [Fact]
    public async Task Signal_StopsIt_With130()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.Hold);
        using var process = Launch(("Netskope__BaseUrl", tenant.Address));
        await tenant.Tenant.Record.WaitForCountAsync(1, Ct).WaitAsync(GatewayFixture.Patience, Ct);

        await process.SignalAsync("TERM", Ct);

        var (code, output, error) = await EndAsync(process);
        code.ShouldBe(130, output + error);
        error.ShouldBe("Stopped." + Environment.NewLine);
    }

    async Task<(int Code, string Output, string Error)> RunAsync(params (string Name, string Value)[] more)
    {
        using var process = Launch(more);
        return await EndAsync(process);
    }

    Process Launch(params (string Name, string Value)[] more)
    {
        var settings = fixture.Neighbours.Settings
            .Where(setting => setting.Key.StartsWith("Netskope:", StringComparison.Ordinal) && setting.Value is not null)
            .ToDictionary(setting => setting.Key.Replace(":", "__", StringComparison.Ordinal), setting => setting.Value!, StringComparer.Ordinal);
        foreach (var (name, value) in more) settings[name] = value;
        return GatewayProcess.Launch(settings, "check");
    }

    async Task<(int Code, string Output, string Error)> EndAsync(Process process)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(GatewayFixture.Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);
            TestContext.Current.TestOutputHelper?.WriteLine($"{await output}{await error}exit code {process.ExitCode}");
            (await output + await error).ShouldNotContain(fixture.Neighbours.Settings["Netskope:Token"]!);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }
}
