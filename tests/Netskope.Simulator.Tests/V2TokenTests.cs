using System.Net;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class V2TokenTests
{
    const string Target = $"/api/v2/events/data/alert?{RunningTenant.Everything}";

    [Fact]
    public async Task TheHeader_IsTheTokensPlace()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.AskV2Async();

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.TokenPlace, call.TokenValid, call.Path).ShouldBe((TokenPlace.Header, true, "/api/v2/events/data/alert"));
        call.Headers["netskope-api-token"].ShouldBe(tenant.Tenant.Options.TokenV2);
    }

    [Theory]
    [InlineData(null, TokenPlace.None)]
    [InlineData("", TokenPlace.Header)]
    [InlineData("wrong", TokenPlace.Header)]
    public async Task MissingOrWrong_Is401(string? token, TokenPlace place)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.SendV2Async(HttpMethod.Get, Target, token);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"message":"The token is missing or not valid"}""");
        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.TokenPlace, call.TokenValid).ShouldBe((place, false));
    }

    [Fact]
    public async Task Wrong_Is403IfSoOrdered()
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.V2InvalidTokenAs403, options.InvalidTokenAs200) = (true, true));

        using var response = await tenant.SendV2Async(HttpMethod.Get, Target, "wrong");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await RunningTenant.JsonAsync(response)).EnumerateObject().ShouldHaveSingleItem().Name.ShouldBe("message");
    }

    [Fact]
    public async Task V1sToken_OpensNothingOfV2()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.SendV2Async(HttpMethod.Get, Target, tenant.Tenant.Options.Token);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task V2sToken_OpensNothingOfV1()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var inBody = await tenant.SendAsync(
            HttpMethod.Post, "/api/v1/alerts?timeperiod=3600", $$"""{"token":"{{tenant.Tenant.Options.TokenV2}}"}""", "application/json");
        using var inHeader = await tenant.SendV2Async(HttpMethod.Get, "/api/v1/alerts?timeperiod=3600", tenant.Tenant.Options.Token);

        inBody.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        inHeader.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        tenant.Tenant.Record.Calls.Select(call => call.TokenPlace).ShouldBe([TokenPlace.Json, TokenPlace.Header]);
    }

    [Fact]
    public async Task ATokenParameter_IsNotV2sToken()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.SendV2Async(HttpMethod.Get, $"{Target}&token={tenant.Tenant.Options.TokenV2}", token: null);

        response.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        tenant.Tenant.Record.Calls.ShouldHaveSingleItem().TokenPlace.ShouldBe(TokenPlace.Query);
    }

    [Fact]
    public async Task TheBackDoor_ListsV2sCalls()
    {
        await using var tenant = await RunningTenant.StartAsync();
        using var call = await tenant.AskV2Async();

        using var list = await tenant.SendAsync(HttpMethod.Get, "/simulator/calls");

        (await RunningTenant.JsonAsync(list))[0].GetProperty("tokenPlace").GetString().ShouldBe("Header");
    }
}
