using System.Globalization;
using System.Text;
using Microsoft.Extensions.Configuration;
using Netskope.AlertGateway.Access;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary><c>key new</c>: what it prints, and its exit code.</summary>
public sealed class KeyCommandTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Key_IsPrintedOnce_WithTheSettingsThatLetItIn()
    {
        var (code, output, error) = await RunAsync("new", "--client", "reporting", "--scopes", "alerts.read, events.read", "--days", "30");

        code.ShouldBe(0, error);
        error.ShouldBeEmpty();
        var (key, variables, json) = Parts(output);
        key.ShouldMatch("^agk_[0-9A-Za-z_-]{43}$");
        output.Split(key).Length.ShouldBe(2);
        variables.ShouldBe(
        [
            "Access__Keys__0__Client=reporting",
            $"Access__Keys__0__Sha256={TestKeys.Hash(key).ToLowerInvariant()}",
            "Access__Keys__0__Scopes=alerts.read,events.read",
            "Access__Keys__0__Expires=2026-04-01",
        ]);
        (await AskAsync(variables.ToDictionary(line => line.Split('=')[0].Replace("__", ":", StringComparison.Ordinal), line => (string?)line.Split('=')[1]), key)).ShouldBePage();
        (await AskAsync(Read(json), key)).ShouldBePage();
    }

    [Theory]
    [InlineData("--client reporting", "alerts.read", "2027-03-02")]
    [InlineData("--client=reporting --days=1", "alerts.read", "2026-03-03")]
    [InlineData("--days 3650 --scopes=events.read --client a/b@c:d_e.f-9", "events.read", "2036-02-28")]
    public async Task WhatIsNotSaid_HasADefault(string args, string scopes, string expires)
    {
        var (code, output, _) = await RunAsync(["new", .. args.Split(' ')]);

        code.ShouldBe(0);
        Parts(output).Variables.ShouldContain("Access__Keys__0__Scopes=" + scopes);
        Parts(output).Variables.ShouldContain("Access__Keys__0__Expires=" + expires);
    }

    [Fact]
    public async Task EveryKey_IsAnother()
    {
        var keys = new HashSet<string>();
        for (var i = 0; i < 100; i++) keys.Add(Parts((await RunAsync("new", "--client", "reporting")).Output).Key).ShouldBeTrue();
    }

    [Theory]
    [InlineData("", "write key new --client <name>")]
    [InlineData("old", "write key new --client <name>")]
    [InlineData("new", "--client is missing; write the application's name, such as --client reporting.")]
    [InlineData("new --client", "--client has no value")]
    [InlineData("new --client=", "--client has no value")]
    [InlineData("new --client --days 3", "--client has no value")]
    [InlineData("new --client a$b", "--client may be 1 to 200 letters")]
    [InlineData("new --client agk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "--client may be 1 to 200 letters")]
    [InlineData("new --client a --client b", "--client is there twice")]
    [InlineData("new --client a --days 0", "--days may be 1 to 3650")]
    [InlineData("new --client a --days 3651", "--days may be 1 to 3650")]
    [InlineData("new --client a --days -1", "--days may be 1 to 3650")]
    [InlineData("new --client a --days year", "--days may be 1 to 3650")]
    [InlineData("new --client a --scopes ,", "--scopes may be, with commas between, letters")]
    [InlineData("new --client a --scopes a;b", "--scopes may be, with commas between, letters")]
    [InlineData("new --client a --name b", "there is something else than --client, --scopes and --days; write key new")]
    [InlineData("new agk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "there is something else than --client")]
    public async Task WrongArgument_TellsWhatToWrite_And1(string args, string told)
    {
        var (code, output, error) = await RunAsync(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        code.ShouldBe(1);
        output.ShouldBeEmpty();
        var line = error.Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries).ShouldHaveSingleItem();
        line.ShouldStartWith("The key can not be made: ");
        line.ShouldContain(told);
        line.ShouldNotContain("AAAA");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("help")]
    [InlineData("new --client a -h")]
    public async Task Help_TellsTheExitCodes_AndMakesNone(string args)
    {
        var (code, output, _) = await RunAsync(args.Split(' '));

        code.ShouldBe(0);
        output.ShouldContain("Exit codes:");
        output.ShouldNotContain("Access__");
    }

    [Fact]
    public async Task Process_NeedsNoSettings()
    {
        using var process = GatewayProcess.Launch([], "key", "new", "--client", "reporting");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        deadline.CancelAfter(GatewayFixture.Patience);
        try
        {
            var (output, error) = (process.StandardOutput.ReadToEndAsync(deadline.Token), process.StandardError.ReadToEndAsync(deadline.Token));
            await process.WaitForExitAsync(deadline.Token);

            process.ExitCode.ShouldBe(0, await error);
            (await error).ShouldBeEmpty();
            var (key, variables, _) = Parts(await output);
            variables.ShouldContain($"Access__Keys__0__Sha256={TestKeys.Hash(key).ToLowerInvariant()}");
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    static async Task<(int Code, string Output, string Error)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        await using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await KeyCommand.RunAsync(args, output, error, new ManualTimeProvider());
        return (code, output.ToString(), error.ToString());
    }

    static (string Key, string[] Variables, string Json) Parts(string output)
    {
        var parts = output.ReplaceLineEndings("\n").Trim().Split("\n\n");
        parts.Length.ShouldBe(3);
        return (parts[0], parts[1].Split('\n'), parts[2]);
    }

    static Dictionary<string, string?> Read(string json)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));
        return new ConfigurationBuilder().AddJsonStream(stream).Build().AsEnumerable().Where(setting => setting.Value is not null).ToDictionary();
    }

    static async Task<Answer> AskAsync(Dictionary<string, string?> keys, string key)
    {
        await using var gateway = await GatewayFixture.StartAsync(
            settings =>
            {
                foreach (var (name, value) in keys) settings[name] = value;
            },
            new ManualTimeProvider());
        return await gateway.GetAsync(gateway.Question(), key);
    }
}
