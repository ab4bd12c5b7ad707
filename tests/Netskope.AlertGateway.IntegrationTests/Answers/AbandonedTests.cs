using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Upstream;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

public abstract class AbandonedTests<TSubject> : SubjectTests<TSubject>
    where TSubject : ISubject
{
    /// <summary>Two megabytes: room for one large and one small page, and another small one beside them.</summary>
    [Fact]
    public async Task CallersWhoLeaveTheLineForMemory_LeaveItFree()
    {
        await using var gateway = await StartAsync(
            settings =>
            {
                settings["Netskope:MaxPageBytes"] = "1048576";
                settings["Netskope:MaxInFlightBytes"] = "2097152";
            },
            new ManualTimeProvider());
        var hold = gateway.Tenant.Faults.Order(FaultKind.Hold, times: 2);
        var large = gateway.GetAsync(gateway.Question("&limit=10000"));
        await gateway.WaitForCallsAsync(1);
        var small = gateway.GetAsync(gateway.Question());
        await gateway.WaitForCallsAsync(2);

        using var leaving = new CancellationTokenSource();
        var leavers = Enumerable.Range(0, 9).Select(_ => gateway.GetUntilAsync(gateway.Question("&limit=10000"), leaving.Token)).ToList();
        var admissions = gateway.GatewayServices.GetRequiredService<TenantEndpoints>().Of(Subject.Resource, Subject.Type).Quota.Admissions;
        await Eventually.HoldsAsync("one has its turn and waits for memory, and the others for their turn", () => admissions.Waiting == 8);

        await leaving.CancelAsync();
        foreach (var leaver in leavers) await LeftAsync(leaver);

        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        gateway.Tenant.Record.Calls.Count(call => call.Query["limit"] == "10000").ShouldBe(1, "what nobody waits for is not asked for");
        hold.Release();
        (await large).ShouldBePage();
        (await small).ShouldBePage();
    }

    [Fact]
    public async Task CallerWhoLeavesAfterTheTenantWasAsked_LeavesAKeptAnswer()
    {
        await using var gateway = await StartAsync(clock: new ManualTimeProvider());
        var question = gateway.Question();
        var hold = gateway.Tenant.Faults.Order(FaultKind.Hold);
        using var leaving = new CancellationTokenSource();
        var leaver = gateway.GetUntilAsync(question, leaving.Token);
        await gateway.WaitForCallsAsync(1);

        await leaving.CancelAsync();
        await LeftAsync(leaver);
        hold.Release();

        await Eventually.HoldsAsync("the answer is not kept", async () => (await gateway.GetAsync(question, ("Cache-Control", "only-if-cached"))).IsHit);
        gateway.Tenant.Record.Count.ShouldBe(1);
    }

    /// <summary>The server in memory tells a leaver in its own way that it has left.</summary>
    static async Task LeftAsync(Task<Answer> leaver)
    {
        var left = await Should.ThrowAsync<Exception>(leaver);
        (left is OperationCanceledException or HttpRequestException).ShouldBeTrue(left.ToString());
    }
}

public sealed class V1AlertsAbandonedTests : AbandonedTests<V1Alerts>;

public sealed class V2AlertsAbandonedTests : AbandonedTests<V2Alerts>;

public sealed class V1EventsAbandonedTests : AbandonedTests<V1Events>;

public sealed class V2EventsAbandonedTests : AbandonedTests<V2Events>;
