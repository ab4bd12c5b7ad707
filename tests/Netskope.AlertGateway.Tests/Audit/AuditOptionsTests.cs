using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Audit;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Tests.Audit;

public sealed class AuditOptionsTests
{
    const string Key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    [Theory]
    [InlineData("Audit:Required needs Audit:File", "Required=true")]
    [InlineData("Audit:File is no absolute path", "File=access.jsonl")]
    [InlineData("Audit:File is no absolute path", "File=access.jsonl", "Required=true")]
    [InlineData("Audit:File can not be written, and Audit:Required is true: Could not find a part of the path", "File=/nowhere/access.jsonl", "Required=true")]
    [InlineData("Audit:File can not be written, and Audit:Required is true: Access to the path", "File=/proc", "Required=true")]
    [InlineData("Audit:HashKey is missing, and Audit:HashQueryValues is true; make a key with: openssl rand -base64 32", "HashQueryValues=true")]
    [InlineData("Audit:HashKey is not 32 bytes in base64; make a key with: openssl rand -base64 32", "HashKey=c2VjcmV0", "HashQueryValues=true")]
    [InlineData("Audit:HashKey is given, and Audit:HashQueryValues is not true, so that values would be shown; write that as well, or leave the key out", "HashKey=" + Key)]
    [InlineData("Audit:Requird is not a setting; did you mean Audit:Required?", "Requird=true")]
    [InlineData("Audit:Required is 'yes'; write true or false", "Required=yes")]
    public void WrongSetting_StopsTheStart_WithItsNameAndWhatToWrite(string told, params string[] settings)
    {
        var failure = Failures(settings).ShouldHaveSingleItem();

        failure.ShouldStartWith(told);
        failure.ShouldNotContain("c2VjcmV0");
    }

    [Theory]
    [InlineData]
    [InlineData("File=/nowhere/access.jsonl")]
    [InlineData("File=/dev/null", "Required=true", "HashQueryValues=true", "HashKey=" + Key)]
    public void SoundSettings_AreTaken(params string[] settings) => Failures(settings).ShouldBeEmpty();

    static IReadOnlyList<string> Failures(string[] settings)
    {
        var pairs = settings.Select(setting => setting.Split('=', 2)).Select(pair => KeyValuePair.Create("Audit:" + pair[0], (string?)pair[1]));
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(pairs).Build())
            .AddSettings<AuditOptions, AuditOptionsRules>(AuditOptions.Section)
            .BuildServiceProvider();
        try
        {
            _ = provider.GetRequiredService<IOptions<AuditOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
    }
}
