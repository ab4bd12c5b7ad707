using System.Text.Json;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

public sealed class ReportEndpointTests
{
    [Theory]
    [InlineData("application", "application", "app")]
    [InlineData("Application", "USER", "user")]
    [InlineData("application", "activity", "activity")]
    [InlineData("connection", "device", "device")]
    [InlineData("connection", "application", "app")]
    [InlineData("alert", "user", "user")]
    [InlineData("alert", "device", "device")]
    [InlineData("alert", "Activity", "activity")]
    [InlineData("network", "user", "user")]
    [InlineData("network", "application", "app")]
    public async Task Groups_AreCountedLargestFirstThenByName(string type, string groupBy, string field)
    {
        await using var tenant = await RunningTenant.StartAsync();

        var rows = (await tenant.DataAsync($"report?type={type}&groupby={groupBy}&timeperiod=2592000")).EnumerateArray();

        var truth = Truth(tenant, type).Select(row => row.TryGetProperty(field, out var value) ? value.GetString() : null)
            .OfType<string>()
            .CountBy(name => name)
            .OrderByDescending(group => group.Value)
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => (group.Key, group.Value));
        rows.Select(row => (row.GetProperty(field).GetString()!, row.GetProperty("count").GetInt32())).ShouldBe(truth);
    }

    [Theory]
    [InlineData(ReportShape.Rows, """[{"app":"Slack","count":""", "}]")]
    [InlineData(ReportShape.Pairs, """[["Slack",""", "]]")]
    [InlineData(ReportShape.Map, """{"Slack":""", "}")]
    public async Task Shapes_SayTheSame(ReportShape shape, string opening, string closing)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.ReportShape = shape);
        var count = Truth(tenant, "network").Count(row => row.GetProperty("app").GetString() == "Slack");

        var data = await tenant.DataAsync("report?type=network&groupby=application&timeperiod=2592000&query=app%20eq%20Slack");

        data.GetRawText().ShouldBe($"{opening}{count}{closing}");
    }

    [Theory]
    [InlineData(ReportShape.Rows, """[{"count":""", "}]")]
    [InlineData(ReportShape.Pairs, """[["total",""", "]]")]
    [InlineData(ReportShape.Map, """{"total":""", "}")]
    public async Task WithoutGroups_AllIsOne(ReportShape shape, string opening, string closing)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.ReportShape = shape);
        var all = new[] { "application", "connection", "alert", "network" }.Sum(type => Truth(tenant, type).Count());

        (await tenant.DataAsync("report?timeperiod=2592000")).GetRawText().ShouldBe($"{opening}{all}{closing}");
    }

    [Fact]
    public async Task LimitAndSkip_CutTheGroups()
    {
        await using var tenant = await RunningTenant.StartAsync();
        const string Question = "report?type=alert&groupby=user&timeperiod=2592000";
        var all = (await tenant.DataAsync(Question)).EnumerateArray().Select(row => row.GetRawText()).ToList();

        (await tenant.DataAsync($"{Question}&skip=2&limit=3")).EnumerateArray().Select(row => row.GetRawText()).ShouldBe(all.Skip(2).Take(3));
        (await tenant.DataAsync($"{Question}&skip=100")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task TimeWindow_BoundsWhatIsCounted()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var now = tenant.Clock.GetUtcNow().ToUnixTimeSeconds();
        var count = tenant.Tenant.Events(EventKind.Page).Count(new AlertFilter { Start = now - 40_000, End = now - 20_000 });

        var data = await tenant.DataAsync($"report?type=connection&starttime={now - 40_000}&endtime={now - 20_000}");

        data.GetRawText().ShouldBe($$"""[{"count":{{count}}}]""");
    }

    [Theory]
    [InlineData("acked=perhaps")]
    [InlineData("insertionstarttime=5&insertionendtime=6")]
    public async Task WhatTheReportDoesNotKnow_DoesNothing(string parameters)
    {
        await using var tenant = await RunningTenant.StartAsync();

        var plain = await tenant.DataAsync("report?type=alert&timeperiod=86400");

        (await tenant.DataAsync($"report?type=alert&timeperiod=86400&{parameters}")).GetRawText().ShouldBe(plain.GetRawText());
    }

    [Theory]
    [InlineData("timeperiod=3600&type=page", "type")]
    [InlineData("timeperiod=3600&groupby=app", "groupby")]
    [InlineData("timeperiod=3600&groupby=1", "groupby")]
    [InlineData("timeperiod=3600&groupby=activity", "activity")]
    [InlineData("timeperiod=3600&groupby=activity&type=network", "activity")]
    [InlineData("timeperiod=3600&groupby=activity&type=connection", "activity")]
    [InlineData("timeperiod=5184000", "timeperiod")]
    [InlineData("timeperiod=3600&limit=0", "limit")]
    [InlineData("type=alert", "exactly one")]
    [InlineData("insertionstarttime=5&insertionendtime=6", "exactly one")]
    [InlineData("timeperiod=3600&query=((", "syntax error")]
    public async Task WrongParameters_AreAnErrorIn200(string query, string expected)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.ErrorForAsync($"report?{query}")).ShouldContain(expected);
    }

    static IEnumerable<JsonElement> Truth(RunningTenant tenant, string type)
    {
        var rows = type.ToUpperInvariant() switch
        {
            "ALERT" => tenant.Tenant.Alerts,
            "CONNECTION" => tenant.Tenant.Events(EventKind.Page),
            "APPLICATION" => tenant.Tenant.Events(EventKind.Application),
            _ => tenant.Tenant.Events(EventKind.Network),
        };
        return rows.Select().Select(key => JsonElement.Parse(Population.RowBytes(key).Span));
    }
}
