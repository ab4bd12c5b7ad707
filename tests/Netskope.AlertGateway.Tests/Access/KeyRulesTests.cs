using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Resources;
using Netskope.AlertGateway.Settings;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Access;

public sealed class KeyRulesTests
{
    const string Keys = "Access:Keys";

    [Theory]
    [InlineData("Client", "", "Access:Keys:0:Client is missing; write the application's name")]
    [InlineData("Client", "a b", "Access:Keys:0:Client may be 1 to 200 letters")]
    [InlineData("Client", "{key}", "Access:Keys:0:Client may be 1 to 200 letters")]
    [InlineData("Sha256", "", "Access:Keys:0:Sha256 is missing; \"dotnet Netskope.AlertGateway.dll key new --client <name>\" makes")]
    [InlineData("Sha256", "{key}", "Access:Keys:0:Sha256 is not the SHA-256 of a key")]
    [InlineData("Sha256", "{hash}0", "Access:Keys:0:Sha256 is not the SHA-256 of a key")]
    [InlineData("Sha256", "0x{hash}", "Access:Keys:0:Sha256 is not the SHA-256 of a key")]
    [InlineData("Scopes", "", "Access:Keys:0:Scopes is missing; write what the key grants")]
    [InlineData("Scopes", "alerts.read events.read", "Access:Keys:0:Scopes may have letters")]
    [InlineData("Scopes", "alerts.read,ev\"ents", "Access:Keys:0:Scopes may have letters")]
    [InlineData("Scopes", "{key}", "Access:Keys:0:Scopes may have letters")]
    [InlineData("Scopes", "alert.read", "Access:Keys:0:Scopes has alert.read, which no endpoint asks for; did you mean alerts.read?")]
    [InlineData("Scopes", "everything", "which no endpoint asks for; it may have alerts.read, events.read or reports.read")]
    [InlineData("Expires", "", "Access:Keys:0:Expires is missing; write the last day")]
    [InlineData("Expires", "31.03.2027", "Access:Keys:0:Expires is neither a day nor a moment with its offset; write such as 2027-03-31")]
    [InlineData("Expires", "2027-02-29", "Access:Keys:0:Expires is neither")]
    [InlineData("Expires", "2027-03-31T18:00:00", "Access:Keys:0:Expires is neither")]
    [InlineData("Expires", "2027-03-31 18:00:00Z", "Access:Keys:0:Expires is neither")]
    [InlineData("Expires", "{key}", "Access:Keys:0:Expires is neither")]
    [InlineData("Expire", "2027-03-31", "Access:Keys:0:Expire is not a setting; did you mean Access:Keys:0:Expires?")]
    public void WrongSetting_StopsTheStart_WithItsNameAndWhatToWrite(string setting, string value, string told)
    {
        var settings = Good(out var key);
        settings[$"{Keys}:0:{setting}"] = value.Replace("{key}", key, StringComparison.Ordinal).Replace("{hash}", TestKeys.Hash(key), StringComparison.Ordinal);

        var failure = Failures(settings).ShouldHaveSingleItem();

        failure.ShouldContain(told, Case.Sensitive);
        failure.ShouldNotContain(key);
    }

    [Theory]
    [InlineData("Access:Keys")]
    [InlineData("Access:Keys:0")]
    public void KeyInPlaceOfItsSettings_StopsTheStart_AndIsNotRepeated(string setting)
    {
        var settings = Good(out var key);
        settings[setting] = key;

        var failures = Failures(settings);

        failures.ShouldNotBeEmpty();
        failures.ShouldAllBe(failure => failure.Contains("***", StringComparison.Ordinal) && !failure.Contains(key, StringComparison.Ordinal));
    }

    [Fact]
    public void TwoKeysOfOneHash_StopTheStart_InWhateverCase()
    {
        var settings = Good(out var key);
        settings.AddKey("another");
        settings[Keys + ":1:Sha256"] = TestKeys.Hash(key).ToLowerInvariant();

        Failures(settings).ShouldHaveSingleItem().ShouldContain("Access:Keys:1:Sha256 is that of another key");
    }

    [Theory]
    [InlineData("2027-03-31")]
    [InlineData("9999-12-31")]
    [InlineData("2027-03-31T18:00Z")]
    [InlineData("2027-03-31T18:00:00.1234567-11:30")]
    [InlineData("2020-01-01")]
    public void GoodKeys_AreTaken_AlsoSeveralOfAClient_AndEndedOnes(string expires)
    {
        var settings = Good(out _);
        settings.AddKey("reporting", expires);

        Failures(settings).ShouldBeEmpty();
    }

    static Dictionary<string, string?> Good(out string key)
    {
        var settings = new Dictionary<string, string?>(StringComparer.Ordinal);
        key = settings.AddKey("reporting");
        return settings;
    }

    static IEnumerable<string> Failures(Dictionary<string, string?> settings)
    {
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build())
            .AddSingleton(new EndpointTable(ResourceTable.All, TenantSpeaksV2: false))
            .AddSettings<AccessOptions, KeyRules>(AccessOptions.Section)
            .BuildServiceProvider();
        try
        {
            return provider.GetRequiredService<IOptions<AccessOptions>>().Value is null ? ["?"] : [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
    }
}
