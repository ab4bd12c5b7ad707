using System.Net;
using System.Text.Json;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

/// <summary>The endpoints of v1 that read something else than alerts, events and the report.</summary>
public sealed class ReadEndpointTests
{
    public static TheoryData<string, JsonValueKind> Targets => new()
    {
        { "clients", JsonValueKind.Array },
        { "userconfig?email=hana.sato@example.com&configtype=agent", JsonValueKind.Object },
        { "app_instances?op=list", JsonValueKind.Array },
        { "quarantine?op=get-files", JsonValueKind.Object },
        { "legalhold?op=get-files", JsonValueKind.Object },
        { "security_assessment", JsonValueKind.Array },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Answers_AreASuccessWithData(string target, JsonValueKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.DataAsync(target)).ValueKind.ShouldBe(kind);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Answers_AreForAGetWithTheTokenInTheQueryToo(string target, JsonValueKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Token = "T");

        using var response = await tenant.SendAsync(HttpMethod.Get, $"/api/v1/{target}{(target.Contains('?') ? '&' : '?')}token=T");

        (await RunningTenant.JsonAsync(response)).GetProperty("data").ValueKind.ShouldBe(kind);
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Answers_NeedTheToken(string target, JsonValueKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.SendAsync(HttpMethod.Get, $"/api/v1/{target}");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden, $"{kind}");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Envelope_IsTheOrderedOne(string target, JsonValueKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.EnvelopeOrder = EnvelopeOrder.StatusFirst);

        using var response = await tenant.AskForAsync(target);

        var text = await response.Content.ReadAsStringAsync(RunningTenant.Stop);
        text.ShouldStartWith("""{"status":"success","msg":"","data":""", customMessage: $"{kind}");
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task Faults_AreForAll(string target, JsonValueKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync();
        foreach (var fault in new[] { FaultKind.JsonArray, FaultKind.DuplicateData, FaultKind.ErrorAfterRows, FaultKind.TrailingBytes })
        {
            tenant.Tenant.Faults.Order(fault);
            using var spoiled = await tenant.AskForAsync(target);
            spoiled.StatusCode.ShouldBe(HttpStatusCode.OK, $"{kind} {fault}");
        }

        tenant.Tenant.Faults.Order(FaultKind.TruncatedJson);
        using var cut = await tenant.AskForAsync(target);
        using var whole = await tenant.AskForAsync(target);

        var text = await cut.Content.ReadAsStringAsync(RunningTenant.Stop);
        (await whole.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldStartWith(text);
        Should.Throw<JsonException>(() => JsonElement.Parse(text));
    }

    [Theory]
    [InlineData("userconfig", "email")]
    [InlineData("app_instances", "op")]
    [InlineData("app_instances?op=get-files", "op")]
    [InlineData("quarantine", "op")]
    [InlineData("quarantine?op=list", "op")]
    [InlineData("quarantine?op=GET-FILES", "op")]
    [InlineData("legalhold?op=", "op")]
    [InlineData("clients?limit=5000", "limit")]
    [InlineData("clients?skip=-1", "skip")]
    [InlineData("clients?query=((", "syntax error")]
    public async Task WrongParameters_AreAnErrorIn200(string target, string expected)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.ErrorForAsync(target)).ShouldContain(expected);
    }

    [Theory]
    [InlineData("quarantine", "download-url")]
    [InlineData("quarantine", "take-action")]
    [InlineData("legalhold", "download-url")]
    [InlineData("app_instances", "delete")]
    public async Task OtherOperations_LeadAway(string endpoint, string operation)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.AskForAsync($"{endpoint}?op={operation}");

        response.StatusCode.ShouldBe(HttpStatusCode.Found);
        response.Headers.Location.ShouldBe(new Uri($"https://download.example.com/api/v1/{endpoint}/{operation}"));
    }

    [Fact]
    public async Task AnOperationInTheBody_WinsAsEveryParameterDoes()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Token = "T");

        using var response = await tenant.SendAsync(
            HttpMethod.Post, "/api/v1/quarantine?op=get-files", """{"token":"T","op":"take-action"}""", "application/json");

        response.StatusCode.ShouldBe(HttpStatusCode.Found);
    }

    [Fact]
    public async Task UserConfig_IsThatOfTheEmail()
    {
        await using var tenant = await RunningTenant.StartAsync();

        var data = await tenant.DataAsync("userconfig?email=%22quoted%22%40example.com&configtype=agent");

        data.GetProperty("email").GetString().ShouldBe("\"quoted\"@example.com");
        data.GetProperty("configtype").GetString().ShouldBe("agent");
    }

    [Fact]
    public async Task Clients_AreOneListThatIsCut()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var all = Names(await tenant.DataAsync("clients"));

        all.Length.ShouldBe(40);
        all.ShouldBeUnique();
        Names(await tenant.DataAsync("clients?limit=7&skip=38")).ShouldBe(all[38..]);
        Names(await tenant.DataAsync("clients?query=host_info.hostname%20eq%20WS-0000000003")).ShouldBe([all[2]]);
    }

    static string[] Names(JsonElement rows) =>
        [.. rows.EnumerateArray().Select(row => row.GetProperty("attributes").GetProperty("host_info").GetProperty("hostname").GetString()!)];
}
