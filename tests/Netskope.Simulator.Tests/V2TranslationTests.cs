using System.Text.Json;
using Netskope.Query;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

/// <summary>One question, asked in both versions.</summary>
public sealed class V2TranslationTests
{
    [Theory]
    [InlineData("alert_type eq DLP")]
    [InlineData("app neq 'Google Drive' and acked eq false")]
    [InlineData("app in ['Slack', 'Dropbox']")]
    [InlineData("app not_in ['Slack', 'Dropbox'] and alert_type eq policy")]
    [InlineData("user like 'RIVERA'")]
    [InlineData(@"userip like '10\.77'")]
    [InlineData("app startswith Goo")]
    [InlineData("not (app eq Slack or app eq Dropbox)")]
    [InlineData("app eq Slack and acked eq true or alert_type eq Malware")]
    [InlineData("(app eq Slack or app eq Dropbox) and (acked eq true or alert_type eq DLP)")]
    [InlineData("compliance_standards.standard in ['CSA-CCM-3.0.1', 'NIST-CSF-1.1']")]
    [InlineData("src_country neq US and src_country neq ''")]
    [InlineData("file_size > 100000 and file_size <= 5000000")]
    [InlineData("timestamp from 1772300000 to 1772400000")]
    [InlineData("_insertion_epoch_timestamp gt 1772300000 and _insertion_epoch_timestamp lte 1772400000")]
    public async Task AQuery_SelectsTheSameRowsInTheSameOrder(string v1)
    {
        await using var tenant = await RunningTenant.StartAsync();

        await SameAsync(tenant, $"query={Uri.EscapeDataString(v1)}", InV2(v1));
    }

    [Theory]
    [InlineData("type=security%20assessment", "alert_type eq \"Security Assessment\"")]
    [InlineData("acked=true", "acked eq \"true\"")]
    [InlineData("acked=false&type=dlp", "acked eq \"false\" AND alert_type eq \"DLP\"")]
    public async Task AFilter_IsACondition(string v1, string v2)
    {
        await using var tenant = await RunningTenant.StartAsync();

        await SameAsync(tenant, v1, v2);
    }

    [Fact]
    public async Task AnInsertionWindow_IsACondition()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var now = tenant.Clock.GetUtcNow().ToUnixTimeSeconds();

        var ids = await tenant.IdsAsync($"insertionstarttime={now - 7200}&insertionendtime={now - 3600}");

        ids.ShouldNotBeEmpty();
        var query = $"_insertion_epoch_timestamp gt {now - 7200} AND _insertion_epoch_timestamp le {now - 3600}";
        (await tenant.IdsV2Async($"{RunningTenant.Everything}&query={Uri.EscapeDataString(query)}")).ShouldBe(ids);
    }

    [Theory]
    [InlineData("app like \"*OOGLE D*\"", "app like 'oogle d'")]
    [InlineData("app like \"Goog*\"", "app startswith Goog")]
    [InlineData("app like \"goog*\"", "app startswith goog")]
    [InlineData("app like \"Goo.le*\"", "app eq nothing")]
    [InlineData("app like \"*Goo.le*\"", "app eq nothing")]
    public async Task ALike_IsAPartInAnyCaseOrABeginningWithCase(string v2, string v1)
    {
        await using var tenant = await RunningTenant.StartAsync();

        (await tenant.IdsV2Async($"{RunningTenant.Everything}&query={Uri.EscapeDataString(v2)}"))
            .ShouldBe(await tenant.IdsAsync($"{RunningTenant.Everything}&query={Uri.EscapeDataString(v1)}"));
    }

    static string InV2(string v1)
    {
        ParsedQuery.TryParse(v1, out var query, out _).ShouldBeTrue();
        V2Print.TryPrint(query.Condition, out var v2, out var refusal).ShouldBeTrue(refusal);
        return v2;
    }

    static async Task SameAsync(RunningTenant tenant, string v1, string v2)
    {
        var expected = Raw(await tenant.RowsAsync($"{RunningTenant.Everything}&{v1}"));
        var all = tenant.Tenant.Alerts.Count();

        var rows = Raw(await tenant.RowsV2Async($"{RunningTenant.Everything}&query={Uri.EscapeDataString(v2)}"));

        rows.SequenceEqual(expected).ShouldBeTrue();
        rows.Count.ShouldBeInRange(1, all - 1);
    }

    static List<string> Raw(JsonElement rows) => [.. rows.EnumerateArray().Select(row => row.GetRawText())];
}
