using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>How the tenant is asked for events, and whose rows come back.</summary>
public abstract class EventsTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    readonly string _window = fixture.Gateway.Question("").Split('?')[1];

    [Theory]
    [InlineData("page", EventKind.Page)]
    [InlineData("Application", EventKind.Application)]
    [InlineData("AUDIT", EventKind.Audit)]
    [InlineData("infraStructure", EventKind.Infrastructure)]
    [InlineData("network", EventKind.Network)]
    public async Task Type_IsAskedInItsSpelling_AtItsEndpoint_AndBringsItsRows(string written, EventKind kind)
    {
        var answer = (await Gateway.GetAsync($"/api/v1/events?{_window}&limit=5&type={written}")).ShouldBePage();

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Path.ShouldBe(Subject.IsV2 ? "/api/v2/events/data/" + kind.Name() : "/api/v1/events");
        Subject.Asked(call)["type"].ShouldBe(kind.Name());
        Subject.Asked(call).Keys.ShouldBe(["type", "starttime", "endtime", "limit", "skip"], ignoreOrder: true);
        answer.Rows.Count.ShouldBe(5);
        answer.Rows.ShouldAllBe(row => row.GetProperty("type").GetString() == kind.Name());
        answer.Bytes.ShouldBe(await Gateway.PageOfAsync(call));
    }

    [Fact]
    public async Task TypeInAnyCase_IsOneQuestion_AndEachTypeAnother()
    {
        var question = $"/api/v1/events?{_window}&limit=5&type=";
        (await Gateway.GetAsync(question + "audit")).ShouldBePage();

        (await Gateway.GetAsync(question + "AuDiT")).ShouldBePage().IsHit.ShouldBeTrue();
        (await Gateway.GetAsync(question + "page")).ShouldBePage().IsHit.ShouldBeFalse();
        (await Gateway.GetAsync($"/api/v1/alerts?{_window}&limit=5")).ShouldBePage().IsHit.ShouldBeFalse();

        Gateway.Tenant.Record.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Token_IsWhereTheVersionHasIt_AndNowhereElse()
    {
        (await Gateway.GetAsync($"/api/v1/events?{_window}&limit=5&type=page")).ShouldBePage();

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.TokenPlace.ShouldBe(Subject.IsV2 ? TokenPlace.Header : TokenPlace.Json);
        call.TokenValid.ShouldBeTrue();
        call.RawQuery.ShouldNotContain(GatewayFixture.TenantToken);
    }

    [Fact]
    public async Task Link_LeadsThroughAllRowsOfItsType()
    {
        var start = _window.Split('=', '&');
        var wanted = Gateway.Tenant.Events(EventKind.Network).Select(new AlertFilter { Start = Number(start[1]), End = Number(start[3]) });
        wanted.Count.ShouldBeGreaterThan(6, "there are pages to walk");

        var met = new List<string>();
        for (string? next = $"/api/v1/events?{_window}&limit=3&type=Network"; next is not null;)
        {
            var page = (await Gateway.GetAsync(next)).ShouldBePage();
            met.AddRange(page.Ids);
            met.Count.ShouldBeLessThanOrEqualTo(wanted.Count);
            next = page.Next;
            next?.ShouldContain("&type=network");
        }

        met.ShouldBe(wanted.Select(row => row.Id));
    }

    static long Number(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}

public sealed class V1AlertsEventsTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : EventsTests<V1Alerts>(fixture);

public sealed class V2AlertsEventsTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : EventsTests<V2Alerts>(fixture);

/// <summary>As v1 clients ask.</summary>
public abstract class LegacyEventsTests<TSubject>(FixtureFor<TSubject, LegacyFixture> fixture) : ContractTests<TSubject, LegacyFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task QueryStringJsonAndForm_AreMerged_AndShareTheCache()
    {
        var window = Gateway.Question("").Split('?')[1];

        var json = await Gateway.PostJsonAsync($"/api/v1/events?{window}", $$"""{"token":"{{Gateway.GoodToken}}","type":"Audit","limit":3}""");
        var form = await Gateway.PostFormAsync("/api/v1/events", $"{window}&type=audit&limit=3&token={Gateway.GoodToken}");
        var query = await Gateway.GetAsync($"/api/v1/events?{window}&type=AUDIT&limit=3");

        json.ShouldBePage().Rows.Count.ShouldBe(3);
        form.ShouldBePage().Bytes.ShouldBe(json.Bytes);
        query.ShouldBePage().Bytes.ShouldBe(json.Bytes);
        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        Subject.Asked(call)["type"].ShouldBe("audit");
        call.RawQuery.ShouldNotContain("token");
    }

    [Fact]
    public async Task WhatEventsDoNotTake_IsIgnoredAndNamed()
    {
        var window = Gateway.Question("").Split('?')[1];

        (await Gateway.GetAsync($"/api/v1/events?{window}&type=page&limit=3&acked=true&groupby=user")).ShouldBePage()["Gateway-Ignored"].ShouldBe("acked, groupby");

        Subject.Asked(Gateway.Tenant.Record.Calls.ShouldHaveSingleItem()).Keys.ShouldBe(["type", "starttime", "endtime", "limit", "skip"], ignoreOrder: true);
    }

    [Fact]
    public async Task TypeThatIsMissing_Is400InNetskopesShape() =>
        (await Gateway.GetAsync("/api/v1/events?timeperiod=3600")).ShouldBeLegacyError(400).Text.ShouldContain("type: It is required");
}

public sealed class V1AlertsLegacyEventsTests(FixtureFor<V1Alerts, LegacyFixture> fixture) : LegacyEventsTests<V1Alerts>(fixture);

public sealed class V2AlertsLegacyEventsTests(FixtureFor<V2Alerts, LegacyFixture> fixture) : LegacyEventsTests<V2Alerts>(fixture);
