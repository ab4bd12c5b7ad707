using System.Diagnostics;
using System.Text.RegularExpressions;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests;

/// <summary>The built program as a process of its own: settings only from its environment, started from a foreign folder.</summary>
public sealed partial class StartTests
{
    static readonly Dictionary<string, string> Good = new(StringComparer.Ordinal)
    {
        ["Netskope__BaseUrl"] = "https://acme.goskope.com",
        ["Netskope__ApiVersion"] = "v1",
        ["Netskope__Token"] = "made-up-token-9b2e61",
        ["Authentication__Schemes__Bearer__Authority"] = "https://issuer.example",
        ["Authentication__Schemes__Bearer__ValidAudiences__0"] = "alert-gateway",
        ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",
    };

    [Theory]
    [InlineData("Netskope__BaseUrl", null, "Netskope:BaseUrl")]
    [InlineData("Netskope__BaseUrl", "acme", "Netskope:BaseUrl")]
    [InlineData("Netskope__ApiVersion", null, "Netskope:ApiVersion")]
    [InlineData("Netskope__ApiVersion", "v3", "Netskope:ApiVersion")]
    [InlineData("Netskope__V2Order", "Sideways", "Netskope:V2Order")]
    [InlineData("Netskope__V2MaxLimit", "10", "Netskope:V2MaxLimit")]
    [InlineData("Netskope__MaxRowsScanned", "10", "Netskope:MaxRowsScanned")]
    [InlineData("Netskope__BaseUrl", "http://acme.goskope.com", "Netskope:BaseUrl")]
    [InlineData("Netskope__Token", null, "Netskope:Token")]
    [InlineData("Authentication__Schemes__Bearer__Authority", null, "Authentication:Schemes:Bearer:Authority")]
    [InlineData("Authentication__Schemes__Bearer__Authority", "http://issuer.example", "Authentication:Schemes:Bearer")]
    [InlineData("Authentication__Schemes__Bearer__ValidAudiences__0", null, "Authentication:Schemes:Bearer:ValidAudiences")]
    [InlineData("Gateway__Compatibility", "Lax", "Gateway:Compatibility")]
    [InlineData("Gateway__RequestTimeout", "soon", "Gateway:RequestTimeout")]
    [InlineData("Gateway__RequestTimeout", "-00:00:01", "Gateway:RequestTimeout")]
    [InlineData("Gateway__KnownProxies", "10.0.0.1,proxy", "Gateway:KnownProxies has 'proxy'")]
    [InlineData("Gateway__KnownProxies__0", "10.0.0.1/8", "Gateway:KnownProxies has '10.0.0.1/8'")]
    [InlineData("Gateway__PathBase", "/netskope/", "Gateway:PathBase is '/netskope/'; write /netskope")]
    [InlineData("Gateway__AllowedOrigins", "*", "Gateway:AllowedOrigins has '*'")]
    [InlineData("Netskope__Timeout", "00:00:00", "Netskope:Timeout")]
    [InlineData("Netskope__MaxPageBytes", "0", "Netskope:MaxPageBytes")]
    [InlineData("Cache__MinAge", "-1", "Cache:MinAge")]
    [InlineData("Netskope__Tokn", "x", "Netskope:Tokn")]
    [InlineData("Access__Keys__0__Client", "reporting", "Access:Keys:0:Sha256 is missing; \"dotnet Netskope.AlertGateway.dll key new --client <name>\"")]
    [InlineData("Access__Keys", "agk_made-up-token-9b2e61-made-up-token-9b2e61-ab", "Access:Keys is '***', but a list of groups of settings")]
    [InlineData("Redis__Timeout", "00:00:00", "Redis:Timeout")]
    [InlineData("Redis__MaxValueBytes", "1", "Redis:MaxValueBytes")]
    [InlineData("Cache__KeyPrefix", "a:b", "Cache:KeyPrefix")]
    [InlineData("Cache__Generation", "x", "Cache:Generation")]
    [InlineData("Cache__EncryptionKey", "made-up-token-9b2e61", "Cache:EncryptionKey")]
    [InlineData("Cache__PreviousEncryptionKey", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Cache:PreviousEncryptionKey")]
    [InlineData("Audit__Required", "true", "Audit:Required needs Audit:File")]
    [InlineData("Audit__File", "access.jsonl", "Audit:File is no absolute path")]
    [InlineData("Audit__HashQueryValues", "true", "Audit:HashKey is missing")]
    [InlineData("Audit__HashKey", "made-up-token-9b2e61", "Audit:HashKey")]
    [InlineData("ConnectionStrings__Redis", "password=made-up-token-9b2e61", "ConnectionStrings:Redis")]
    [InlineData("ConnectionStrings__Redis", "redis://:made-up-token-9b2e61@redis.example:6379", "ConnectionStrings:Redis")]
    [InlineData("ConnectionStrings__Redis", "redis.example:6379,password=made-up-token-9b2e61,nosuch=1", "ConnectionStrings:Redis")]
    public async Task WrongSetting_StopsTheStart_NamingIt_WithoutAStackTrace(string variable, string? value, string setting)
    {
        var (code, output, error) = await RunAsync(variable, value);

        code.ShouldBe(1, output + error);
        error.ShouldContain(setting, Case.Sensitive);
        (output + error).ShouldNotContain("   at ");
        (output + error).ShouldNotContain("Unhandled exception");
        (output + error).ShouldNotContain("made-up-token-9b2e61");
    }

    [Fact]
    public async Task SeveralWrongSettings_AreAllNamed()
    {
        var (code, _, error) = await RunAsync("Netskope__BaseUrl", null, ("Gateway__RequestTimeout", "00:00:00"), ("Netskope__Token", ""));

        code.ShouldBe(1);
        error.ShouldContain("Netskope:BaseUrl");
        error.ShouldContain("Netskope:Token");
        error.ShouldContain("Gateway:RequestTimeout");
    }

    [Fact]
    public async Task GoodSettings_StartFromAnyFolder()
    {
        using var process = GatewayProcess.Launch(Good);
        try
        {
            using var deadline = Deadline();
            string? address = null;
            while (address is null && await process.StandardOutput.ReadLineAsync(deadline.Token) is { } line)
                address = Listening().Match(line) is { Success: true } match ? match.Value : null;
            address.ShouldNotBeNull(await ErrorOfAsync(process, address is null));

            using var wire = new HttpMessageInvoker(new SocketsHttpHandler());
            using var request = new HttpRequestMessage(HttpMethod.Get, address + "/health/live");
            using var answer = await wire.SendAsync(request, deadline.Token);

            ((int)answer.StatusCode).ShouldBe(200);
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task BusyPort_StopsTheStart_NamingIt_WithoutAStackTrace()
    {
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var address = $"http://{holder.LocalEndpoint}";

        var (code, output, error) = await RunAsync("ASPNETCORE_URLS", address);

        code.ShouldBe(1, output + error);
        error.ShouldContain(address);
        (output + error).ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("ASPNETCORE_URLS", "nonsense", "nonsense")]
    [InlineData("ASPNETCORE_URLS", "http://203.0.113.1:8080", "address")]
    [InlineData("Kestrel__Endpoints__Https__Url", "https://127.0.0.1:0", "certificate")]
    [InlineData("Kestrel__Certificates__Default__Path", "/nowhere/certificate.pfx", "certificate.pfx")]
    [InlineData("Logging__LogLevel__Default", "Loud", "Loud")]
    public async Task WhatTheFrameworkRefuses_StopsTheStart_InALineOrTwo(string variable, string value, string named)
    {
        var (code, output, error) = await RunAsync(variable, value);

        code.ShouldBe(1, output + error);
        error.ShouldContain(named);

        // Beside it the log may tell that this issuer can not be read, which is true.
        error.Split('\n').Count(line => line.StartsWith("The gateway can not start: ", StringComparison.Ordinal)).ShouldBe(1, error);
        (output + error).ShouldNotContain("   at ");
    }

    static async Task<(int Code, string Output, string Error)> RunAsync(string variable, string? value, params (string Name, string Value)[] more)
    {
        var settings = new Dictionary<string, string>(Good, StringComparer.Ordinal);
        settings.Remove(variable);
        if (value is not null) settings[variable] = value;
        foreach (var (name, other) in more) settings[name] = other;

        using var process = GatewayProcess.Launch(settings);
        using var deadline = Deadline();
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    static async Task<string?> ErrorOfAsync(Process process, bool ended) =>
        ended ? await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken) : null;

    static CancellationTokenSource Deadline()
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(GatewayFixture.Patience);
        return deadline;
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
