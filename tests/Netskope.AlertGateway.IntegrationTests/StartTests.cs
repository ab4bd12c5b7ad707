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

    /// <summary>What is wrong at one start: a process is slow to start, and each names all that it finds. What is no value hides what is a wrong one.</summary>
    static readonly Wrong[][] Together =
    [
        [
            new("Netskope__BaseUrl", null, "Netskope:BaseUrl"),
            new("Netskope__ApiVersion", null, "Netskope:ApiVersion"),
            new("Netskope__Token", null, "Netskope:Token"),
            new("Netskope__V2MaxLimit", "10", "Netskope:V2MaxLimit"),
            new("Netskope__MaxRowsScanned", "10", "Netskope:MaxRowsScanned"),
            new("Netskope__Timeout", "00:00:00", "Netskope:Timeout"),
            new("Netskope__MaxPageBytes", "0", "Netskope:MaxPageBytes"),
            new("Authentication__Schemes__Bearer__Authority", null, "Authentication:Schemes:Bearer:Authority"),
            new("Authentication__Schemes__Bearer__ValidAudiences__0", null, "Authentication:Schemes:Bearer:ValidAudiences"),
            new("Access__Keys__0__Client", "reporting", "Access:Keys:0:Sha256 is missing; \"dotnet Netskope.AlertGateway.dll key new --client <name>\""),
            new("Redis__Timeout", "00:00:00", "Redis:Timeout"),
            new("Redis__MaxValueBytes", "1", "Redis:MaxValueBytes"),
            new("Audit__Required", "true", "Audit:Required needs Audit:File"),
            new("Audit__HashQueryValues", "true", "Audit:HashKey is missing"),
            new("ConnectionStrings__Redis", "password=made-up-token-9b2e61", "ConnectionStrings:Redis"),
        ],
        [
            new("Netskope__BaseUrl", "acme", "Netskope:BaseUrl"),
            new("Netskope__ApiVersion", "v3", "Netskope:ApiVersion"),
            new("Authentication__Schemes__Bearer__Authority", "http://issuer.example", "Authentication:Schemes:Bearer"),
            new("Gateway__RequestTimeout", "-00:00:01", "Gateway:RequestTimeout"),
            new("Gateway__KnownProxies", "10.0.0.1,proxy", "Gateway:KnownProxies has 'proxy'"),
            new("Gateway__PathBase", "/netskope/", "Gateway:PathBase is '/netskope/'; write /netskope"),
            new("Gateway__AllowedOrigins", "*", "Gateway:AllowedOrigins has '*'"),
            new("Gateway__Metrics__Path", "/health/ready", "Gateway:Metrics:Path is '/health/ready', which the gateway uses itself"),
            new("Cache__KeyPrefix", "a:b", "Cache:KeyPrefix"),
            new("Cache__EncryptionKey", "made-up-token-9b2e61", "Cache:EncryptionKey"),
            new("Audit__File", "access.jsonl", "Audit:File is no absolute path"),
            new("Audit__HashKey", "made-up-token-9b2e61", "Audit:HashKey"),
            new("ConnectionStrings__Redis", "redis://:made-up-token-9b2e61@redis.example:6379", "ConnectionStrings:Redis"),
        ],
        [
            new("Netskope__V2Order", "Sideways", "Netskope:V2Order"),
            new("Netskope__Tokn", "x", "Netskope:Tokn"),
            new("Gateway__Compatibility", "Lax", "Gateway:Compatibility"),
            new("Gateway__RequestTimeout", "soon", "Gateway:RequestTimeout"),
            new("Cache__MinAge", "-1", "Cache:MinAge"),
            new("Cache__Generation", "x", "Cache:Generation"),
            new("Access__Keys", "agk_made-up-token-9b2e61-made-up-token-9b2e61-ab", "Access:Keys is '***', but a list of groups of settings"),
            new("ConnectionStrings__Redis", "redis.example:6379,password=made-up-token-9b2e61,nosuch=1", "ConnectionStrings:Redis"),
        ],
        [
            new("Netskope__BaseUrl", "http://acme.goskope.com", "Netskope:BaseUrl"),
            new("Gateway__KnownProxies__0", "10.0.0.1/8", "Gateway:KnownProxies has '10.0.0.1/8'"),
            new("Cache__PreviousEncryptionKey", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", "Cache:PreviousEncryptionKey"),
        ],
    ];

    static readonly Dictionary<string, Wrong[]> WrongByName =
        (TestDepth.IsFull ? Together.SelectMany(wrong => wrong, Wrong[] (_, one) => [one]) : Together).ToDictionary(wrong => string.Join(' ', wrong.AsEnumerable()), StringComparer.Ordinal);

    public static TheoryData<string> WrongSettings => [.. WrongByName.Keys];

    [Theory]
    [MemberData(nameof(WrongSettings))]
    public async Task WrongSetting_StopsTheStart_NamingIt_WithoutAStackTrace(string settings)
    {
        var wrong = WrongByName[settings];
        var (code, output, error) = await RunAsync([.. wrong.Select(setting => (setting.Variable, setting.Value))]);

        code.ShouldBe(1, output + error);
        foreach (var setting in wrong) error.ShouldContain(setting.Named, Case.Sensitive);
        (output + error).ShouldNotContain("   at ");
        (output + error).ShouldNotContain("Unhandled exception");
        (output + error).ShouldNotContain("made-up-token-9b2e61");
    }

    [Fact]
    public async Task SeveralWrongSettings_AreAllNamed()
    {
        var (code, _, error) = await RunAsync(("Netskope__BaseUrl", null), ("Gateway__RequestTimeout", "00:00:00"), ("Netskope__Token", ""));

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
            await process.WaitForExitAsync(CancellationToken.None).WaitAsync(GatewayFixture.Patience);
        }
    }

    [Fact]
    public async Task SecretsFromFiles_AreEnoughToStart()
    {
        var directory = Directory.CreateTempSubdirectory();
        try
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "Netskope__Token"), "made-up-token-9b2e61\r\n", TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "Redis__Password"), "north", TestContext.Current.CancellationToken);

            // Nothing is wrong but the address, so both files were read.
            var (code, output, error) = await RunAsync(
                ("Netskope__Token", null), ("Secrets__Directory", directory.FullName), ("ConnectionStrings__Redis", "127.0.0.1:1,password=south"));

            code.ShouldBe(1, output + error);
            error.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem().ShouldContain("Redis:Password cannot be combined with password= in ConnectionStrings:Redis");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task BusyPort_StopsTheStart_NamingIt_WithoutAStackTrace()
    {
        using var holder = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        holder.Start();
        var address = $"http://{holder.LocalEndpoint}";

        var (code, output, error) = await RunAsync(("ASPNETCORE_URLS", address));

        code.ShouldBe(1, output + error);
        error.ShouldContain(address);
        (output + error).ShouldNotContain("   at ");
    }

    [Theory]
    [InlineData("Secrets__Directory", "/no/such/folder", "Secrets:Directory names a folder that does not exist")]
    [InlineData("ASPNETCORE_URLS", "nonsense", "nonsense")]
    [InlineData("ASPNETCORE_URLS", "http://203.0.113.1:8080", "address")]
    [InlineData("Kestrel__Endpoints__Https__Url", "https://127.0.0.1:0", "certificate")]
    [InlineData("Kestrel__Certificates__Default__Path", "/nowhere/certificate.pfx", "certificate.pfx")]
    [InlineData("Logging__LogLevel__Default", "Loud", "Loud")]
    public async Task WhatIsRefusedBeforeSettings_StopsTheStart_InALineOrTwo(string variable, string value, string named)
    {
        var (code, output, error) = await RunAsync((variable, value));

        code.ShouldBe(1, output + error);
        error.ShouldContain(named);

        // The log may also say that this issuer cannot be read, which is true.
        error.Split('\n').Count(line => line.StartsWith("The gateway can not start: ", StringComparison.Ordinal)).ShouldBe(1, error);
        (output + error).ShouldNotContain("   at ");
    }

    static async Task<(int Code, string Output, string Error)> RunAsync(params (string Name, string? Value)[] changes)
    {
        var settings = new Dictionary<string, string>(Good, StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            settings.Remove(name);
            if (value is not null) settings[name] = value;
        }

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

    /// <param name="Variable">The environment variable.</param>
    /// <param name="Value">Its value; null when it is not set.</param>
    /// <param name="Named">What the message must say.</param>
    sealed record Wrong(string Variable, string? Value, string Named)
    {
        public override string ToString() => Value is null ? $"no {Variable}" : $"{Variable}={Value}";
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Listening();
}
