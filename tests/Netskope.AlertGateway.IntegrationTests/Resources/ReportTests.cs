using System.Globalization;
using System.Text.Json;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>Nobody outside knows what a report's rows are: they pass as they come, and a report is kept and given as any page is.</summary>
public sealed class ReportTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    readonly string _window = gateway.Question("").Split('?')[1];

    [Fact]
    public async Task TheTenantIsAskedByPost_WithTheTokenInTheBody_AndWhatWasAskedInItsSpelling()
    {
        (await Gateway.GetAsync($"/api/v1/report?{_window}&type=ALERT&groupby=Activity&query=alert_type%20eq%20DLP&limit=7&skip=1")).ShouldBePage();

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.Method, call.Path, call.TokenPlace, call.TokenValid).ShouldBe(("POST", "/api/v1/report", TokenPlace.Json, true));
        call.Body.ShouldBe($$"""{"token":"{{GatewayFixture.TenantToken}}"}""");
        call.RawQuery.ShouldNotContain(GatewayFixture.TenantToken);
        call.Query.Keys.ShouldBe(["query", "type", "groupby", "starttime", "endtime", "limit", "skip"], ignoreOrder: true);
        (call.Query["type"], call.Query["groupby"], call.Query["query"]).ShouldBe(("alert", "activity", "alert_type eq DLP"));
        (call.Query["limit"], call.Query["skip"]).ShouldBe(("7", "1"));
    }

    [Fact]
    public async Task AbsentParameters_AreNotSent()
    {
        (await Gateway.GetAsync($"/api/v1/report?{_window}&type=&groupby=")).ShouldBePage();

        Gateway.Tenant.Record.Calls.ShouldHaveSingleItem().Query.Keys.ShouldBe(["starttime", "endtime", "limit", "skip"], ignoreOrder: true);
    }

    [Theory]
    [InlineData(ReportShape.Rows, "&groupby=user")]
    [InlineData(ReportShape.Pairs, "&groupby=user")]
    [InlineData(ReportShape.Map, "&groupby=user")]
    [InlineData(ReportShape.Rows, "")]
    [InlineData(ReportShape.Pairs, "")]
    [InlineData(ReportShape.Map, "")]
    public async Task EveryShape_PassesByteForByte_InEveryCoding(ReportShape shape, string more)
    {
        Gateway.Tenant.Options.ReportShape = shape;
        try
        {
            var question = $"/api/v1/report?{_window}&type=alert{more}";
            var plain = (await Gateway.GetAsync(question, ("Accept-Encoding", "identity"))).ShouldBePage();

            plain.Bytes.ShouldBe(await Gateway.PageOfAsync(Gateway.Tenant.Record.Calls[0]));
            plain.Json.GetProperty("data").ValueKind.ShouldBe(shape == ReportShape.Map ? JsonValueKind.Object : JsonValueKind.Array);
            foreach (var coding in (string[])["br", "gzip"]) (await Gateway.GetAsync(question, ("Accept-Encoding", coding))).ShouldBePage().Bytes.ShouldBe(plain.Bytes);
        }
        finally
        {
            Gateway.Tenant.Options.ReportShape = ReportShape.Rows;
        }
    }

    [Theory]
    [InlineData(ReportShape.Rows)]
    [InlineData(ReportShape.Pairs)]
    [InlineData(ReportShape.Map)]
    public async Task LinksOfFullPages_LeadThroughAllGroups_ByCounting(ReportShape shape)
    {
        Gateway.Tenant.Options.ReportShape = shape;
        try
        {
            // A relative window: the links have its ends.
            var question = $"/api/v1/report?timeperiod={(shape == ReportShape.Rows ? 86400 : shape == ReportShape.Map ? 604800 : 2592000)}&type=alert&groupby=user";
            var whole = (await Gateway.GetAsync(question + "&limit=10000")).ShouldBePage();
            whole.Next.ShouldBeNull();
            var groups = Groups(whole);
            groups.Count.ShouldBeGreaterThan(3);

            var page = (await Gateway.GetAsync(question + "&limit=3")).ShouldBePage();
            var met = Groups(page);
            for (var pages = 1; page.Next is { } next; pages++)
            {
                next.ShouldBe($"/api/v1/report?starttime={Ends(page)[0]}&endtime={Ends(page)[1]}&type=alert&groupby=user&limit=3&skip={3 * pages}");
                page = (await Gateway.GetAsync(next)).ShouldBePage();
                met.AddRange(Groups(page));
                pages.ShouldBeLessThan(100, "the walk goes in circles");
            }

            met.Count.ShouldBeGreaterThanOrEqualTo(groups.Count);
            met.ShouldBeUnique();
        }
        finally
        {
            Gateway.Tenant.Options.ReportShape = ReportShape.Rows;
        }
    }

    [Fact]
    public async Task Report_IsKept_ByItsTypeGroupAndQuery()
    {
        var question = $"/api/v1/report?{_window}&type=alert&groupby=user";
        var first = (await Gateway.GetAsync(question)).ShouldBePage();

        (await Gateway.GetAsync($"/api/v1/report?groupby=USER&type=Alert&limit=5000&{_window}")).ShouldBePage().IsHit.ShouldBeTrue();
        foreach (var other in (string[])[$"/api/v1/report?{_window}&type=alert&groupby=device", $"/api/v1/report?{_window}&type=alert", $"/api/v1/report?{_window}&groupby=user", question + "&query=app%20eq%20x"])
            (await Gateway.GetAsync(other)).ShouldBePage().IsHit.ShouldBeFalse();

        first["Cache-Control"].ShouldBe("private, max-age=3600", "the window ended over 27 h ago");
        first["Gateway-Window"].ShouldBe(string.Join('-', _window.Split('=', '&').Where((_, part) => part is 1 or 3)));
        Gateway.Tenant.Record.Count.ShouldBe(5);
    }

    [Fact]
    public async Task RelativeWindow_IsFreshForATickAtMost_AndAskedByItsEnds()
    {
        var answer = (await Gateway.GetAsync("/api/v1/report?timeperiod=3600&type=network&limit=17")).ShouldBePage();

        int.Parse(answer["Cache-Control"]!.Split('=')[1], CultureInfo.InvariantCulture).ShouldBeInRange(1, 30);
        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Query.Keys.ShouldNotContain("timeperiod");
        answer["Gateway-Window"].ShouldBe($"{call.Query["starttime"]}-{call.Query["endtime"]}");
        (Ends(answer)[1] - Ends(answer)[0]).ShouldBe(3600);
    }

    [Fact]
    public async Task HeadAndTags_AreThoseOfTheReport()
    {
        var question = $"/api/v1/report?{_window}&type=alert&groupby=application&limit=3";

        var head = await Gateway.SendAsync(HttpMethod.Head, question, Gateway.GoodToken);
        var get = (await Gateway.GetAsync(question)).ShouldBePage();
        var known = await Gateway.GetAsync(question, ("If-None-Match", get["ETag"]!));

        (head.Status, head.Raw.Length).ShouldBe((200, 0));
        foreach (var name in (string[])["ETag", "Cache-Control", "Vary", "Gateway-Window", "Link", "Content-Type", "Content-Length"]) head[name].ShouldBe(get[name], name);
        (known.Status, known.Raw.Length).ShouldBe((304, 0));
        known["Link"].ShouldBe(get["Link"]);
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task EqualRequestsAtOnce_CostOneCall()
    {
        var question = $"/api/v1/report?{_window}&type=alert&groupby=user";
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);

        var asking = Enumerable.Range(0, 20).Select(_ => Gateway.GetAsync(question)).ToList();
        await Gateway.WaitForArrivalsAsync(20);
        await Gateway.WaitForCallsAsync(1);
        hold.Release();

        foreach (var answer in await Task.WhenAll(asking)) answer.ShouldBePage();
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    static long[] Ends(Answer answer) => [.. answer["Gateway-Window"]!.Split('-').Select(end => long.Parse(end, CultureInfo.InvariantCulture))];

    static List<string> Groups(Answer answer)
    {
        var data = answer.Json.GetProperty("data");
        return data.ValueKind == JsonValueKind.Object
            ? [.. data.EnumerateObject().Select(group => group.Name)]
            : [.. data.EnumerateArray().Select(group => group.ValueKind == JsonValueKind.Array ? group[0].GetString()! : group.GetProperty("user").GetString()!)];
    }
}
