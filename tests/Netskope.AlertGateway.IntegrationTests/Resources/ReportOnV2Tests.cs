using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>
/// v2 has no reports: nothing that a caller could write would help, so that is said before any parameter is judged, and only to
/// those who might read reports. The tenant is not asked.
/// </summary>
public sealed class ReportOnV2Tests(PlainV2Fixture gateway) : ContractTests<PlainV2Fixture>(gateway)
{
    [Theory]
    [InlineData("/api/v1/report?type=alert&groupby=user&timeperiod=86400")]
    [InlineData("/api/v1/report")]
    [InlineData("/api/v1/report?type=nope&limit=0&stimeperiod=1&query=user%20eq")]
    public async Task Report_Is501_WhateverIsAsked(string question)
    {
        var answer = (await Gateway.GetAsync(question)).ShouldBeProblem(501, "not-in-v2");

        answer.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("/api/v1/report");
        answer.Errors.ShouldBeEmpty();
        answer["Retry-After"].ShouldBeNull();
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Head_Is501_WithoutABody()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Head, "/api/v1/report?timeperiod=86400", Gateway.GoodToken);

        (answer.Status, answer.Raw.Length).ShouldBe((501, 0));
        answer["Cache-Control"].ShouldBe("no-store");
    }

    [Fact]
    public async Task PathMethodAndAccess_ComeFirst()
    {
        (await Gateway.GetAsync("/api/v1/report/")).ShouldBeProblem(404, "not-found");
        (await Gateway.SendAsync(HttpMethod.Post, "/api/v1/report", Gateway.GoodToken)).ShouldBeProblem(405, "method-not-allowed");
        (await Gateway.GetAsync("/api/v1/report", token: null)).ShouldBeProblem(401, "authentication-required");
        (await Gateway.GetAsync("/api/v1/report", Gateway.Token("alerts.read events.read"))).ShouldBeProblem(403, "insufficient-scope");
    }

    [Fact]
    public async Task AlertsAndEvents_AreAnswered()
    {
        (await Gateway.GetAsync("/api/v1/alerts?timeperiod=86400&limit=3")).ShouldBePage();
        (await Gateway.GetAsync("/api/v1/events?type=page&timeperiod=86400&limit=3")).ShouldBePage();
    }
}

public sealed class LegacyReportOnV2Tests(LegacyV2Fixture gateway) : ContractTests<LegacyV2Fixture>(gateway)
{
    [Fact]
    public async Task Report_Is501InNetskopesShape_ByGetAndByPost()
    {
        (await Gateway.GetAsync("/api/v1/report?type=alert&timeperiod=86400")).ShouldBeLegacyError(501).Text.ShouldContain("v2");
        (await Gateway.PostJsonAsync("/api/v1/report?type=alert&timeperiod=86400", $$"""{"token":"{{Gateway.GoodToken}}"}""")).ShouldBeLegacyError(501);
        (await Gateway.PostFormAsync("/api/v1/report", "type=alert", Gateway.GoodToken)).ShouldBeLegacyError(501);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Access_ComesFirst() =>
        (await Gateway.PostJsonAsync("/api/v1/report?timeperiod=86400", """{"token":"f32a973eddd7bc1602fc0f48dc0a"}""")).ShouldBeLegacyError(401);
}

public sealed class PlainV2Fixture : GatewayFixture
{
    public PlainV2Fixture() => Settings["Netskope:ApiVersion"] = "v2";
}

public sealed class LegacyV2Fixture : GatewayFixture
{
    public LegacyV2Fixture() => (Settings["Netskope:ApiVersion"], Settings["Gateway:Compatibility"]) = ("v2", "Legacy");
}
