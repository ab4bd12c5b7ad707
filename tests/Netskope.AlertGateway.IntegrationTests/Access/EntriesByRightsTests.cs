using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>Equal rights share an answer, unequal rights never do: in Redis, in memory, and while the tenant is being asked.</summary>
public sealed class EntriesByRightsTests
{
    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task UnequalRights_HaveEntriesOfTheirOwn_InRedis(string version)
    {
        await using var replicas = await StartAsync(version);
        var question = replicas.First.Question("&limit=1000");
        List<string> keys = [];
        foreach (var client in (string[])[Confined.Team, Confined.Other, Confined.Everybody])
        {
            var before = await replicas.Redis.AnswersAsync();
            (await replicas.First.AskAsAsync(client, question)).ShouldBePage().IsHit.ShouldBeFalse(client);
            keys.Add(await NewKeyAsync(replicas, before));
        }

        keys.Distinct(StringComparer.Ordinal).Count().ShouldBe(3);
        replicas.First.Tenant.Record.Count.ShouldBe(3);
        var answers = new Dictionary<string, Answer>(StringComparer.Ordinal);
        foreach (var client in (string[])[Confined.Other, Confined.Everybody, Confined.Team])
        {
            answers[client] = (await replicas.Second.AskAsAsync(client, question)).ShouldBePage();
            answers[client].IsHit.ShouldBeTrue(client);
        }

        replicas.First.Tenant.Record.Count.ShouldBe(3);
        (await replicas.Redis.AnswersAsync()).Count.ShouldBe(3);
        var all = answers[Confined.Everybody].Rows;
        answers[Confined.Team].Ids.ShouldBe(all.Where(Confined.IsWithin).Select(row => row.GetProperty("_id").GetString()!));
        answers[Confined.Other].Ids.ShouldBe(all.Where(row => row.GetProperty("app").ValueEquals("Salesforce")).Select(row => row.GetProperty("_id").GetString()!));
        answers.Values.ShouldAllBe(answer => answer.Rows.Count > 0);
        answers.Values.Select(answer => answer["ETag"]).Distinct().Count().ShouldBe(3);
    }

    [Fact]
    public async Task EqualRights_ShareOneEntry_InRedis()
    {
        await using var replicas = await StartAsync("v1");
        var question = replicas.First.Question("&limit=1000");
        var before = await replicas.Redis.AnswersAsync();
        var first = (await replicas.First.AskAsAsync(Confined.Team, question)).ShouldBePage();
        await NewKeyAsync(replicas, before);

        foreach (var gateway in replicas.All)
        {
            var second = (await gateway.AskAsAsync(Confined.Twin, question)).ShouldBePage();
            second.IsHit.ShouldBeTrue();
            second.Bytes.ShouldBe(first.Bytes);
            second["ETag"].ShouldBe(first["ETag"]);
        }

        first.ShouldBeWithin().Rows.ShouldNotBeEmpty();
        (await replicas.Redis.AnswersAsync()).Count.ShouldBe(1);
        replicas.First.Tenant.Record.Calls.ShouldHaveSingleItem().ShouldHold(Confined.Within);
    }

    [Fact]
    public async Task QuestionsThatBecomeTheSameCall_HaveEntriesOfTheirOwn()
    {
        // The unconfined caller asks for just what the other one's question becomes.
        await using var replicas = await StartAsync("v1");
        var question = replicas.First.Question("&limit=1000");
        var before = await replicas.Redis.AnswersAsync();
        await replicas.First.AskAsAsync(Confined.Team, question);
        await NewKeyAsync(replicas, before);
        var asked = replicas.First.Tenant.Record.Calls.ShouldHaveSingleItem().Query["query"];

        (await replicas.First.AskAsAsync(Confined.Everybody, $"{question}&query={Uri.EscapeDataString(asked)}")).ShouldBePage().IsHit.ShouldBeFalse();
        (await replicas.First.AskAsAsync(Confined.Team, $"{question}&query={Uri.EscapeDataString(asked)}")).ShouldBePage().ShouldBeWithin();

        await Eventually.HoldsAsync("each is in Redis", async () => (await replicas.Redis.AnswersAsync()).Count == 3);
    }

    [Fact]
    public async Task TypesOfAProfile_AreRightsAsARestrictionIs()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            (settings["Netskope:ApiVersion"], settings["Access:Profiles:0:Name"], settings["Access:Profiles:0:Clients:0"], settings["Access:Profiles:0:AlertTypes:0"]) = ("v1", "by-type", "a", "DLP");
            (settings["Access:Profiles:1:Name"], settings["Access:Profiles:1:Clients:0"], settings["Access:Profiles:1:Restriction"]) = ("by-query", "b", "alert_type = 'DLP'");
            (settings["Access:Profiles:2:Name"], settings["Access:Profiles:2:Clients:0"], settings["Access:Profiles:2:AlertTypes:0"]) = ("other-type", "c", "Malware");
        });
        var question = gateway.Question("&limit=1000");

        var byType = (await gateway.AskAsAsync("a", question)).ShouldBePage();
        (await gateway.AskAsAsync("b", question)).ShouldBePage().IsHit.ShouldBeTrue();
        (await gateway.AskAsAsync("c", question)).ShouldBePage().IsHit.ShouldBeFalse();

        byType.Rows.Select(row => row.GetProperty("alert_type").GetString()).Distinct().ShouldBe(["DLP"]);
        gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task InMemory_UnequalRightsAskAnew_AndEqualOnesHit(string version)
    {
        await using var gateway = await StartAloneAsync(version);
        var question = gateway.Question("&limit=1000");
        (await gateway.AskAsAsync(Confined.Everybody, question)).ShouldBePage().Rows.ShouldContain(row => !Confined.IsWithin(row));

        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBePage().ShouldBeWithin().IsHit.ShouldBeFalse();
        (await gateway.AskAsAsync(Confined.Other, question)).ShouldBePage().IsHit.ShouldBeFalse();
        (await gateway.AskAsAsync(Confined.Twin, question)).ShouldBePage().ShouldBeWithin().IsHit.ShouldBeTrue();
        (await gateway.AskAsAsync(Confined.Everybody, question)).ShouldBePage().IsHit.ShouldBeTrue();

        gateway.Tenant.Record.Count.ShouldBe(3);
    }

    [Fact]
    public async Task AtOnce_UnequalRightsAreTwoCalls_AndEqualOnesOne()
    {
        await using var gateway = await StartAloneAsync("v1");
        var question = gateway.Question("&limit=1000");
        var holds = Enumerable.Range(0, 2).Select(_ => gateway.Tenant.Faults.Order(FaultKind.Hold)).ToList();

        var asking = new[] { Confined.Team, Confined.Other, Confined.Twin, Confined.Team }.Select(client => gateway.AskAsAsync(client, question)).ToList();
        await gateway.WaitForArrivalsAsync(4);
        await gateway.WaitForCallsAsync(2);
        foreach (var hold in holds) hold.Release();
        var answers = await Task.WhenAll(asking);

        gateway.Tenant.Record.Count.ShouldBe(2);
        foreach (var own in (int[])[0, 2, 3]) answers[own].ShouldBePage().ShouldBeWithin().Bytes.ShouldBe(answers[0].Bytes);
        answers[1].ShouldBePage().Rows.ShouldAllBe(row => row.GetProperty("app").ValueEquals("Salesforce"));
    }

    static Task<Replicas> StartAsync(string version) => Replicas.StartAsync(settings: settings =>
    {
        settings["Netskope:ApiVersion"] = version;
        Confined.SetProfiles(settings);
    });

    static Task<GatewayFixture> StartAloneAsync(string version) => GatewayFixture.StartAsync(settings =>
    {
        settings["Netskope:ApiVersion"] = version;
        Confined.SetProfiles(settings);
    });

    static async Task<string> NewKeyAsync(Replicas replicas, IReadOnlyList<string> before)
    {
        string? key = null;
        await Eventually.HoldsAsync("the answer is in Redis", async () => (key = (await replicas.Redis.AnswersAsync()).Except(before, StringComparer.Ordinal).SingleOrDefault()) is not null);
        return key!;
    }
}
