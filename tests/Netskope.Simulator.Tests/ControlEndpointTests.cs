using System.Net;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class ControlEndpointTests
{
    [Fact]
    public async Task Faults_AreOrderedListedAndCleared()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var ordered = await tenant.SendAsync(
            HttpMethod.Post,
            "/simulator/faults",
            """{"kind":"errorIn200","times":3,"path":"/api/v1/alerts","details":{"errorCode":"Odd","errors":["x"]}}""",
            "application/json");
        ordered.StatusCode.ShouldBe(HttpStatusCode.Created);
        (await tenant.ErrorAsync("timeperiod=3600")).ShouldBe("""["x"]""");
        using var other = await tenant.SendAsync(HttpMethod.Get, $"/api/v1/other?token={tenant.Tenant.Options.Token}");
        other.StatusCode.ShouldBe(HttpStatusCode.NotFound);

        using var list = await tenant.SendAsync(HttpMethod.Get, "/simulator/faults");
        (await RunningTenant.JsonAsync(list)).ToString().ShouldBe("""[{"name":"ErrorIn200","times":3,"left":2}]""");

        using var cleared = await tenant.SendAsync(HttpMethod.Delete, "/simulator/faults");
        cleared.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        tenant.Tenant.Faults.Orders.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("nonsense")]
    [InlineData("""{"kind":"NoSuchKind"}""")]
    [InlineData("""{"kind":"Hold","times":-1}""")]
    public async Task WrongOrders_AreRefused(string body)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.SendAsync(HttpMethod.Post, "/simulator/faults", body, "application/json");

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        tenant.Tenant.Faults.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task TheBackDoor_CostsNoQuotaAndIsNotRecorded()
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.RequestsPerSecond, options.QueueLength) = (1, 0));
        for (var i = 0; i < 5; i++)
        {
            using var response = await tenant.SendAsync(HttpMethod.Get, "/simulator/calls");
            (await RunningTenant.JsonAsync(response)).GetArrayLength().ShouldBe(0);
        }

        (await tenant.IdsAsync("timeperiod=86400")).ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/events", "events?type=page&timeperiod=3600")]
    [InlineData("/api/v1/report", "report?timeperiod=3600")]
    [InlineData("/api/v1/clients", "clients")]
    public async Task Faults_AreForAnyPath(string path, string target)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var ordered = await tenant.SendAsync(
            HttpMethod.Post, "/simulator/faults", $$"""{"kind":"ErrorIn200","details":{"errors":["x"]},"path":"{{path}}"}""", "application/json");

        (await tenant.IdsAsync("timeperiod=86400")).ShouldNotBeEmpty();
        (await tenant.ErrorForAsync(target)).ShouldBe("""["x"]""");
    }

    [Fact]
    public async Task Calls_AreListedAndForgotten()
    {
        await using var tenant = await RunningTenant.StartAsync();
        await tenant.IdsAsync("timeperiod=3600");
        await tenant.Tenant.Record.Calls.ShouldHaveSingleItem().Ended.WaitAsync(RunningTenant.Stop);

        using var list = await tenant.SendAsync(HttpMethod.Get, "/simulator/calls");
        var call = (await RunningTenant.JsonAsync(list)).EnumerateArray().ShouldHaveSingleItem();
        call.GetProperty("rawQuery").GetString().ShouldBe("timeperiod=3600");
        call.GetProperty("tokenPlace").GetString().ShouldBe("Json");
        call.GetProperty("status").GetInt32().ShouldBe(200);
        call.GetProperty("completed").GetBoolean().ShouldBeTrue();

        using var cleared = await tenant.SendAsync(HttpMethod.Delete, "/simulator/calls");
        tenant.Tenant.Record.Count.ShouldBe(0);
    }
}
