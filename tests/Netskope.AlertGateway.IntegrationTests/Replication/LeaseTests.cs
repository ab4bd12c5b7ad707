using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Equal questions at different replicas: one asks the tenant, the others follow.</summary>
public sealed class LeaseTests(ReplicasFixture fixture) : IClassFixture<ReplicasFixture>, IAsyncLifetime
{
    public async ValueTask InitializeAsync() => await fixture.QuietAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task EqualQuestionsAtThreeReplicas_AreOneCall_AndOneAnswer()
    {
        var replicas = fixture.Replicas;
        var question = replicas.First.Question("&limit=100");
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold);

        var asking = replicas.All.SelectMany(gateway => Enumerable.Range(0, 5).Select(_ => gateway.GetAsync(question))).ToList();
        foreach (var gateway in replicas.All) await gateway.WaitForArrivalsAsync(5);
        await replicas.First.WaitForCallsAsync(1);
        hold.Release();
        var answers = await Task.WhenAll(asking);

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.DistinctBy(answer => Convert.ToHexString(answer.Bytes), StringComparer.Ordinal).ShouldHaveSingleItem();
        replicas.First.Tenant.Record.Count.ShouldBe(1);
        await ReplicasFixture.LeasesAreGivenBackAsync(replicas);
    }

    [Fact]
    public async Task LeadersCallerLeaves_TheLeaderGoesOnForTheFollowers()
    {
        var replicas = fixture.Replicas;
        var question = replicas.First.Question();
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold);
        using var leaving = new CancellationTokenSource();
        var leader = replicas.First.GetUntilAsync(question, leaving.Token);
        await replicas.First.WaitForCallsAsync(1);
        var follower = replicas.Second.GetAsync(question);
        await replicas.Second.WaitForArrivalsAsync(1);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leader);
        hold.Release();

        (await follower).ShouldBePage();
        replicas.First.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task FailureOfTheTenant_IsTheFailureOfAll_WithoutTheTenantsText()
    {
        var replicas = fixture.Replicas;
        var question = replicas.First.Question();
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold, times: 1, new FaultDetails { Then = FaultKind.InternalError500 });

        var asking = replicas.All.Select(gateway => gateway.GetAsync(question)).ToList();
        await replicas.First.WaitForCallsAsync(1);
        foreach (var gateway in replicas.All) await gateway.WaitForArrivalsAsync(1);
        await replicas.AreFollowingAsync(2);
        hold.Release();

        foreach (var answer in await Task.WhenAll(asking)) answer.ShouldBeProblem(502, "tenant-error");
        replicas.First.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task LeaderThatGivesUpInLine_IsFollowedByOne_NotByAll()
    {
        await using var replicas = await Replicas.StartAsync(count: 3, settings: Replicas.Patient);
        replicas.First.Tenant.Faults.Order(FaultKind.TooManyRequests429, times: 1, new FaultDetails { RetryAfter = "4", RateLimitReset = "4" });
        (await replicas.First.GetAsync(replicas.First.Question())).ShouldBeProblem(503, "tenant-quota");
        var question = replicas.First.Question();
        using var leaving = new CancellationTokenSource();
        var leader = replicas.First.GetUntilAsync(question, leaving.Token);
        await Eventually.HoldsAsync("it waits for the quota", () => replicas.First.CallsWaiting == 1);
        var others = replicas.All.Skip(1).Select(gateway => gateway.GetAsync(question)).ToList();
        await replicas.AreFollowingAsync(2);

        await leaving.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(leader);

        foreach (var answer in await Task.WhenAll(others)) answer.ShouldBePage();
        replicas.First.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task RefusalThatIsAboutTheQuestion_EachReplicaHearsForItself()
    {
        var replicas = fixture.Replicas;
        var question = replicas.First.Question();
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold, times: 1, new FaultDetails { Then = FaultKind.ErrorIn200, Errors = ["first"] });
        var first = replicas.First.GetAsync(question);
        await replicas.First.WaitForCallsAsync(1);
        var second = replicas.Second.GetAsync(question);
        await replicas.AreFollowingAsync(1);
        replicas.First.Tenant.Faults.Order(FaultKind.ErrorIn200, times: 1, new FaultDetails { Errors = ["second"] });
        hold.Release();

        (await first).ShouldBeProblem(502, "tenant-refusal").Text.ShouldContain("first");
        (await second).ShouldBeProblem(502, "tenant-refusal").Text.ShouldContain("second");
        replicas.First.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task AnswerThatCouldNotBeStored_EachReplicaFetchesOnce()
    {
        await using var replicas = await Replicas.StartAsync(count: 3, settings: settings =>
        {
            Replicas.Patient(settings);
            settings["Redis:MaxValueBytes"] = "65536";
        });
        var end = (AnchoredTimeProvider.Start - TimeSpan.FromHours(30)).ToUnixTimeSeconds();
        var large = $"/api/v1/alerts?starttime={end - 200_000}&endtime={end}&limit=10000";
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold);
        var asking = replicas.All.SelectMany(gateway => Enumerable.Range(0, 4).Select(_ => gateway.GetAsync(large))).ToList();
        await replicas.First.WaitForCallsAsync(1);
        foreach (var gateway in replicas.All) await gateway.WaitForArrivalsAsync(4);
        await replicas.AreFollowingAsync(2);
        hold.Release();

        var answers = await Task.WhenAll(asking);

        answers.ShouldAllBe(answer => answer.Status == 200);
        answers.DistinctBy(answer => answer["ETag"], StringComparer.Ordinal).ShouldHaveSingleItem();
        replicas.First.Tenant.Record.Count.ShouldBe(3);
    }

    [Fact]
    public async Task LeaseThatLapsed_IsTakenByAFollower()
    {
        var replicas = fixture.Replicas;
        var question = replicas.First.Question();
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold, times: 1);
        var leader = replicas.First.GetAsync(question);
        await replicas.First.WaitForCallsAsync(1);
        var lease = (await replicas.Redis.KeysAsync("*:lease:*")).ShouldHaveSingleItem();
        var follower = replicas.Second.GetAsync(question);
        await replicas.AreFollowingAsync(1);

        // As if the leader had died: nobody renews it any more.
        await replicas.Redis.CommandAsync("SET", lease, "a replica that is gone", "PX", "50");

        (await follower).ShouldBePage();
        replicas.First.Tenant.Record.Count.ShouldBe(2);
        hold.Release();
        (await leader).ShouldBePage();
    }

    [Theory]
    [InlineData("SET", "{0}", "somebody else's")]
    [InlineData("SET", "{0}", "somebody else's", "PX", "3600000")]
    [InlineData("RPUSH", "{0}", "a list")]
    public async Task KeyThatIsNoLease_KeepsNobodyWaiting(params string[] command)
    {
        await using var replicas = await Replicas.StartAsync(count: 1, settings: Replicas.Patient);
        var question = replicas.First.Question();
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold);
        var first = replicas.First.GetAsync(question);
        await replicas.First.WaitForCallsAsync(1);
        var lease = (await replicas.Redis.KeysAsync("*:lease:*")).ShouldHaveSingleItem();
        hold.Release();
        (await first).ShouldBePage();
        await ReplicasFixture.LeasesAreGivenBackAsync(replicas);
        await replicas.Redis.CommandAsync("FLUSHALL");
        await replicas.Redis.CommandAsync([.. command.Select(part => (object)part.Replace("{0}", lease, StringComparison.Ordinal))]);

        var other = await replicas.AddAsync(Replicas.Patient);
        (await other.GetAsync(question)).ShouldBePage();
        replicas.First.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task StaleAnswer_IsRenewedOnce_ForAllReplicas()
    {
        await using var replicas = await Replicas.StartAsync(settings: settings =>
        {
            Replicas.Patient(settings);
            settings["Cache:StaleWhileRevalidate"] = "true";
            settings["Cache:Settled:Fresh"] = "00:01:00";
        });
        var question = replicas.First.Question();
        await replicas.AskAndShareAsync(replicas.First, question);
        (await replicas.Second.GetAsync(question)).IsHit.ShouldBeTrue();
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold, times: int.MaxValue);

        replicas.First.Pass(TimeSpan.FromMinutes(1.1));
        await Eventually.HoldsAsync("both renew it", async () =>
        {
            foreach (var gateway in replicas.All) (await gateway.GetAsync(question)).ShouldBePage();
            return replicas.First.IsAsking && replicas.Second.IsAsking;
        });
        await replicas.First.WaitForCallsAsync(2);
        await replicas.AreFollowingAsync(1);
        hold.Release();

        await Eventually.HoldsAsync("both renewals end", () => !replicas.First.IsAsking && !replicas.Second.IsAsking);
        replicas.First.Tenant.Record.Count.ShouldBe(2);
    }
}
