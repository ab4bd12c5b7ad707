using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Upstream;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Upstream;

/// <summary>Tokens are renewed while the gateway runs, and no request fails of it.</summary>
public sealed class TokenRotationTests : IDisposable
{
    const string First = GatewayFixture.TenantToken;
    const string Second = "second-token-7c1d9be2a4f05836";
    const string Third = "third-token-0e5b88f1c2d94a67";

    readonly string _file = Path.GetTempFileName();
    readonly ManualTimeProvider _clock = new();

    static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => File.Delete(_file);

    [Fact]
    public async Task NewTokenInTheFile_IsUsedFromThenOn()
    {
        await using var gateway = await StartAsync(First);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        Require(gateway, Second);
        await File.WriteAllTextAsync(_file, Second + "\n", Cancellation);

        _clock.Advance(2 * TokenFiles.LookEvery);
        gateway.Tenant.Record.Clear();
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();

        gateway.Tenant.Record.Count.ShouldBe(1, "the old token is not tried again");
    }

    [Fact]
    public async Task TokenThatTheTenantRefuses_IsReadAnew_AndTheRequestGoesOn()
    {
        await using var gateway = await StartAsync(First);
        Require(gateway, Second);
        await File.WriteAllTextAsync(_file, Second, Cancellation);

        (await gateway.GetAsync(gateway.Question())).ShouldBePage();

        gateway.LoggedFaults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("half a token with blanks")]
    public async Task WhatIsNoToken_IsLeftAlone_AndSaid(string content)
    {
        await using var gateway = await StartAsync(First);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        await File.WriteAllTextAsync(_file, content, Cancellation);

        _clock.Advance(5 * TokenFiles.LookEvery);

        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        gateway.LoggedFaults.ShouldHaveSingleItem().Line.ShouldContain("Netskope:TokenFile");
    }

    [Fact]
    public async Task TokenThatIsStillBeingWritten_IsNotTaken()
    {
        await using var gateway = await StartAsync(First);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        await File.WriteAllTextAsync(_file, Second[..12], Cancellation);
        _clock.Advance(TokenFiles.LookEvery);
        await File.WriteAllTextAsync(_file, Second, Cancellation);
        _clock.Advance(TokenFiles.LookEvery);

        gateway.GatewayServices.GetRequiredService<TenantTokens>().Current.ToJsonBody().ShouldBe(new TenantToken(First).ToJsonBody());
        _clock.Advance(TokenFiles.LookEvery);
        gateway.GatewayServices.GetRequiredService<TenantTokens>().Current.ToJsonBody().ShouldBe(new TenantToken(Second).ToJsonBody());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FirstIsRefused_TheSecondaryTakesOver_AndNoRequestFails(bool as200)
    {
        await using var gateway = await StartAsync(First, settings => settings["Netskope:SecondaryToken"] = Second, tenant => tenant.InvalidTokenAs200 = as200);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        Require(gateway, Second);

        gateway.Tenant.Record.Clear();
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        gateway.Tenant.Record.Count.ShouldBe(2);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        gateway.Tenant.Record.Count.ShouldBe(3, "the one that was taken is the current one");

        Require(gateway, First);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        gateway.Tenant.Record.Count.ShouldBe(5, "and back");
    }

    [Fact]
    public async Task NewTokenThatIsNotTakenYet_LeavesTheSecondaryInUse()
    {
        await using var gateway = await StartAsync(First, settings => settings["Netskope:SecondaryToken"] = Second);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        Require(gateway, Second);
        await File.WriteAllTextAsync(_file, Third, Cancellation);

        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        gateway.Tenant.Record.Clear();
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task BothAreRefused_ReadySaysSo_AndStaleAnswersGoOn()
    {
        await using var gateway = await StartAsync(First, settings => settings["Netskope:SecondaryToken"] = Second);
        var question = gateway.Question();
        var good = (await gateway.GetAsync(question)).ShouldBePage();
        Require(gateway, Third);
        _clock.Advance(TimeSpan.FromHours(2));

        (await gateway.GetAsync(gateway.Question())).ShouldBeProblem(502, "upstream-credentials");
        var stale = (await gateway.GetAsync(question)).ShouldBePage();

        stale.Bytes.ShouldBe(good.Bytes);
        var ready = await gateway.GetAsync("/health/ready", token: null);
        ready.Json.GetProperty("tenant").GetProperty("status").GetString().ShouldBe("Degraded");
        gateway.LoggedFaults.ShouldHaveSingleItem().Level.ShouldBe(Microsoft.Extensions.Logging.LogLevel.Critical);

        await File.WriteAllTextAsync(_file, Third, Cancellation);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        (await gateway.GetAsync("/health/ready", token: null)).Json.GetProperty("tenant").GetProperty("status").GetString().ShouldBe("Healthy");
    }

    [Fact]
    public async Task TokenThatIsInTheTenantsErrors_IsCleanedFromThem_AfterARenewalToo()
    {
        await using var gateway = await StartAsync(First);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        await File.WriteAllTextAsync(_file, Second, Cancellation);
        _clock.Advance(2 * TokenFiles.LookEvery);
        foreach (var token in (string[])[First, Second])
        {
            gateway.Tenant.Faults.Clear();
            gateway.Tenant.OrderAnswer(200, Subject.V1Alerts.Body($$"""{"status":"error","errorCode":"General Error","errors":["no such {{token}}"]}"""), "application/json");

            (await gateway.GetAsync(gateway.Question())).ShouldBeProblem(502).Text.ShouldNotContain(token);
        }
    }

    /// <summary>The tenant takes this token alone from now on.</summary>
    static void Require(GatewayFixture gateway, string token) => (gateway.Tenant.Options.Token, gateway.Tenant.Options.TokenV2) = (token, token);

    async Task<GatewayFixture> StartAsync(string token, Action<IDictionary<string, string?>>? settings = null, Action<SimulatorOptions>? simulate = null)
    {
        await File.WriteAllTextAsync(_file, token, Cancellation);
        return await GatewayFixture.StartAsync(
            own =>
            {
                (own["Netskope:Token"], own["Netskope:TokenFile"]) = ("", _file);
                settings?.Invoke(own);
            },
            _clock,
            simulate);
    }
}
