using System.Net;
using System.Text;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class EventsEndpointTests
{
    public static TheoryData<EventKind> Kinds => [.. Enum.GetValues<EventKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task Rows_AreTheBytesOfTheTruthNewestFirst(EventKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync();

        var rows = (await tenant.DataAsync($"events?type={kind}&{RunningTenant.Everything}")).EnumerateArray().ToList();

        rows.Select(row => row.GetProperty("_id").GetString()).ShouldBe(tenant.Truth(kind, new AlertFilter()));
        rows.Select(row => row.GetProperty("timestamp").GetInt64()).ShouldBeInOrder(SortDirection.Descending);
        foreach (var row in rows)
        {
            var truth = tenant.Tenant.Events(kind).RowBytes(row.GetProperty("_id").GetString()!);
            row.GetRawText().ShouldBe(Encoding.UTF8.GetString(truth.Span));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task V2_HasTheSameRows(EventKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsV2Async(RunningTenant.Everything, kind.Name())).ShouldBe(tenant.Truth(kind, new AlertFilter()));
    }

    [Fact]
    public async Task V2_CountsEachKindsQuotaByItself()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.RequestsPerSecond = 1);

        foreach (var kind in Enum.GetValues<EventKind>())
        {
            using var admitted = await tenant.AskV2Async(kind: kind.Name());
            admitted.StatusCode.ShouldBe(HttpStatusCode.OK);
            using var refused = await tenant.AskV2Async(kind: kind.Name());
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        }
    }

    [Fact]
    public async Task TimeWindow_ExcludesItsStartAndIncludesItsEnd()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var all = tenant.Tenant.Events(EventKind.Audit).Select();
        var (end, start) = (all[100].Timestamp, all[300].Timestamp);

        (await tenant.IdsAsync(EventKind.Audit, $"starttime={start}&endtime={end}"))
            .ShouldBe(all.Where(key => key.Timestamp > start && key.Timestamp <= end).Select(key => key.Id));
    }

    [Fact]
    public async Task InsertionWindow_IsAboutTheInsertion()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var now = tenant.Clock.GetUtcNow().ToUnixTimeSeconds();
        var window = new AlertFilter { InsertionStart = now - 7200, InsertionEnd = now - 3600 };

        var ids = await tenant.IdsAsync(EventKind.Network, $"insertionstarttime={now - 7200}&insertionendtime={now - 3600}");

        ids.ShouldNotBeEmpty();
        ids.ShouldBe(tenant.Truth(EventKind.Network, window));
    }

    [Theory]
    [InlineData(3600)]
    [InlineData(86400)]
    [InlineData(604800)]
    [InlineData(2592000)]
    public async Task TimePeriod_ReachesBackFromNow(int period)
    {
        await using var tenant = await RunningTenant.StartAsync();
        var start = tenant.Clock.GetUtcNow().ToUnixTimeSeconds() - period;

        (await tenant.IdsAsync(EventKind.Page, $"timeperiod={period}"))
            .ShouldBe(tenant.Truth(EventKind.Page, new AlertFilter { Start = start }));
    }

    [Fact]
    public async Task LimitAndSkip_CutOneList()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var walked = new List<string>();
        string[] page;
        do
        {
            page = await tenant.IdsAsync(EventKind.Infrastructure, $"starttime=0&endtime=4000000000&limit=250&skip={walked.Count}");
            walked.AddRange(page);
        }
        while (page.Length > 0);

        walked.ShouldBe(tenant.Truth(EventKind.Infrastructure, new AlertFilter()));
    }

    [Fact]
    public async Task Unsorted_IsAnotherOrderOfTheSame()
    {
        await using var tenant = await RunningTenant.StartAsync();

        var ids = await tenant.IdsAsync(EventKind.Application, RunningTenant.Everything + "&unsorted=true");

        ids.ShouldNotBe(tenant.Truth(EventKind.Application, new AlertFilter()));
        ids.ShouldBe(tenant.Truth(EventKind.Application, new AlertFilter()), ignoreOrder: true);
    }

    [Fact]
    public async Task NoLimit_Means5000()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.EventsPerDay = 2000);

        (await tenant.IdsAsync(EventKind.Page, "timeperiod=2592000")).Length.ShouldBe(5000);
    }

    [Theory]
    [InlineData("page", "app eq Slack", "app", "Slack")]
    [InlineData("PAGE", "browser eq Firefox and timestamp > 0", "browser", "Firefox")]
    [InlineData("Application", "activity eq 'Login Attempt'", "activity", "Login Attempt")]
    [InlineData("audit", "audit_log_event eq 'Login Failed'", "audit_log_event", "Login Failed")]
    [InlineData("infrastructure", "alarm_name eq 'Disk almost full'", "alarm_name", "Disk almost full")]
    [InlineData("NetWork", "ip_protocol eq UDP", "ip_protocol", "UDP")]
    public async Task Query_SelectsByField(string type, string query, string field, string value)
    {
        await using var tenant = await RunningTenant.StartAsync();
        var expected = (await tenant.DataAsync($"events?type={type}&{RunningTenant.Everything}")).EnumerateArray()
            .Where(row => row.GetProperty(field).GetString() == value)
            .Select(row => row.GetProperty("_id").GetString())
            .ToList();

        var found = await tenant.DataAsync($"events?type={type}&{RunningTenant.Everything}&query={Uri.EscapeDataString(query)}");

        expected.ShouldNotBeEmpty();
        found.EnumerateArray().Select(row => row.GetProperty("_id").GetString()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("acked eq false")]
    [InlineData("alert_type eq anomaly")]
    public async Task FieldsOfAlerts_AreNotInEvents(string query)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsAsync(EventKind.Page, $"{RunningTenant.Everything}&query={Uri.EscapeDataString(query)}")).ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatOnlyAlertsKnow_DoesNothing()
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsAsync(EventKind.Page, RunningTenant.Everything + "&acked=perhaps"))
            .ShouldBe(tenant.Truth(EventKind.Page, new AlertFilter()));
    }

    [Theory]
    [InlineData("timeperiod=3600", "type is required")]
    [InlineData("timeperiod=3600&type=DLP", "type")]
    [InlineData("timeperiod=3600&type=0", "type")]
    [InlineData("timeperiod=5184000&type=page", "timeperiod")]
    [InlineData("timeperiod=7776000&type=page", "timeperiod")]
    [InlineData("timeperiod=3600&type=page&limit=10001", "limit")]
    [InlineData("timeperiod=3600&type=page&skip=-1", "skip")]
    [InlineData("timeperiod=3600&type=page&unsorted=2", "unsorted")]
    [InlineData("type=page", "exactly one")]
    [InlineData("type=page&starttime=5", "exactly one")]
    [InlineData("type=page&timeperiod=3600&insertionstarttime=1&insertionendtime=2", "exactly one")]
    [InlineData("type=page&timeperiod=3600&query=app%20like", "syntax error")]
    public async Task WrongParameters_AreAnErrorIn200(string query, string expected)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.ErrorForAsync($"events?{query}")).ShouldContain(expected);
    }
}
