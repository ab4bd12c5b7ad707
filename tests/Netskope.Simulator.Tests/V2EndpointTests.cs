using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class V2EndpointTests
{
    [Fact]
    public async Task Rows_AreThoseOfV1ByteForByteInTheSameOrder()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.EnvelopeOrder = EnvelopeOrder.StatusFirst);

        using var v1 = await tenant.AskAsync();
        using var v2 = await tenant.AskV2Async();

        var rows = (await v1.Content.ReadAsStringAsync(RunningTenant.Stop))["""{"status":"success","msg":"","data":""".Length..^1];
        rows.Length.ShouldBeGreaterThan(1_000_000);
        (await v2.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"ok":1,"result":""" + rows + "}");
    }

    [Fact]
    public async Task Descending_IsTheDefaultOrder()
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsV2Async(RunningTenant.Everything)).ShouldBe(tenant.Truth(new AlertFilter()));
    }

    [Fact]
    public async Task Ascending_IsTheOtherWayRound()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.V2Order = V2Order.Ascending);

        (await tenant.IdsV2Async(RunningTenant.Everything)).ShouldBe(tenant.Truth(new AlertFilter()).Reverse());
        (await tenant.IdsV2Async("starttime=0&endtime=4000000000&limit=7&offset=3")).ShouldBe(tenant.Truth(new AlertFilter()).Reverse().Skip(3).Take(7));
    }

    [Fact]
    public async Task Unordered_IsAnotherOrderOfTheSameAndStable()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.V2Order = V2Order.Unordered);

        var ids = await tenant.IdsV2Async(RunningTenant.Everything);

        ids.ShouldNotBe(tenant.Truth(new AlertFilter()));
        ids.ShouldNotBe(tenant.Truth(new AlertFilter()).Reverse());
        ids.ShouldBe(tenant.Truth(new AlertFilter()), ignoreOrder: true);
        (await tenant.IdsV2Async(RunningTenant.Everything)).ShouldBe(ids);
    }

    [Fact]
    public async Task TimeWindow_ExcludesItsStartAndIncludesItsEnd()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var all = tenant.Tenant.Alerts.Select();
        var (end, start) = (all[100].Timestamp, all[300].Timestamp);

        var ids = await tenant.IdsV2Async($"starttime={start}&endtime={end}");

        ids.ShouldBe(all.Where(key => key.Timestamp > start && key.Timestamp <= end).Select(key => key.Id));
        ids.ShouldContain(all[100].Id);
        ids.ShouldNotContain(all[300].Id);
    }

    [Fact]
    public async Task LimitAndOffset_CutOneList()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var walked = new List<string>();
        string[] page;
        do
        {
            page = await tenant.IdsV2Async($"starttime=0&endtime=4000000000&limit=250&offset={walked.Count}");
            walked.AddRange(page);
        }
        while (page.Length > 0);

        walked.ShouldBe(tenant.Truth(new AlertFilter()));
    }

    [Fact]
    public async Task NoLimit_MeansTheLargestPage()
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.AlertsPerDay, options.V2MaxLimit) = (4000, 10_000));

        (await tenant.IdsV2Async("starttime=0&endtime=4000000000")).Length.ShouldBe(10_000);
        tenant.Tenant.Options.V2MaxLimit = 20;
        (await tenant.IdsV2Async("starttime=0&endtime=4000000000")).Length.ShouldBe(20);
    }

    [Fact]
    public async Task MoreThanTheLargestPage_Is400()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.V2MaxLimit = 100);

        (await tenant.IdsV2Async("starttime=0&endtime=4000000000&limit=100")).Length.ShouldBe(100);
        (await tenant.ErrorV2Async("starttime=0&endtime=4000000000&limit=101")).ShouldBe("limit is 100 at most");
    }

    [Fact]
    public async Task TheLargestPage_Is10000IfNothingIsSaid()
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.ErrorV2Async("starttime=0&endtime=4000000000&limit=10001")).ShouldContain("10000");
    }

    [Theory]
    [InlineData("endtime=2", "starttime is required")]
    [InlineData("starttime=1", "endtime is required")]
    [InlineData("starttime=&endtime=2", "starttime is required")]
    [InlineData("timeperiod=3600", "starttime is required; endtime is required")]
    [InlineData("starttime=x&endtime=2", "Invalid value for starttime")]
    [InlineData("starttime=1&endtime=-2", "Invalid value for endtime")]
    [InlineData("starttime=1&endtime=2.5", "Invalid value for endtime")]
    [InlineData("starttime=1&endtime=2&limit=0", "Invalid value for limit")]
    [InlineData("starttime=1&endtime=2&limit=many", "Invalid value for limit")]
    [InlineData("starttime=1&endtime=2&offset=-1", "Invalid value for offset")]
    [InlineData("starttime=1&endtime=2&offset=99999999999", "Invalid value for offset")]
    public async Task WrongParameters_Are400WithAMessage(string query, string expected)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.LooseWindows = true);

        (await tenant.ErrorV2Async(query)).ShouldBe(expected);
    }

    [Theory]
    [InlineData("app eq", "syntax error")]
    [InlineData("app neq \"x\"", "syntax error")]
    [InlineData("app like \"*x\"", "not played")]
    public async Task AWrongQuery_Is400(string query, string expected)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.LooseQueries = true);

        (await tenant.ErrorV2Async($"{RunningTenant.Everything}&query={Uri.EscapeDataString(query)}")).ShouldContain(expected);
    }

    [Fact]
    public async Task UnknownParameters_DoNothing()
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsV2Async(RunningTenant.Everything + "&type=DLP&acked=true&skip=5&unsorted=true")).ShouldBe(tenant.Truth(new AlertFilter()));
    }

    [Fact]
    public async Task PastTheEnd_IsAnEmptyPage()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.AskV2Async(RunningTenant.Everything + "&offset=100000");

        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"ok":1,"result":[]}""");
    }

    [Fact]
    public async Task MillisecondFields_FollowV1sInEachRow()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var plain = (await tenant.RowsV2Async(RunningTenant.Everything)).EnumerateArray().ToList();
        tenant.Tenant.Options.V2MillisecondFields = true;

        var rows = (await tenant.RowsV2Async(RunningTenant.Everything)).EnumerateArray().ToList();

        rows.Select(row => row.GetRawText()[..row.GetRawText().IndexOf(",\"timestamp_ms\"", StringComparison.Ordinal)] + "}")
            .SequenceEqual(plain.Select(row => row.GetRawText()))
            .ShouldBeTrue();
        rows.ShouldAllBe(row => row.EnumerateObject().Count(field => field.Name.EndsWith("_ms", StringComparison.Ordinal)) == 3);
        rows.ShouldAllBe(row => row.GetProperty("timestamp_ms").GetInt64() / 1000 == row.GetProperty("timestamp").GetInt64());
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("HEAD")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task OtherMethods_Are405(string method)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.SendV2Async(
            new HttpMethod(method), $"/api/v2/events/data/alert?{RunningTenant.Everything}", tenant.Tenant.Options.TokenV2);

        response.StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
        response.Content.Headers.Allow.ShouldBe(["GET"]);
    }

    [Theory]
    [InlineData("/api/v2/events/data/pages")]
    [InlineData("/api/v2/events/data/alerts")]
    [InlineData("/api/v2/events/data/")]
    [InlineData("/api/v2/events/data/alert/more")]
    [InlineData("/api/v2/alerts")]
    [InlineData("/api/v2")]
    public async Task WhatIsNotThere_Is404AndRecorded(string path)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.SendV2Async(HttpMethod.Get, $"{path}?{RunningTenant.Everything}", tenant.Tenant.Options.TokenV2);

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"message":"Not found"}""");
        tenant.Tenant.Record.Calls.ShouldHaveSingleItem().Status.ShouldBe(404);
    }

    [Fact]
    public async Task Headers_AreNotThoseOfPhp()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.AskV2Async();

        response.Headers.Server.ToString().ShouldBe("nginx");
        response.Headers.Date.ShouldBe(tenant.Clock.GetUtcNow());
        response.Headers.Contains("Set-Cookie").ShouldBeFalse();
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Fact]
    public async Task Gzip_IsForThoseWhoAcceptIt()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Compress = true);

        using var response = await tenant.SendV2Async(
            HttpMethod.Get, $"/api/v2/events/data/alert?{RunningTenant.Everything}", tenant.Tenant.Options.TokenV2, acceptEncoding: "gzip");

        response.Content.Headers.ContentEncoding.ShouldBe(["gzip"]);
        await using var plain = new GZipStream(await response.Content.ReadAsStreamAsync(RunningTenant.Stop), CompressionMode.Decompress);
        using var answer = await JsonDocument.ParseAsync(plain, cancellationToken: RunningTenant.Stop);
        answer.RootElement.GetProperty("result").GetArrayLength().ShouldBe(tenant.Tenant.Alerts.Count());
    }
}
