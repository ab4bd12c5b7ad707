using System.Text.Json;
using System.Text.Json.Nodes;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

public sealed class ProfileTests(ProfileFixture gateway) : ContractTests<ProfileFixture>(gateway)
{
    [Theory]
    [InlineData("dlp-dashboard", null, null, "dlp")]
    [InlineData("any", "slack-team", null, "slack")]
    [InlineData("any", null, "analysts", "analytics")]
    [InlineData("any", "slack-team", "analysts", "slack")]
    [InlineData("dlp-dashboard", "slack-team", "analysts", "dlp")]
    [InlineData("soc", null, "analysts", "analytics")]
    [InlineData("soc", "Slack-Team", "Analysts", "everything")]
    public async Task FirstProfileThatMatches_IsTheCallers(string client, string? role, string? group, string profile)
    {
        var answer = await Gateway.GetAsync("/gateway/me", Gateway.Token(client, Some(role), Some(group)));

        answer.Status.ShouldBe(200);
        answer.Json.GetProperty("profile").GetString().ShouldBe(profile);
        answer.Json.GetProperty("caller").GetString().ShouldBe(client);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("DLP-dashboard")]
    [InlineData("dlp-dashboard ")]
    public async Task NoProfile_IsDenied_AndTheTenantIsNotAsked(string client)
    {
        foreach (var target in (string[])["/gateway/me", Gateway.Question(), "/api/v1/clients"])
            (await Gateway.GetAs(client, target)).ShouldBeProblem(403, "not-permitted");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("_claim_names", """{"groups":"src1"}""")]
    [InlineData("hasgroups", "true")]
    public async Task GroupsThatTheTokenLeavesOut_AreNotTakenForNone(string claim, string json)
    {
        var token = Gateway.Issuer.Issue(clientId: "soc", scope: GatewayFixture.AllScopes, claims: body => body[claim] = JsonNode.Parse(json));

        (await Gateway.GetAsync("/gateway/me", token)).ShouldBeProblem(403, "not-permitted");
    }

    [Theory]
    [InlineData("""["soc","nobody"]""")]
    [InlineData("""["nobody","soc"]""")]
    [InlineData("42")]
    [InlineData("""{"soc":1}""")]
    public async Task ClientThatIsNoSingleText_IsNone(string json)
    {
        var token = Gateway.Issuer.Issue(clientId: null, scope: GatewayFixture.AllScopes, claims: body => body["client_id"] = JsonNode.Parse(json));

        (await Gateway.GetAsync("/gateway/me", token)).ShouldBeProblem(403, "not-permitted");
    }

    [Fact]
    public async Task RolesInOneText_AreRoles() =>
        (await Gateway.GetAsync("/gateway/me", Gateway.Issuer.Issue(clientId: "any", scope: GatewayFixture.AllScopes, claims: body => body["roles"] = "reader slack-team")))
            .Json.GetProperty("profile").GetString().ShouldBe("slack");

    [Theory]
    [InlineData("/gateway/ME", 404)]
    [InlineData("/gateway/me/", 404)]
    [InlineData("/gateway/me?token=x", 400)]
    [InlineData("/gateway/me?client=soc", 400)]
    public async Task Me_IsAtOnePath_AndTakesNoParameters(string target, int status) => (await Gateway.GetAs("soc", target)).ShouldBeProblem(status);

    [Fact]
    public async Task BoundedProfile_HasNoRouteWithoutPages() =>
        (await Gateway.GetAsync("/gateway/me", Gateway.Token("bounded"))).Json.GetProperty("endpoints").EnumerateArray()
            .Where(endpoint => endpoint.GetProperty("allowed").GetBoolean()).Select(endpoint => endpoint.GetProperty("path").GetString())
            .ShouldBe(["/api/v1/alerts", "/api/v1/events", "/api/v1/report"]);

    [Fact]
    public async Task Subject_IsNoClient() =>
        (await Gateway.GetAsync("/gateway/me", Gateway.Token("nobody", subject: "soc"))).ShouldBeProblem(403, "not-permitted");

    [Fact]
    public async Task EndpointOutsideTheProfile_IsForbidden_ByName()
    {
        var answer = (await Gateway.GetAs("dlp-dashboard", "/api/v1/events?type=page&timeperiod=3600")).ShouldBeProblem(403, "not-permitted");

        answer.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("does not include events");
    }

    [Theory]
    [InlineData("/api/v1/report?type=alert&timeperiod=3600")]
    [InlineData("/api/v1/clients")]
    public async Task WhatCanNotBeConfined_IsNotForAPartOfTheRows(string target)
    {
        foreach (var (role, group) in new (string?, string?)[] { ("slack-team", null), (null, "analysts") })
        {
            var answer = (await Gateway.GetAsync(target, Gateway.Token("any", Some(role), Some(group)))).ShouldBeProblem(403, "not-permitted");
            answer.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("only as a whole");
        }

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
        (await Gateway.GetAs("soc", target)).ShouldBePage();
    }

    [Theory]
    [InlineData("timeperiod=604800", "timeperiod", "at most 86400 s")]
    [InlineData("starttime=1760000000&endtime=1760086401", "starttime", "86401 s long")]
    [InlineData("insertionstarttime=1760000000&insertionendtime=1760086401", "insertionstarttime", "86401 s long")]
    [InlineData("timeperiod=3600&limit=21", "limit", "at most 20 rows")]
    [InlineData("timeperiod=3600&type=policy", "type", "DLP or Malware")]
    public async Task MoreThanTheProfileAllows_IsForbidden_ByParameter(string parameters, string parameter, string told)
    {
        var answer = (await Gateway.GetAs("dlp-dashboard", "/api/v1/alerts?" + parameters)).ShouldBeProblem(403, "not-permitted");

        answer.Errors[parameter].ShouldContain(told);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AllThatIsForbidden_IsToldAtOnce() =>
        (await Gateway.GetAs("dlp-dashboard", "/api/v1/alerts?timeperiod=604800&limit=21&type=policy")).ShouldBeProblem(403).Errors.Keys.ShouldBe(["timeperiod", "limit", "type"], ignoreOrder: true);

    [Fact]
    public async Task WrongParameters_AreToldBeforeForbiddenOnes() =>
        (await Gateway.GetAs("dlp-dashboard", "/api/v1/alerts?timeperiod=604800&limit=x")).ShouldBeProblem(400).Errors.Keys.ShouldBe(["limit"]);

    [Fact]
    public async Task LargestLimit_IsThatOfARequestWithoutOne()
    {
        (await Gateway.GetAs("dlp-dashboard", Gateway.Question(""))).ShouldBePage();

        Gateway.Tenant.Record.Calls.ShouldHaveSingleItem().Query["limit"].ShouldBe("20");
    }

    [Theory]
    [InlineData("")]
    [InlineData("&type=malware")]
    [InlineData("&query=alert_type%20neq%20DLP")]
    public async Task TypesOfAlerts_ConfineTheRows(string more)
    {
        var answer = (await Gateway.GetAs("dlp-dashboard", Gateway.Question("&limit=20" + more))).ShouldBePage();

        answer.Rows.ShouldNotBeEmpty();
        answer.Rows.ShouldAllBe(row => row.GetProperty("alert_type").GetString() == (more.Length == 0 ? row.GetProperty("alert_type").GetString() : "Malware"));
        answer.Rows.ShouldAllBe(row => row.GetProperty("alert_type").GetString() == "DLP" || row.GetProperty("alert_type").GetString() == "Malware");
    }

    [Fact]
    public async Task TypesOfEvents_AreThoseThatMayBeAsked()
    {
        (await Gateway.GetAs("pages-app", "/api/v1/events?type=page&timeperiod=3600&limit=5")).ShouldBePage();
        (await Gateway.GetAs("pages-app", "/api/v1/events?type=audit&timeperiod=3600&limit=5")).ShouldBeProblem(403).Errors["type"].ShouldContain("page");
    }

    [Theory]
    [InlineData("user eq 'hana.sato@example.com'", "user")]
    [InlineData("app eq Slack or not (USER like sato)", "USER")]
    [InlineData("related.source eq 'x'", "related.source")]
    [InlineData("related like 'x'", "related")]
    [InlineData("related.0.source eq 'x'", "related.0.source")]
    [InlineData("related..source eq 'x'", "related..source")]
    [InlineData("app eq Slack and acked eq true or user in [a, b]", "user")]
    public async Task HiddenField_CanNotBeAskedAbout(string query, string named)
    {
        var answer = (await Gateway.GetAsync(Gateway.Question("&query=" + Uri.EscapeDataString(query)), Gateway.Token("any", groups: ["analysts"]))).ShouldBeProblem(403, "not-permitted");

        answer.Errors["query"].ShouldContain($"about {named}");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task ParameterAboutAHiddenField_IsForbidden() =>
        (await Gateway.GetAsync(Gateway.Question("&acked=true"), Gateway.Token("any", groups: ["analysts"]))).ShouldBeProblem(403, "not-permitted").Errors.Keys.ShouldBe(["acked"]);

    [Fact]
    public async Task HiddenFields_AreNotInTheRows_AndTheRestIsAsItWas()
    {
        var question = Gateway.Question("&limit=50");
        var whole = (await Gateway.GetAs("soc", question)).ShouldBePage();
        var cut = (await Gateway.GetAsync(question, Gateway.Token("any", groups: ["analysts"]))).ShouldBePage();

        cut.Ids.ShouldBe(whole.Ids);
        cut["ETag"].ShouldNotBe(whole["ETag"]);
        foreach (var (row, before) in cut.Rows.Zip(whole.Rows))
        {
            row.TryGetProperty("user", out _).ShouldBeFalse();
            row.GetProperty("acked").GetString().ShouldBe("***");
            var others = before.EnumerateObject().Where(field => field.Name is not ("user" or "acked" or "related")).Select(field => field.ToString());
            row.EnumerateObject().Where(field => field.Name is not ("acked" or "related")).Select(field => field.ToString()).ShouldBe(others);
        }
    }

    [Fact]
    public async Task Restriction_IsAddedToEveryQuery_AndPrintedAnew()
    {
        var token = Gateway.Token("any", roles: ["slack-team"]);
        (await Gateway.GetAsync(Gateway.Question("&query=" + Uri.EscapeDataString("acked = true OR  user~\"sato\"")), token)).ShouldBePage();
        (await Gateway.GetAsync(Gateway.Question(), token)).ShouldBePage();

        Gateway.Tenant.Record.Calls.Select(call => call.Query["query"]).ShouldBe(["app in ['Dropbox', 'Slack'] and (acked eq 'true' or user like 'sato')", "app in ['Dropbox', 'Slack']"]);
    }

    [Fact]
    public async Task Link_HoldsTheCallersOwnQuery_AndLeadsOnWithin()
    {
        var token = Gateway.Token("any", roles: ["slack-team"]);
        var first = (await Gateway.GetAsync(Gateway.Question("&limit=1&query=" + Uri.EscapeDataString("acked eq false")), token)).ShouldBePage();
        var next = first.Next.ShouldNotBeNull();

        next.ShouldContain("query=acked%20eq%20false&");
        (await Gateway.GetAsync(next, token)).ShouldBePage().Rows.ShouldAllBe(row => row.GetProperty("app").GetString() == "Slack" || row.GetProperty("app").GetString() == "Dropbox");
    }

    [Fact]
    public async Task ConfinedQuery_MustBeReadable_InLegacyToo()
    {
        (await Gateway.GetAs("old-app", Gateway.Question("&query=" + Uri.EscapeDataString("app eq")))).ShouldBeLegacyError(400);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task LenientProfile_IsServedAsByV1_UnderAStrictGateway()
    {
        var token = Gateway.Token("old-app");
        var answer = (await Gateway.PostFormAsync("//api/v1/alerts", $"token={token}&timeperiod=86400&limit=5&nonsense=1")).ShouldBePage();

        answer["Gateway-Ignored"].ShouldNotBeNull();
        answer.Rows.ShouldAllBe(row => row.GetProperty("app").GetString() == "Slack");
        (await Gateway.GetAs("old-app", "/api/v1/alerts?limit=0&timeperiod=3600")).ShouldBeLegacyError(400);
    }

    [Fact]
    public async Task OtherProfiles_StayStrict_WhereOneIsLenient()
    {
        var token = Gateway.Token("soc");

        (await Gateway.PostFormAsync("/api/v1/alerts", "timeperiod=86400&limit=5", token)).ShouldBeProblem(405)["Allow"].ShouldBe("GET, HEAD");
        (await Gateway.GetAsync("//api/v1/alerts?timeperiod=86400&limit=5", token)).ShouldBeProblem(404);
        (await Gateway.GetAsync($"/api/v1/alerts?timeperiod=86400&limit=5&token={token}", token: null)).ShouldBeProblem(400).Errors.Keys.ShouldContain("token");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Me_TellsWhatTheProfileAllows()
    {
        var me = (await Gateway.GetAs("dlp-dashboard", "/gateway/me")).Json;

        me.GetProperty("compatibility").GetString().ShouldBe("Strict");
        me.GetProperty("widestWindow").GetInt32().ShouldBe(86400);
        me.GetProperty("largestLimit").GetInt32().ShouldBe(20);
        me.GetProperty("requestsPerMinute").ValueKind.ShouldBe(JsonValueKind.Null);
        var endpoints = me.GetProperty("endpoints").EnumerateArray().ToDictionary(e => e.GetProperty("path").GetString()!, StringComparer.Ordinal);
        endpoints["/api/v1/alerts"].GetProperty("allowed").GetBoolean().ShouldBeTrue();
        endpoints["/api/v1/alerts"].GetProperty("types").EnumerateArray().Select(type => type.GetString()).ShouldBe(["DLP", "Malware"]);
        endpoints["/api/v1/clients"].GetProperty("why").GetString().ShouldNotBeNull().ShouldContain("does not include clients");
    }

    [Fact]
    public async Task Me_TellsRestrictionAndHiddenFields_AndMissingScopes()
    {
        var slack = (await Gateway.GetAsync("/gateway/me", Gateway.Token("any", roles: ["slack-team"]))).Json;
        var analytics = (await Gateway.GetAsync("/gateway/me", Gateway.Token("any", groups: ["analysts"]))).Json;
        var soc = (await Gateway.GetAsync("/gateway/me", Gateway.Issuer.Issue(clientId: "soc", scope: "alerts.read"))).Json;

        slack.GetProperty("endpoints")[0].GetProperty("restriction").GetString().ShouldBe("app in ['Dropbox', 'Slack']");
        analytics.GetProperty("removed").EnumerateArray().Select(path => path.GetString()).ShouldBe(["related.source", "user"]);
        analytics.GetProperty("masked").EnumerateArray().Select(path => path.GetString()).ShouldBe(["acked"]);
        soc.GetProperty("endpoints")[1].GetProperty("why").GetString().ShouldNotBeNull().ShouldContain("events.read");
    }

    [Fact]
    public async Task Me_NeedsAToken()
    {
        (await Gateway.GetAsync("/gateway/me", token: null)).ShouldBeProblem(401, "authentication-required");
        (await Gateway.GetAsync("/gateway/me", "x")).ShouldBeProblem(401, "invalid-token");
    }

    static string[]? Some(string? value) => value is null ? null : [value];
}
