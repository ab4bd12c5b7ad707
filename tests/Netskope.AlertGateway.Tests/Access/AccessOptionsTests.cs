using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Resources;
using Netskope.AlertGateway.Settings;

namespace Netskope.AlertGateway.Tests.Access;

public sealed class AccessOptionsTests
{
    [Theory]
    [InlineData("Profiles:0:Name", "a b", "Access:Profiles:0:Name may be 1 to 64 letters")]
    [InlineData("Profiles:0:Name", "deny", "stands for no profile")]
    [InlineData("Profiles:0:Nam", "x", "did you mean Access:Profiles:0:Name?")]
    [InlineData("Profiles:first:Name", "x", "Access:Profiles:first is not a setting; Access:Profiles is a list: write such as Access:Profiles:0:Name")]
    [InlineData("Profiles", "x", "but a list of groups of settings; write such as Access:Profiles:0:Name")]
    [InlineData("Profiles:1", "x", "Access:Profiles:1 is empty")]
    [InlineData("Profiles:0:Groups", "", "Access:Profiles:0:Groups is there and empty, which could mean all or nothing")]
    [InlineData("Profiles:0:Restriction", "  ", "is there and empty")]
    [InlineData("Profiles:0:Remove", " , ", "is there and empty")]
    [InlineData("Profiles:0:AlertTypes:0", "", "is there and empty")]
    [InlineData("Profiles:0:Resources", "", "is there and empty")]
    [InlineData("Profiles:0:Restriction:0", "app eq 'Slack'", "Access:Profiles:0:Restriction is a list or a group; write one value")]
    [InlineData("Profiles:0:Remove", "userr", "is no field that is known here; did you mean user?")]
    [InlineData("Profiles:0:Mask", "_id", "can not be hidden")]
    [InlineData("Profiles:0:Resources", "alerts, evnts", "has 'evnts'; it may have alerts, events or report")]
    [InlineData("Profiles:0:AlertTypes", "dlp", "has 'dlp'; it may have anomaly")]
    [InlineData("Profiles:0:EventTypes", "pages", "has 'pages'; it may have page")]
    [InlineData("Profiles:0:WidestWindow", "0", "Access:Profiles:0:WidestWindow is 0; it may be 1 to 7776000")]
    [InlineData("Profiles:0:WidestWindow", "24:00:00", "whole number")]
    [InlineData("Profiles:0:LargestLimit", "10001", "1 to 10000")]
    [InlineData("Profiles:0:RequestsPerMinute", "0", "1 to 10000")]
    [InlineData("Profiles:0:Concurrent", "0", "1 to 1000")]
    [InlineData("Profiles:0:Compatibility", "Lax", "Strict or Legacy")]
    [InlineData("Profiles:0:Restriction", "app eq", "Access:Profiles:0:Restriction can not be read, at column")]
    [InlineData("Profiles:0:Restriction", "app like 'Slack'", "another operator than eq and in")]
    [InlineData("Profiles:0:Restriction", "app neq 'Slack'", "another operator than eq and in")]
    [InlineData("Profiles:0:Restriction", "not (app eq 'Slack')", "holds a not")]
    [InlineData("Profiles:0:Restriction", "app eq 'a' and user eq 'b' or user eq 'c'", "write brackets")]
    [InlineData("Profiles:0:Restriction", "squad eq 'x'", "is about squad, which Netskope does not list")]
    [InlineData("Profiles:0:Restriction", "organisation_unit eq 'x'", "did you mean organization_unit?")]
    [InlineData("Profiles:0:Restriction", "count eq '5'", "does not hold texts")]
    [InlineData("Profiles:0:Restriction", "app eq 5", "put it in quotes")]
    [InlineData("Profiles:0:Restriction", "app eq ''", "asks for an empty app")]
    [InlineData("Profiles:0:Restriction", "app eq Google Drive", "several words without quotes")]
    [InlineData("Profiles:0:Restriction", "user eq \"o'neil\"", "holds a quote")]
    [InlineData("DefaultProfile", "frst", "is 'frst', which is no profile; did you mean first?")]
    [InlineData("KnownFields", "team name", "has 'team name'; a field's name has letters")]
    public void WrongSetting_StopsTheStart_WithItsNameAndWhatToWrite(string setting, string value, string told)
    {
        var failure = Failures(($"Access:{setting}", value)).ShouldHaveSingleItem();

        failure.ShouldStartWith("Access:");
        failure.ShouldContain(told);
    }

    [Theory]
    [InlineData("app eq 'Slack'")]
    [InlineData("app in ['Slack', \"Google Drive\"] and (user eq ann@example.com or organization_unit eq 'example.com/Sales')")]
    [InlineData("user eq 'EXAMPLE\\\\ann'")]
    [InlineData("compliance_standards.standard eq 'NIST-CSF-1.1'")]
    public void CertainRestriction_IsTaken(string restriction) => Failures(("Access:Profiles:0:Restriction", restriction)).ShouldBeEmpty();

    [Fact]
    public void KnownField_MayRestrict()
    {
        Failures(("Access:Profiles:0:Restriction", "squad eq 'x'"), ("Access:KnownFields", "squad, site_code")).ShouldBeEmpty();
        Failures(("Access:Profiles:0:Restriction", "sqaud eq 'x'"), ("Access:KnownFields", "squad")).ShouldHaveSingleItem().ShouldContain("did you mean squad?");
    }

    [Theory]
    [InlineData("Restriction", "app eq 'Slack'")]
    [InlineData("Remove", "user")]
    [InlineData("AlertTypes", "DLP")]
    public void ProfileWithAPartOfTheRows_CanNotHaveWhatCanNotBeConfined(string setting, string value) =>
        Failures(("Access:Profiles:0:Resources", "alerts, report"), ($"Access:Profiles:0:{setting}", value)).ShouldHaveSingleItem().ShouldContain("has report, whose answers can be neither checked");

    [Fact]
    public void RestrictionThatV2CanNotSay_IsRefused_OnAV2Tenant()
    {
        var restriction = ("Access:Profiles:0:Restriction", @"user eq 'EXAMPLE\\ann'");

        Failures(restriction, ("Netskope:ApiVersion", "v1")).ShouldBeEmpty();
        Failures(restriction, ("Netskope:ApiVersion", "v2")).ShouldHaveSingleItem().ShouldStartWith("Access:Profiles:0:Restriction can not be asked of a tenant that speaks v2.");
    }

    [Theory]
    [InlineData("Profiles")]
    [InlineData("Keys")]
    public void EmptyList_IsRefused(string list) =>
        Failures(("Access:Profiles:0:Name", null), ("Access:Profiles:0:Clients", null), ($"Access:{list}", "")).ShouldHaveSingleItem().ShouldStartWith($"Access:{list} is there and empty");

    [Fact]
    public void ProfileForNobody_IsRefused() =>
        Failures(("Access:Profiles:0:Clients", null), ("Access:Profiles:0:LargestLimit", "5")).ShouldHaveSingleItem().ShouldContain("matches nobody; write whom it is for as Clients, Roles or Groups");

    [Fact]
    public void EntriesOutOfLine_AreRefused()
    {
        Failures(("Access:Profiles:7:Name", "other")).ShouldBe(["Access:Profiles:7 is out of line; number the entries of Access:Profiles 0, 1, 2 and so on."]);
        Failures(("Access:Profiles:00:Name", "other")).ShouldHaveSingleItem().ShouldContain("is out of line");
    }

    [Fact]
    public void NamesTwice_AreRefused() =>
        Failures(("Access:Profiles:1:Name", "first"), ("Access:Profiles:1:Clients", "b")).ShouldAllBe(failure => failure.Contains("so is another profile's"));

    [Fact]
    public void DefaultProfile_MayMatchNobodyByItself() =>
        Failures(("Access:Profiles:1:Name", "rest"), ("Access:Profiles:1:LargestLimit", "10"), ("Access:DefaultProfile", "rest")).ShouldBeEmpty();

    [Fact]
    public void DefaultProfileWithoutProfiles_IsRefused() =>
        Failures(("Access:Profiles:0:Name", null), ("Access:Profiles:0:Clients", null), ("Access:DefaultProfile", "deny")).ShouldHaveSingleItem().ShouldContain("without Access:Profiles");

    [Fact]
    public void ExampleOfTheReadme_IsTaken()
    {
        var readme = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "README.md"));
        var json = readme[(readme.IndexOf("```json", StringComparison.Ordinal) + 7)..];
        using var example = new MemoryStream(Encoding.UTF8.GetBytes(json[..json.IndexOf("```", StringComparison.Ordinal)]));

        var configuration = new ConfigurationBuilder().AddJsonStream(example).Build();

        configuration.GetSection("Access:Profiles").GetChildren().Count().ShouldBe(3);
        Failures(configuration).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"Access":{"Profiles":[]}}""", "Access:Profiles is there and empty")]
    [InlineData("""{"Access":{"Profiles":[{"Name":"a","Clients":["b"],"Resources":[]}]}}""", "Access:Profiles:0:Resources is there and empty")]
    [InlineData("""{"Access":{"Profiles":[{"Name":"a","Clients":["b"],"Restriction":null}]}}""", "Access:Profiles:0:Restriction is there and empty")]
    [InlineData("""{"Access":{"Profiles":[{"Name":"a","Clients":["b"],"Restriction":["app eq 'Slack'"]}]}}""", "Access:Profiles:0:Restriction is a list or a group; write one value")]
    public void JsonThatSaysNothing_IsRefused(string json, string told)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(json));

        Failures(new ConfigurationBuilder().AddJsonStream(stream).Build()).ShouldHaveSingleItem().ShouldStartWith(told);
    }

    [Fact]
    public void InOnAFieldThatDoesNotListIt_BecomesEqs()
    {
        Restriction.TryRead("alert_type in ['DLP', 'Malware'] and app in ['a', 'b']", [], out var restriction, out _).ShouldBeTrue();

        restriction!.ToString().ShouldBe("app in ['a', 'b'] and (alert_type eq 'DLP' or alert_type eq 'Malware')");
    }

    static IReadOnlyList<string> Failures(params (string Name, string? Value)[] settings)
    {
        var all = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase) { ["Access:Profiles:0:Name"] = "first", ["Access:Profiles:0:Clients"] = "a" };
        foreach (var (name, value) in settings)
        {
            if (value is null) all.Remove(name);
            else all[name] = value;
        }

        return Failures(new ConfigurationBuilder().AddInMemoryCollection(all).Build());
    }

    static IReadOnlyList<string> Failures(IConfiguration configuration)
    {
        using var services = new ServiceCollection()
            .AddSingleton(configuration)
            .AddSingleton(new EndpointTable(ResourceTable.All, configuration["Netskope:ApiVersion"] == "v2"))
            .AddSettings<AccessOptions, AccessOptionsRules>(AccessOptions.Section)
            .AddSingleton<IValidateOptions<AccessOptions>, V2RestrictionRules>()
            .BuildServiceProvider();
        try
        {
            _ = services.GetRequiredService<IOptions<AccessOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
    }
}
