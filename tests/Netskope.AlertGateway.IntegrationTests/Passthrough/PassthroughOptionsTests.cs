using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Passthrough;
using Netskope.AlertGateway.Settings;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

public sealed class PassthroughOptionsTests
{
    [Theory]
    [InlineData("Passthrough:MaxResponseBytes", "1", "65536")]
    [InlineData("Passthrough:Timeout", "00:00:00", "00:00:01")]
    [InlineData("Passthrough:Timeout", "10", "hours:minutes:seconds")]
    [InlineData("Passthrough:MaxConcurrent", "0", "1 to 256")]
    [InlineData("Passthrough:Routes:quarantine", "false", "Passthrough:Routes:quarantine:Enabled")]
    [InlineData("Passthrough:Routes:clients:Parameters", "query", "Passthrough:Routes:clients:Parameters:<name>")]
    [InlineData("Passthrough:Routes:clients:Parameters:query", "x", "Passthrough:Routes:clients:Parameters:query:Values")]
    [InlineData("Passthrough:Routes", "clients", "Passthrough:Routes:<name>")]
    [InlineData("Passthrough:Routes:clients:Parameters:limit:Least", "1", "both Least and Most")]
    [InlineData("Passthrough:Routes:clients:Parameters:limit:Most", "9", "both Least and Most")]
    [InlineData("Passthrough:Routes:clients:Scop", "x", "Scope")]
    [InlineData("Passthrough:Routes:clients:Enabled", "no", "true or false")]
    [InlineData("Passthrough:Routes:clients:Scope", "a b", "letters")]
    [InlineData("Passthrough:Routes:incidents:Enabled", "true", "Passthrough:Routes:incidents:Scope is missing")]
    [InlineData("Passthrough:Routes:quarantin:Scope", "x", "nearly quarantine")]
    [InlineData("Passthrough:Routes:alerts:Scope", "x", "not alerts, events or report")]
    [InlineData("Passthrough:Routes:../alerts:Scope", "x", "small letters")]
    [InlineData("Passthrough:Routes:clients/x:Scope", "x", "small letters")]
    [InlineData("Passthrough:Routes:clients:Parameters:token:MostLength", "9", "token")]
    [InlineData("Passthrough:Routes:clients:Parameters:limit:Required", "true", "one of three")]
    [InlineData("Passthrough:Routes:clients:Parameters:limit:Most", "x", "whole number")]
    [InlineData("Passthrough:Routes:clients:Parameters:limit:MostLength", "8001", "1 to 8000")]
    [InlineData("Passthrough:Routes:quarantine:Parameters:op:Values:0", "take-action", "other operations do more than read")]
    [InlineData("Passthrough:Routes:quarantine:Parameters:op:Values", "get-files, take-action", "other operations do more than read")]
    [InlineData("Passthrough:Routes:quarantine:Parameters:op:MostLength", "20", "other operations do more than read")]
    public void WrongSetting_StopsTheStart_WithItsNameAndWhatToWrite(string setting, string value, string told)
    {
        var failure = Failures(setting, value).ShouldHaveSingleItem();

        failure.ShouldContain(string.Join(':', setting.Split(':').Take(2)));
        failure.ShouldContain(told);
    }

    [Fact]
    public async Task Routes_CanBeTakenOff_RenamedAndAdded()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            settings["Passthrough:Routes:clients:Enabled"] = "false";
            settings["Passthrough:Routes:userconfig:Scope"] = "netskope.users";
            settings["Passthrough:Routes:userconfig:Parameters:email:MostLength"] = "30";
            settings["Passthrough:Routes:userconfig:Parameters:email:Required"] = "true";
            settings["Passthrough:Routes:legalhold:Parameters:op:Values"] = "get-files, get-profiles";
            settings["Passthrough:Routes:incidents:Scope"] = "incidents.read";
            (settings["Passthrough:Routes:quarantine:Parameters:starttime:Least"], settings["Passthrough:Routes:quarantine:Parameters:starttime:Most"]) = ("0", "9");
        });
        var users = gateway.Token("netskope.users");

        (await gateway.GetAsync("/api/v1/clients")).ShouldBeProblem(404);
        (await gateway.GetAsync("/api/v1/userconfig?email=user@example.com")).ShouldBeProblem(403);
        (await gateway.GetAsync("/api/v1/userconfig?email=user@example.com", users)).ShouldBePage();
        (await gateway.GetAsync("/api/v1/userconfig", users)).ShouldBeProblem(400).Errors.Keys.ShouldBe(["email"]);
        (await gateway.GetAsync("/api/v1/userconfig?email=user@example.com&configtype=agent", users)).ShouldBeProblem(400).Errors.Keys.ShouldBe(["configtype"]);
        (await gateway.GetAsync("/api/v1/legalhold?op=get-files&type=processed")).ShouldBeProblem(400).Errors.Keys.ShouldBe(["type"]);
        (await gateway.GetAsync("/api/v1/legalhold?op=get-files")).ShouldBePage();
        (await gateway.GetAsync("/api/v1/quarantine?starttime=5")).ShouldBeProblem(400).Errors.Keys.ShouldBe(["op"]);
        (await gateway.GetAsync("/api/v1/quarantine?op=get-files&starttime=5")).ShouldBePage();

        // The pretend tenant has no such endpoint; it was asked all the same.
        (await gateway.GetAsync("/api/v1/incidents", gateway.Token("incidents.read"))).ShouldBeProblem(502);
        gateway.Tenant.Record.Calls[^1].Path.ShouldBe("/api/v1/incidents");
        var document = await gateway.GetAsync("/openapi/v1.json");
        document.Text.ShouldContain("incidents.read");
        document.Text.ShouldNotContain("/api/v1/clients");
    }

    static IEnumerable<string> Failures(string setting, string value)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([KeyValuePair.Create(setting, (string?)value)]).Build();
        using var provider = new ServiceCollection()
            .AddSingleton<IConfiguration>(configuration)
            .AddSettings<PassthroughOptions, PassthroughOptionsRules>(PassthroughOptions.Section)
            .BuildServiceProvider();
        try
        {
            return provider.GetRequiredService<IOptions<PassthroughOptions>>().Value is null ? ["?"] : [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
    }
}
