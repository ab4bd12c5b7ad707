using Microsoft.AspNetCore.Http;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class CallRecordTests
{
    [Fact]
    public async Task ACall_IsKeptAsItArrived()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Token = "T");
        const string Body = """{ "token" : "T" }""";

        using var response = await tenant.SendAsync(
            HttpMethod.Post, "/api/v1/alerts?timeperiod=3600&query=app%20eq%20%27Google%20Drive%27", Body, "application/json; charset=utf-8");

        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.ShouldSatisfyAllConditions(
            () => call.At.ShouldBe(tenant.Clock.GetUtcNow()),
            () => call.Method.ShouldBe("POST"),
            () => call.Path.ShouldBe("/api/v1/alerts"),
            () => call.RawQuery.ShouldBe("timeperiod=3600&query=app%20eq%20%27Google%20Drive%27"),
            () => call.Query["query"].ShouldBe("app eq 'Google Drive'"),
            () => call.TokenPlace.ShouldBe(TokenPlace.Json),
            () => call.TokenValid.ShouldBeTrue(),
            () => call.ContentType.ShouldBe("application/json; charset=utf-8"),
            () => call.Headers["host"].ShouldStartWith("127.0.0.1"),
            () => call.Body.ShouldBe(Body),
            () => call.Status.ShouldBe(200));
    }

    [Fact]
    public async Task ACall_IsRecordedOnArrivalAndItsStatusLater()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var hold = tenant.Tenant.Faults.Order(FaultKind.Hold);

        var answer = tenant.AskAsync();
        await tenant.Tenant.Record.WaitForCountAsync(1, RunningTenant.Stop);
        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Status.ShouldBe(0);
        hold.Release();
        await answer;

        call.Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("alerts?timeperiod=2592000", 200)]
    [InlineData("alerts?timeperiod=5", 200)]
    [InlineData("quarantine?op=take-action", 302)]
    [InlineData("nothing", 404)]
    public async Task ACall_IsCompletedWhateverItsAnswer(string target, int status)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.AskForAsync(target);

        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        (await call.Ended.WaitAsync(RunningTenant.Stop)).ShouldBeTrue();
        (call.Status, call.Completed).ShouldBe((status, true));
    }

    [Fact]
    public async Task ACall_EndsWhenItsCallerLeavesWhateverItWaitsFor()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var deaf = new Deaf();
        tenant.Tenant.Faults.Order("deaf", deaf);
        using var giveUp = new CancellationTokenSource();
        var held = tenant.SendUntilAsync(HttpMethod.Get, "/api/v1/alerts", null, null, null, giveUp.Token);
        await tenant.Tenant.Record.WaitForCountAsync(1, RunningTenant.Stop);
        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Completed.ShouldBeNull();

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(held);
        (await call.Ended.WaitAsync(RunningTenant.Stop)).ShouldBeFalse();
        deaf.Release();
    }

    [Fact]
    public async Task Clear_StartsTheCountAnew()
    {
        await using var tenant = await RunningTenant.StartAsync();
        using var before = await tenant.AskAsync();
        tenant.Tenant.Record.Clear();
        var second = tenant.Tenant.Record.WaitForCountAsync(2, RunningTenant.Stop);

        using var one = await tenant.AskAsync();
        second.IsCompleted.ShouldBeFalse();
        using var two = await tenant.AskAsync();
        await second;

        tenant.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Waiting_CanBeGivenUp()
    {
        using var giveUp = new CancellationTokenSource();
        var waiting = new CallRecord().WaitForCountAsync(1, giveUp.Token);

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(waiting);
    }

    /// <summary>Does not hear that a caller has gone.</summary>
    sealed class Deaf : Fault
    {
        readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Release() => _released.SetResult();

        public override Task ApplyAsync(HttpContext context, RequestDelegate answer) => _released.Task;
    }
}
