using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class FaultTests
{
    [Theory]
    [InlineData(FaultKind.ErrorIn200, 200, "General Error")]
    [InlineData(FaultKind.AuthorizationErrorIn200, 200, "Authorization Error")]
    [InlineData(FaultKind.Forbidden403, 403, "Authorization Error")]
    [InlineData(FaultKind.InternalError500, 500, "General Error")]
    public async Task Errors_HaveTheirStatusAndCode(FaultKind kind, int status, string errorCode)
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(kind);

        using var response = await tenant.AskAsync();

        ((int)response.StatusCode).ShouldBe(status);
        var answer = await RunningTenant.JsonAsync(response);
        answer.GetProperty("status").GetString().ShouldBe("error");
        answer.GetProperty("errorCode").GetString().ShouldBe(errorCode);
        tenant.Tenant.Record.Calls.ShouldHaveSingleItem().Status.ShouldBe(status);
    }

    [Fact]
    public async Task ErrorTexts_AreTheOrderers()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.ErrorIn200, details: new FaultDetails { ErrorCode = "Odd", Errors = ["one", "two"] });

        using var response = await tenant.AskAsync();

        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"status":"error","errorCode":"Odd","errors":["one","two"]}""");
    }

    [Fact]
    public async Task Orders_AreServedInTurnAndThenUsedUp()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.InternalError500, times: 2);
        tenant.Tenant.Faults.Order(FaultKind.Forbidden403);

        int[] expected = [500, 500, 403, 200];
        foreach (var status in expected)
        {
            using var response = await tenant.AskAsync();
            ((int)response.StatusCode).ShouldBe(status);
        }

        tenant.Tenant.Faults.Orders.ShouldBeEmpty();
    }

    [Fact]
    public async Task MaxTimes_LastUntilCleared()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var order = tenant.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);
        for (var i = 0; i < 3; i++)
        {
            using var failed = await tenant.AskAsync();
            failed.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
        }

        order.Left.ShouldBe(int.MaxValue);
        tenant.Tenant.Faults.Clear();

        using var response = await tenant.AskAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task APredicate_SparesOtherCalls()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.InternalError500, when: request => request.Query["skip"] == "5");

        using var spared = await tenant.AskAsync("timeperiod=3600");
        using var hit = await tenant.AskAsync("timeperiod=3600&skip=5");

        spared.StatusCode.ShouldBe(HttpStatusCode.OK);
        hit.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task Latency_PassesOnTheTenantsClock()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.Latency, details: new FaultDetails { Duration = TimeSpan.FromSeconds(40) });

        var answer = tenant.AskAsync();
        await tenant.Clock.WhenTimersAsync(1, RunningTenant.Stop);
        tenant.Clock.Advance(TimeSpan.FromSeconds(39));
        answer.IsCompleted.ShouldBeFalse();
        tenant.Clock.Advance(TimeSpan.FromSeconds(1));

        (await answer).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task BaseLatency_IsOnEveryCall()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Latency = TimeSpan.FromSeconds(2));

        var answer = tenant.AskAsync();
        await tenant.Clock.WhenTimersAsync(1, RunningTenant.Stop);
        tenant.Clock.Advance(TimeSpan.FromSeconds(2));

        (await answer).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hold_WaitsForItsRelease()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var hold = tenant.Tenant.Faults.Order(FaultKind.Hold, times: 2);

        var (one, other) = (tenant.AskAsync(), tenant.AskAsync());
        await tenant.Tenant.Record.WaitForCountAsync(2, RunningTenant.Stop);
        (one.IsCompleted, other.IsCompleted).ShouldBe((false, false));
        hold.Release();

        (await one).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await other).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hold_EndsWhenFaultsAreCleared()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.Hold);
        var held = tenant.AskAsync();
        await tenant.Tenant.Record.WaitForCountAsync(1, RunningTenant.Stop);
        tenant.Tenant.Faults.Clear();

        (await held).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Hold_EndsWhenTheCallerGoes()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var gone = new TaskCompletionSource();
        tenant.Tenant.Faults.Order("watched hold", new Watched(gone));
        using var giveUp = new CancellationTokenSource();

        var held = tenant.SendUntilAsync(HttpMethod.Get, "/api/v1/alerts", null, null, null, giveUp.Token);
        await tenant.Tenant.Record.WaitForCountAsync(1, RunningTenant.Stop);
        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(held);
        await gone.Task.WaitAsync(RunningTenant.Stop);
        tenant.Tenant.Record.Calls.ShouldHaveSingleItem().Status.ShouldBe(0);
    }

    [Fact]
    public async Task Hold_MayBeFollowedByAnotherFault()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var hold = tenant.Tenant.Faults.Order(FaultKind.Hold, details: new FaultDetails { Then = FaultKind.InternalError500 });
        hold.Release();

        using var response = await tenant.AskAsync();

        response.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task TruncatedJson_EndsInTheMiddleOfTheRows()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.TruncatedJson);

        using var cut = await tenant.AskAsync();
        using var whole = await tenant.AskAsync();

        cut.StatusCode.ShouldBe(HttpStatusCode.OK);
        var text = await cut.Content.ReadAsStringAsync(RunningTenant.Stop);
        (await whole.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldStartWith(text);
        text.Length.ShouldBeGreaterThan(100_000);
        Should.Throw<JsonException>(() => JsonElement.Parse(text));
    }

    [Fact]
    public async Task TruncatedTransfer_BreaksTheConnectionOff()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.TruncatedTransfer);

        await Should.ThrowAsync<HttpRequestException>(async () =>
        {
            using var response = await tenant.AskAsync();
            await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop);
        });
    }

    [Fact]
    public void UnknownKinds_AreRefused() =>
        Should.Throw<ArgumentOutOfRangeException>(() => new Faults(TimeProvider.System).Order((FaultKind)999));

    sealed class Watched(TaskCompletionSource gone) : Fault
    {
        public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
        {
            try
            {
                await new HoldFault(then: null).ApplyAsync(context, answer);
            }
            finally
            {
                gone.SetResult();
            }
        }
    }
}
