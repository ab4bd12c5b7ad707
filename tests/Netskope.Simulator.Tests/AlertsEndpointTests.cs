using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class AlertsEndpointTests
{
    [Fact]
    public async Task Rows_ComeNewestFirstAndInFull()
    {
        await using var tenant = await RunningTenant.StartAsync();

        var rows = (await tenant.RowsAsync(RunningTenant.Everything)).EnumerateArray().ToList();

        rows.Select(row => row.GetProperty("_id").GetString()).ShouldBe(tenant.Truth(new AlertFilter()));
        rows.Select(row => row.GetProperty("timestamp").GetInt64()).ShouldBeInOrder(SortDirection.Descending);
    }

    [Fact]
    public async Task Rows_AreTheBytesOfTheTruth()
    {
        await using var tenant = await RunningTenant.StartAsync();

        foreach (var row in (await tenant.RowsAsync(RunningTenant.Everything)).EnumerateArray())
        {
            var truth = tenant.Tenant.Alerts.RowBytes(row.GetProperty("_id").GetString()!);
            row.GetRawText().ShouldBe(System.Text.Encoding.UTF8.GetString(truth.Span));
        }
    }

    [Fact]
    public async Task Unsorted_IsAnotherOrderOfTheSame()
    {
        await using var tenant = await RunningTenant.StartAsync();

        var ids = await tenant.IdsAsync(RunningTenant.Everything + "&unsorted=true");

        ids.ShouldNotBe(tenant.Truth(new AlertFilter()));
        ids.ShouldBe(tenant.Truth(new AlertFilter()), ignoreOrder: true);
        (await tenant.IdsAsync(RunningTenant.Everything + "&unsorted=true")).ShouldBe(ids);
    }

    [Fact]
    public async Task TimeWindow_ExcludesItsStartAndIncludesItsEnd()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var all = tenant.Tenant.Alerts.Select();
        var (end, start) = (all[100].Timestamp, all[300].Timestamp);

        var ids = await tenant.IdsAsync($"starttime={start}&endtime={end}&limit=10000");

        ids.ShouldBe(all.Where(key => key.Timestamp > start && key.Timestamp <= end).Select(key => key.Id));
        ids.ShouldContain(all[100].Id);
        ids.ShouldNotContain(all[300].Id);
    }

    [Fact]
    public async Task InsertionWindow_IsAboutTheInsertion()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var now = tenant.Clock.GetUtcNow().ToUnixTimeSeconds();
        var expected = tenant.Tenant.Alerts.Select().Where(key => key.Insertion > now - 7200 && key.Insertion <= now - 3600).Select(key => key.Id);

        (await tenant.IdsAsync($"insertionstarttime={now - 7200}&insertionendtime={now - 3600}")).ShouldBe(expected);
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(86400)]
    [InlineData(7776000)]
    public async Task TimePeriod_ReachesBackFromNow(int period)
    {
        await using var tenant = await RunningTenant.StartAsync();
        var start = tenant.Clock.GetUtcNow().ToUnixTimeSeconds() - period;

        (await tenant.IdsAsync($"timeperiod={period}&limit=10000")).ShouldBe(tenant.Truth(new AlertFilter { Start = start }));
    }

    [Fact]
    public async Task LimitAndSkip_CutOneList()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var walked = new List<string>();
        string[] page;
        do
        {
            page = await tenant.IdsAsync($"starttime=0&endtime=4000000000&limit=250&skip={walked.Count}");
            walked.AddRange(page);
        }
        while (page.Length > 0);

        walked.ShouldBe(tenant.Truth(new AlertFilter()));
    }

    [Fact]
    public async Task NoLimit_Means5000()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.AlertsPerDay = 2000);

        (await tenant.IdsAsync("timeperiod=2592000")).Length.ShouldBe(5000);
    }

    [Theory]
    [InlineData("DLP", AlertType.Dlp)]
    [InlineData("security%20ASSESSMENT", AlertType.SecurityAssessment)]
    [InlineData("Compromised+Credential", AlertType.CompromisedCredential)]
    public async Task Type_IgnoresCase(string type, AlertType expected)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsAsync($"{RunningTenant.Everything}&type={type}")).ShouldBe(tenant.Truth(new AlertFilter { Type = expected }));
    }

    [Theory]
    [InlineData("true", true)]
    [InlineData("False", false)]
    public async Task Acked_Filters(string acked, bool expected)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsAsync($"{RunningTenant.Everything}&acked={acked}")).ShouldBe(tenant.Truth(new AlertFilter { Acked = expected }));
    }

    [Fact]
    public async Task UnknownParameters_DoNothing()
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsAsync(RunningTenant.Everything + "&ack=false&tpye=DLP")).ShouldBe(tenant.Truth(new AlertFilter()));
    }

    [Theory]
    [InlineData("timeperiod=3600&type=dlpp", "type")]
    [InlineData("timeperiod=3601", "timeperiod")]
    [InlineData("timeperiod=3600&limit=10001", "limit")]
    [InlineData("timeperiod=3600&limit=0", "limit")]
    [InlineData("timeperiod=3600&skip=-1", "skip")]
    [InlineData("timeperiod=3600&acked=yes", "acked")]
    [InlineData("", "exactly one")]
    [InlineData("starttime=5", "exactly one")]
    [InlineData("insertionendtime=5", "exactly one")]
    [InlineData("timeperiod=3600&starttime=1&endtime=2", "exactly one")]
    [InlineData("timeperiod=3600&query=app%20like", "syntax error")]
    [InlineData("timeperiod=3600&query=(app%20eq%20x", "syntax error")]
    public async Task WrongParameters_AreAnErrorIn200(string query, string expected)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.ErrorAsync(query)).ShouldContain(expected);
    }

    [Fact]
    public async Task LooseWindows_TakeWhatIsGiven()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.LooseWindows = true);
        var start = tenant.Clock.GetUtcNow().ToUnixTimeSeconds() - 90000;

        (await tenant.IdsAsync("limit=10000")).ShouldBe(tenant.Truth(new AlertFilter()));
        (await tenant.IdsAsync($"limit=10000&starttime={start}")).ShouldBe(tenant.Truth(new AlertFilter { Start = start }));
    }

    [Theory]
    [InlineData("alert_type eq DLP", "alert_type", "DLP")]
    [InlineData("app EQ 'Google Drive'", "app", "Google Drive")]
    [InlineData("""(app = "Slack")""", "app", "Slack")]
    [InlineData("app==Dropbox", "app", "Dropbox")]
    [InlineData("app in ['Slack']", "app", "Slack")]
    [InlineData(@"user eq EXAMPLE\\mrivera", "user", @"EXAMPLE\mrivera")]
    [InlineData(@"user eq 'EXAMPLE\\mrivera'", "user", @"EXAMPLE\mrivera")]
    public async Task Query_SelectsByField(string query, string field, string value)
    {
        await using var tenant = await RunningTenant.StartAsync();
        var expected = (await tenant.RowsAsync(RunningTenant.Everything)).EnumerateArray()
            .Where(row => row.GetProperty(field).GetString() == value)
            .Select(row => row.GetProperty("_id").GetString());

        (await tenant.IdsAsync($"{RunningTenant.Everything}&query={Uri.EscapeDataString(query)}")).ShouldBe(expected);
    }

    [Fact]
    public async Task Query_LooksIntoEveryElement()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var query = "(compliance_standards.standard in ['CSA-CCM-3.0.1', 'NIST-CSF-1.1']) and acked eq false";

        var rows = (await tenant.RowsAsync($"{RunningTenant.Everything}&query={Uri.EscapeDataString(query)}")).EnumerateArray().ToList();

        rows.ShouldNotBeEmpty();
        rows.ShouldAllBe(row => row.GetProperty("acked").GetString() == "false");
        rows.ShouldAllBe(row => row.GetProperty("compliance_standards").GetRawText().Contains("CSA-CCM-3.0.1")
            || row.GetProperty("compliance_standards").GetRawText().Contains("NIST-CSF-1.1"));
    }

    [Theory]
    [InlineData("POST", "?token=T&", null, null, TokenPlace.Query)]
    [InlineData("GET", "?token=T&", null, null, TokenPlace.Query)]
    [InlineData("POST", "?", """{"token":"T"}""", "application/json", TokenPlace.Json)]
    [InlineData("POST", "?", """{"token":"T"}""", "application/x-www-form-urlencoded", TokenPlace.Json)]
    [InlineData("POST", "?", "token=T", "application/x-www-form-urlencoded", TokenPlace.Form)]
    public async Task Token_IsTakenFromAnyPlace(string method, string query, string? body, string? contentType, TokenPlace place)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Token = "T");

        using var response = await tenant.SendAsync(new HttpMethod(method), $"/api/v1/alerts{query}timeperiod=3600", body, contentType);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var call = tenant.Tenant.Record.Calls.ShouldHaveSingleItem();
        (call.TokenPlace, call.TokenValid, call.Status).ShouldBe((place, true, 200));
    }

    [Theory]
    [InlineData("""{"token":"T","timeperiod":3600,"type":"DLP","limit":3}""", "application/json")]
    [InlineData("token=T&timeperiod=3600&type=DLP&limit=3", "application/x-www-form-urlencoded")]
    public async Task Parameters_InTheBodyCountToo(string body, string contentType)
    {
        await using var tenant = await RunningTenant.StartAsync(options => (options.Token, options.AlertsPerDay) = ("T", 4000));

        using var response = await tenant.SendAsync(HttpMethod.Post, "/api/v1/alerts?limit=100", body, contentType);

        var rows = (await RunningTenant.JsonAsync(response)).GetProperty("data").EnumerateArray().ToList();
        rows.Count.ShouldBe(3);
        rows.ShouldAllBe(row => row.GetProperty("alert_type").GetString() == "DLP");
    }

    [Theory]
    [InlineData(false, HttpStatusCode.Forbidden)]
    [InlineData(true, HttpStatusCode.OK)]
    public async Task WrongToken_IsAnAuthorizationError(bool as200, HttpStatusCode expected)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.InvalidTokenAs200 = as200);

        using var response = await tenant.SendAsync(HttpMethod.Get, "/api/v1/alerts?timeperiod=3600&token=wrong");

        response.StatusCode.ShouldBe(expected);
        (await RunningTenant.JsonAsync(response)).GetProperty("errorCode").GetString().ShouldBe("Authorization Error");
        tenant.Tenant.Record.Calls.ShouldHaveSingleItem().TokenValid.ShouldBeFalse();
    }

    [Theory]
    [InlineData(EnvelopeOrder.StatusFirst, """{"status":"success","msg":"","data":[]}""")]
    [InlineData(EnvelopeOrder.StatusLast, """{"msg":"","data":[],"status":"success"}""")]
    public async Task PastTheEnd_IsAnEmptyPageInTheOrderedEnvelope(EnvelopeOrder order, string expected)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.EnvelopeOrder = order);

        using var response = await tenant.AskAsync("timeperiod=3600&skip=100000");

        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe(expected);
    }

    [Fact]
    public async Task Headers_AreThoseOfNginxAndPhp()
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var response = await tenant.AskAsync();

        response.Headers.Server.ToString().ShouldBe("nginx");
        response.Headers.Date.ShouldBe(tenant.Clock.GetUtcNow());
        response.Headers.GetValues("Set-Cookie").ShouldHaveSingleItem().ShouldStartWith("ci_session=");
        response.Headers.CacheControl!.NoStore.ShouldBeTrue();
        response.Headers.TransferEncodingChunked.ShouldBe(true);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("gzip;q=0, br", false)]
    [InlineData(null, false)]
    public async Task Gzip_IsForThoseWhoAcceptIt(string? accepted, bool expected)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Compress = true);

        using var response = await tenant.SendAsync(
            HttpMethod.Get, $"/api/v1/alerts?timeperiod=3600&token={tenant.Tenant.Options.Token}", acceptEncoding: accepted);

        response.Content.Headers.ContentEncoding.Contains("gzip").ShouldBe(expected);
        await using var body = await response.Content.ReadAsStreamAsync(RunningTenant.Stop);
        await using var plain = expected ? new GZipStream(body, CompressionMode.Decompress) : body;
        var answer = await JsonDocument.ParseAsync(plain, cancellationToken: RunningTenant.Stop);
        answer.RootElement.GetProperty("status").GetString().ShouldBe("success");
    }

    [Fact]
    public async Task UnknownPath_Is404AndRecorded()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Token = "T");

        using var response = await tenant.SendAsync(HttpMethod.Get, "/api/v1/nothing?token=T");

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        tenant.Tenant.Record.Calls.ShouldHaveSingleItem().Status.ShouldBe(404);
    }
}
