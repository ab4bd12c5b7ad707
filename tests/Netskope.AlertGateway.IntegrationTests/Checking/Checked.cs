using System.Globalization;
using Netskope.AlertGateway.Checking;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Checking;

/// <summary>What a run of <c>check</c> in this process came to.</summary>
sealed record Checked(int Code, string Output, string Error)
{
    // The clock is turned by hand: nobody would wait for the quota.
    static readonly string[] NoQuota = ["--Netskope:RequestsPerSecond=1000", "--Netskope:Burst=1000"];

    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Against a tenant, by its clock, with its token for that version; no output ever holds one of its tokens.</summary>
    public static async Task<Checked> RunAsync(RunningTenant tenant, string version = "v1", params string[] more)
    {
        var options = tenant.Tenant.Options;
        var run = await RunAsync(
            tenant.Clock,
            ["--Netskope:BaseUrl=" + tenant.Address, "--Netskope:ApiVersion=" + version, "--Netskope:Token=" + (version == "v1" ? options.Token : options.TokenV2), .. NoQuota, .. more]);
        foreach (var token in (string[])[options.Token, options.TokenV2])
        {
            run.Output.ShouldNotContain(token, Case.Insensitive);
            run.Error.ShouldNotContain(token, Case.Insensitive);
        }

        return run;
    }

    /// <summary>The same with the other version's token beside it.</summary>
    public static Task<Checked> RunBothAsync(RunningTenant tenant, string version = "v1", params string[] more)
    {
        var options = tenant.Tenant.Options;
        return RunAsync(tenant, version, ["--Check:OtherToken=" + (version == "v1" ? options.TokenV2 : options.Token), .. more]);
    }

    public static async Task<Checked> RunAsync(TimeProvider time, string[] args)
    {
        await using var output = new StringWriter(CultureInfo.InvariantCulture);
        await using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await CheckCommand.RunAsync(args, output, error, time, TestContext.Current.CancellationToken);
        TestContext.Current.TestOutputHelper?.WriteLine($"{output}{error}exit code {code}");
        return new(code, output.ToString(), error.ToString());
    }
}
