using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.IntegrationTests.Checking;
using Netskope.AlertGateway.Redis;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Why Redis cannot be used: health and log say it, each cause in other words, and none shows a secret.</summary>
public sealed class RedisReasonTests : IDisposable
{
    const string Secret = "secret-7d20f3";

    readonly PrivateCa _authority = new();

    public void Dispose() => _authority.Dispose();

    [Fact]
    public async Task WrongPassword_IsNamed()
    {
        await using var redis = await RedisServer.StartAsync(options: new("--requirepass", "right-password") { Password = "right-password" });
        await ShouldBeSaidAsync(redis.Address + ",password=" + Secret, "the login is refused");
    }

    [Fact]
    public async Task MissingPassword_IsNamed()
    {
        await using var redis = await RedisServer.StartAsync(options: new("--requirepass", "right-password") { Password = "right-password" });
        await ShouldBeSaidAsync(redis.Address, "the login is refused");
    }

    [Fact]
    public async Task UntrustedCertificate_IsNamed()
    {
        await using var redis = await StartTlsAsync("127.0.0.1");
        await ShouldBeSaidAsync($"{redis.Address},ssl=true,password={Secret}", "the certificate is not trusted");
    }

    [Fact]
    public async Task CertificateForAnotherName_IsNamed()
    {
        await using var redis = await StartTlsAsync("other.example.com");
        await ShouldBeSaidAsync($"{redis.Address},ssl=true,password={Secret}", "the certificate is for another name", ("Redis:CertificateAuthorityFile", _authority.File));
    }

    [Fact]
    public async Task TlsAgainstAPlainPort_IsNamed()
    {
        await using var redis = await RedisServer.StartAsync();
        await ShouldBeSaidAsync($"{redis.Address},ssl=true,password={Secret}", "the TLS handshake failed");
    }

    [Fact]
    public async Task PlainAgainstATlsPort_IsNamed()
    {
        await using var redis = await StartTlsAsync("127.0.0.1");
        await ShouldBeSaidAsync($"{redis.Address},password={Secret}", "the connection closed before Redis answered");
    }

    [Fact]
    public Task ClosedPort_IsNamed() => ShouldBeSaidAsync("127.0.0.1:1,password=" + Secret, "the connection is refused");

    [Fact]
    public Task UnknownHost_IsNamed() => ShouldBeSaidAsync("no-such-host.invalid:6379,password=" + Secret, "the host name cannot be resolved");

    [Theory]
    [InlineData("127.0.0.1", "")]
    [InlineData("redis.example.com", ",sslHost=redis.example.com")]
    public async Task PrivateAuthority_IsTrusted_WhenItIsNamed(string name, string option)
    {
        await using var redis = await StartTlsAsync(name);
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            settings["ConnectionStrings:Redis"] = redis.Address + ",ssl=true" + option;
            settings["Redis:CertificateAuthorityFile"] = _authority.File;
        });

        await RedisHealthTests.BecomesAsync(gateway, "Healthy");
    }

    [Fact]
    public async Task Check_SaysWhetherRedisAcceptsWrites()
    {
        await using var redis = await RedisServer.StartAsync(options: new("--requirepass", Secret) { Password = Secret });
        await using var tenant = await RunningTenant.StartAsync();

        var right = await Checked.RunAsync(tenant, "v1", $"--ConnectionStrings:Redis={redis.Address}", "--Redis:Password=" + Secret, "--Redis:Timeout=00:00:05");
        right.Code.ShouldBe(0, right.Output + right.Error);
        right.Output.ShouldStartWith("redis  ok, accepts writes" + Environment.NewLine);

        var wrong = await Checked.RunAsync(tenant, "v1", $"--ConnectionStrings:Redis={redis.Address}", "--Redis:Password=wrong-" + Secret);
        wrong.Code.ShouldBe(2, wrong.Output + wrong.Error);
        wrong.Output.ShouldStartWith("redis  failed: the login is refused");
        wrong.Output.ShouldNotContain(Secret);

        var missing = await Checked.RunAsync(tenant, "v1", "--ConnectionStrings:Redis=redis.example.com,nonsense=1");
        missing.Code.ShouldBe(1, missing.Output + missing.Error);
        missing.Error.ShouldContain("ConnectionStrings:Redis has an unknown option");
    }

    Task<RedisServer> StartTlsAsync(string name) => RedisServer.StartAsync(options: new() { Certificate = _authority.Issue([name]) });

    static async Task ShouldBeSaidAsync(string address, string reason, params (string Setting, string Value)[] further)
    {
        var log = new LogLines<RedisHealth>();
        await using var gateway = new GatewayFixture { Services = services => services.AddSingleton<ILogger<RedisHealth>>(log) };
        gateway.Settings["ConnectionStrings:Redis"] = address;
        foreach (var (setting, value) in further) gateway.Settings[setting] = value;
        await gateway.InitializeAsync();

        await RedisHealthTests.BecomesAsync(gateway, "Degraded", reason);
        int Logged() => log.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains(reason, StringComparison.Ordinal));
        await Eventually.HoldsAsync("it is logged, once for each connection", () => Logged() == 2);
        var text = string.Join('\n', log.Lines.Select(line => line.Text)) + (await RedisHealthTests.RedisAsync(gateway)).Description;
        text.ShouldNotContain(Secret);
        Logged().ShouldBe(2, "it is not logged again with each attempt");
    }
}
