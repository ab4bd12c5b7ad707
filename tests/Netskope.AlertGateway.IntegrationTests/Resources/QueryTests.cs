using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

public abstract class QueryTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData("alert_type eq DLP", "alert_type = 'DLP'")]
    [InlineData("app eq 'Slack' and user like example", "(user ~ \"example\")  AND app==Slack")]
    [InlineData("app in [Slack, Dropbox]", "app IN ['Dropbox','Slack','Dropbox']")]
    [InlineData("not (app eq Slack)", "NOT((app = 'Slack'))")]
    [InlineData("app eq Slack or (app eq Dropbox or user eq x)", "user eq x or app eq Dropbox or app eq Slack")]
    public async Task TwoSpellings_AreOneEntry(string first, string second)
    {
        var question = Gateway.Question("&limit=5");

        var one = (await Gateway.GetAsync(question + Query(first))).ShouldBePage();
        var other = (await Gateway.GetAsync(question + Query(second))).ShouldBePage();

        other.IsHit.ShouldBeTrue();
        other.Bytes.ShouldBe(one.Bytes);
        other["ETag"].ShouldBe(one["ETag"]);
        Subject.Asked(Gateway.Tenant.Record.Calls.ShouldHaveSingleItem())["query"].ShouldBe(Subject.Sent(first));
    }

    [Theory]
    [InlineData("app eq Slack", "app eq slack")]
    [InlineData("app eq Slack", "app in [Slack]")]
    [InlineData("app eq Google", "app eq 'Google '")]
    [InlineData("app eq Google Drive", "app eq 'Google Drive'")]
    [InlineData("app eq a and user eq b or site eq c", "(app eq a and user eq b) or site eq c")]
    [InlineData("app eq a and user eq b or site eq c", "app eq a and (user eq b or site eq c)")]
    [InlineData("app eq a and user eq b or site eq c", "site eq c or app eq a and user eq b")]
    public async Task WhatNobodyDocumentsToBeEqual_AreTwo(string first, string second)
    {
        var question = Gateway.Question("&limit=5");

        (await Gateway.GetAsync(question + Query(first))).ShouldBePage();
        (await Gateway.GetAsync(question + Query(second))).ShouldBePage().IsHit.ShouldBeFalse();

        Gateway.Tenant.Record.Calls.Select(call => Subject.Asked(call)["query"]).ShouldBe([Subject.Sent(first), Subject.Sent(second)]);
    }

    [Fact]
    public async Task SyntaxError_Is400_WithThePlaceBelowACaret_AndTheTenantIsNotAsked()
    {
        var answer = (await Gateway.GetAsync(Gateway.Question(Query("user eq smith and alert_type equals DLP")))).ShouldBeProblem(400, "invalid-request");

        answer.Errors["query"].ShouldBe(
            """
            column 30: 'equals' is no operator; did you mean eq?
            user eq smith and alert_type equals DLP
                                         ^^^^^^
            """.ReplaceLineEndings("\n"));
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task SyntaxError_IsToldBesideAllOthers() =>
        (await Gateway.GetAsync(Gateway.Question("&limit=0&type=nope" + Query("user eq")))).ShouldBeProblem(400).Errors.Keys.ShouldBe(["query", "limit", "type"], ignoreOrder: true);

    [Theory]
    [InlineData("user eq a%0Ab\u0085", "\n")]
    [InlineData("user eq 'x' \r\nSet-Cookie: a", "\r")]
    public async Task SyntaxErrorsText_IsCarriedAsJsonAlone(string query, string raw)
    {
        var answer = (await Gateway.GetAsync(Gateway.Question(Query(query)))).ShouldBeProblem(400);

        answer.Text.ShouldNotContain(raw);
    }

    [Theory]
    [InlineData("app eq Slack and alert_typ eq DLP", "unknown-field;at=18;near=\"alert_type\"")]
    [InlineData("zzzzzzzzzz eq 1", "unknown-field;at=1")]
    [InlineData("alert gt 5 or app eq Access Denied", "unlisted-operator;at=1, unquoted-words;at=22")]
    public async Task DoubtfulQuery_GoesOn_AndIsToldSo_OnHitsToo(string query, string warnings)
    {
        var question = Gateway.Question("&limit=5" + Query(query));

        var first = (await Gateway.GetAsync(question)).ShouldBePage();
        var second = (await Gateway.GetAsync(question)).ShouldBePage();
        var unchanged = await Gateway.GetAsync(question, ("If-None-Match", first["ETag"]!));
        var head = await Gateway.SendAsync(HttpMethod.Head, question, Gateway.GoodToken);

        second.IsHit.ShouldBeTrue();
        unchanged.Status.ShouldBe(304);
        foreach (var answer in (Answer[])[first, second, unchanged, head]) answer["Gateway-Warnings"].ShouldBe(warnings);
    }

    [Fact]
    public async Task Warnings_AreTheCallersOwn_NotTheEntrys()
    {
        var question = Gateway.Question("&limit=5");

        (await Gateway.GetAsync(question + Query("  usr eq a"))).ShouldBePage()["Gateway-Warnings"].ShouldBe("unknown-field;at=3;near=\"user\"");
        var other = (await Gateway.GetAsync(question + Query("usr eq a"))).ShouldBePage();
        other.IsHit.ShouldBeTrue();
        other["Gateway-Warnings"].ShouldBe("unknown-field;at=1;near=\"user\"");
    }

    [Fact]
    public async Task ManyDoubts_FitTheHeader_WithoutTheCallersText()
    {
        var query = string.Join(" and ", Enumerable.Range(0, 100).Select(i => $"compliance_standards.standart eq Secret{i}"));
        var header = (await Gateway.GetAsync(Gateway.Question("&limit=5" + Query(query)))).ShouldBePage()["Gateway-Warnings"].ShouldNotBeNull();

        header.Split(',').Length.ShouldBe(5);
        header.Length.ShouldBeLessThanOrEqualTo(1024);
        header.ShouldNotContain("Secret");
        header.ShouldNotContain("standart");
    }

    [Theory]
    [InlineData("alert_type eq DLP")]
    [InlineData("app in ['Google Drive', Slack] and not (user eq x)")]
    public async Task SoundQuery_HasNoWarning(string query) => (await Gateway.GetAsync(Gateway.Question("&limit=5" + Query(query)))).ShouldBePage()["Gateway-Warnings"].ShouldBeNull();

    [Fact]
    public async Task NextPage_IsAskedAsItWasWritten()
    {
        const string Written = "(app = Slack  or user ~ example)";
        var first = (await Gateway.GetAsync(Gateway.Question("&limit=2" + Query(Written)))).ShouldBePage();
        (await Gateway.GetAsync(first.Next.ShouldNotBeNull())).ShouldBePage();

        Gateway.Tenant.Record.Calls.Select(call => Subject.Asked(call)["query"]).ShouldBe([Subject.Sent(Written), Subject.Sent(Written)]);
    }

    static string Query(string query) => "&query=" + Uri.EscapeDataString(query);
}

public sealed class V1AlertsQueryTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : QueryTests<V1Alerts>(fixture);

public sealed class V2AlertsQueryTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : QueryTests<V2Alerts>(fixture);

public abstract class LegacyQueryTests<TSubject>(FixtureFor<TSubject, LegacyFixture> fixture) : ContractTests<TSubject, LegacyFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task TwoSpellings_AreOneEntry()
    {
        var question = Gateway.Question("&limit=5");

        (await Gateway.GetAsync(question + "&query=app%20eq%20Slack")).ShouldBePage();
        (await Gateway.GetAsync(question + "&query=app='Slack'")).ShouldBePage().IsHit.ShouldBeTrue();
    }
}

public sealed class V1AlertsLegacyQueryTests(FixtureFor<V1Alerts, LegacyFixture> fixture) : LegacyQueryTests<V1Alerts>(fixture)
{
    // What can not be read can not be translated: on v2 it is a 400.
    [Fact]
    public async Task QueryThatDoesNotParse_IsPassedOnUnchanged_AndKeptUnderItsOwnText()
    {
        Gateway.Tenant.Options.LooseQueries = true;
        const string Odd = "user matches_any {a|b}";
        var question = Gateway.Question("&limit=5");

        (await Gateway.GetAsync(question + "&query=" + Uri.EscapeDataString(Odd))).ShouldBePage().IsHit.ShouldBeFalse();
        (await Gateway.GetAsync(question + "&query=" + Uri.EscapeDataString(Odd))).ShouldBePage().IsHit.ShouldBeTrue();
        (await Gateway.GetAsync(question + "&query=" + Uri.EscapeDataString(Odd + " "))).ShouldBePage().IsHit.ShouldBeFalse();

        Gateway.Tenant.Record.Calls.Select(call => call.Query["query"]).ShouldBe([Odd, Odd + " "]);
    }

    // The same: a v2 tenant is not asked.
    [Fact]
    public async Task QueryThatTheTenantRefuses_IsTheTenantsError()
    {
        Gateway.Tenant.Options.LooseQueries = false;
        var answer = await Gateway.GetAsync(Gateway.Question("&query=user%20equals%20a"));

        answer.ShouldBeLegacyError(502).Text.ShouldContain("syntax error");
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }
}

public sealed class V2AlertsLegacyQueryTests(FixtureFor<V2Alerts, LegacyFixture> fixture) : LegacyQueryTests<V2Alerts>(fixture);
