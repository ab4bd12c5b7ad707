using System.Globalization;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>What an answer tells beside its rows tells a confined caller nothing of others' rows: pages, links, tags, lengths and ages are its own.</summary>
public sealed class ConfinementOracleTests
{
    [Theory]
    [InlineData("v1", "")]
    [InlineData("v1", "&query=user%20neq%20%27x%27")]
    [InlineData("v1", "&unsorted=true")]
    [InlineData("v2", "")]
    [InlineData("v2", "&query=user%20neq%20%27x%27")]
    public async Task PagesOfOneRow_AreTheConfinedSet_AndEndWithIt(string version, string more)
    {
        await using var gateway = await StartAsync(version);
        var question = gateway.Question("") + more;
        var mine = (await gateway.AskAsAsync(Confined.Everybody, question + "&limit=1000")).ShouldBePage().Rows.Where(Confined.IsWithin).Select(row => row.GetProperty("_id").GetString()!).ToList();
        mine.Count.ShouldBeInRange(2, 30);

        List<string> seen = [];
        var pages = 0;
        for (var next = question + "&limit=1"; next is not null; pages++)
        {
            var page = (await gateway.AskAsAsync(Confined.Team, next)).ShouldBePage().ShouldBeWithin();
            seen.AddRange(page.Ids);
            next = page.Next;
            pages.ShouldBeLessThan(40);
        }

        seen.ShouldBe(mine, ignoreOrder: true);
        pages.ShouldBe(mine.Count + 1);
        foreach (var skip in (int[])[mine.Count, mine.Count + 1, 1_000_000])
        {
            var behind = (await gateway.AskAsAsync(Confined.Team, string.Create(CultureInfo.InvariantCulture, $"{question}&limit=10&skip={skip}"))).ShouldBePage();
            behind.Rows.ShouldBeEmpty();
            behind["Link"].ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("timeperiod=604800")]
    [InlineData("insertionstarttime={0}&insertionendtime={1}")]
    [InlineData("starttime={0}&endtime={1}&acked=false")]
    [InlineData("starttime={0}&endtime={1}&type=DLP")]
    [InlineData("timeperiod=604800&skip=3&limit=5&unsorted=true")]
    public async Task EveryKindOfWindow_IsConfined(string parameters)
    {
        await using var gateway = await StartAsync("v1");
        var end = gateway.Now.ToUnixTimeSeconds() - 7200;
        var target = "/api/v1/alerts?" + string.Format(CultureInfo.InvariantCulture, parameters, end - 86_400, end);

        (await gateway.AskAsAsync(Confined.Team, target)).ShouldBePage().ShouldBeWithin().Rows.ShouldNotBeEmpty();

        gateway.Tenant.Record.Calls.ShouldHaveSingleItem().ShouldHold(Confined.Within);
    }

    [Fact]
    public async Task LinkThatIsTamperedWith_OrHandedOn_IsConfinedToWhoFollowsIt()
    {
        await using var gateway = await StartAsync("v1");
        var first = (await gateway.AskAsAsync(Confined.Everybody, gateway.Question("&limit=10&query=user%20neq%20%27x%27"))).ShouldBePage();
        var handedOn = first.Next.ShouldNotBeNull();
        var own = (await gateway.AskAsAsync(Confined.Team, gateway.Question("&limit=1&query=app%20neq%20%27x%27"))).ShouldBePage().Next.ShouldNotBeNull();
        own.ShouldNotContain("Dropbox", Case.Sensitive, "the restriction is not in it");

        foreach (var target in (string[])[handedOn, own, own.Replace("app%20neq", "user%20neq", StringComparison.Ordinal), own.Replace("&query=app%20neq%20%27x%27", "", StringComparison.Ordinal), own.Replace("limit=1&", "limit=1000&", StringComparison.Ordinal), own + "&query="])
        {
            gateway.Tenant.Record.Clear();
            (await gateway.AskAsAsync(Confined.Team, target)).ShouldBePage().ShouldBeWithin();
            foreach (var call in gateway.Tenant.Record.Calls) call.ShouldHold(Confined.Within);
        }

        (await gateway.AskAsAsync(Confined.Other, own)).ShouldBePage().Rows.ShouldAllBe(row => row.GetProperty("app").ValueEquals("Salesforce"));
    }

    [Theory]
    [InlineData("identity")]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task TagsAndLengths_AreTheCallersOwn(string coding)
    {
        await using var gateway = await StartAsync("v1");
        var question = gateway.Question("&limit=1000");
        var all = (await gateway.AskAsAsync(Confined.Everybody, question, ("Accept-Encoding", coding))).ShouldBePage();
        var tag = all["ETag"].ShouldNotBeNull();

        var mine = (await gateway.AskAsAsync(Confined.Team, question, ("Accept-Encoding", coding), ("If-None-Match", $"{tag}, W/{tag}"))).ShouldBePage().ShouldBeWithin();
        mine["ETag"].ShouldNotBe(tag);
        (await gateway.AskAsAsync(Confined.Team, question, ("Accept-Encoding", coding), ("If-None-Match", mine["ETag"]!))).Status.ShouldBe(304);
        (await gateway.AskAsAsync(Confined.Everybody, question, ("Accept-Encoding", coding), ("If-None-Match", mine["ETag"]!))).Status.ShouldBe(200);

        var head = await gateway.SendAsync(HttpMethod.Head, question, gateway.TokenOf(Confined.Team), request => request.Headers.TryAddWithoutValidation("Accept-Encoding", coding));
        head.Raw.ShouldBeEmpty();
        (head.Status, head["ETag"], head["Content-Length"]).ShouldBe((200, mine["ETag"], mine.Raw.Length.ToString(CultureInfo.InvariantCulture)));
        head["Content-Length"].ShouldNotBe(all["Content-Length"]);
    }

    [Fact]
    public async Task AnswersOfOthers_AreNoHit_HaveNoAge_AndAreNotFoundByOnlyIfCached()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync("v1", clock);
        var question = gateway.Question("&limit=1000");
        foreach (var client in (string[])[Confined.Everybody, Confined.Other]) (await gateway.AskAsAsync(client, question)).ShouldBePage();
        clock.Advance(TimeSpan.FromSeconds(20));
        (await gateway.AskAsAsync(Confined.Everybody, question))["Age"].ShouldBe("20");

        (await gateway.AskAsAsync(Confined.Team, question, ("Cache-Control", "only-if-cached, max-stale"))).ShouldBeProblem(504, "nothing-kept");
        gateway.Tenant.Record.Count.ShouldBe(2);
        var mine = (await gateway.AskAsAsync(Confined.Team, question)).ShouldBePage().ShouldBeWithin();
        mine["Cache-Status"].ShouldNotBeNull().ShouldContain("fwd=uri-miss");
        mine["Age"].ShouldBe("0");

        // And what it made fresh makes nothing fresh for others.
        clock.Advance(TimeSpan.FromSeconds(5));
        (await gateway.AskAsAsync(Confined.Team, question, ("Cache-Control", "no-cache"))).ShouldBePage().ShouldBeWithin();
        (await gateway.AskAsAsync(Confined.Everybody, question))["Age"].ShouldBe("25");
        (await gateway.AskAsAsync(Confined.Twin, question)).ShouldBePage().ShouldBeWithin().IsHit.ShouldBeTrue();
    }

    static Task<GatewayFixture> StartAsync(string version, ManualTimeProvider? clock = null) => GatewayFixture.StartAsync(
        settings =>
        {
            settings["Netskope:ApiVersion"] = version;
            Confined.SetProfiles(settings);
        },
        clock);
}
