using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

public abstract class EventsParameterTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    const string Window = "starttime=1760000000&endtime=1760003600";

    [Theory]
    [InlineData("type=page&timeperiod=3600")]
    [InlineData("type=application&timeperiod=86400")]
    [InlineData("type=audit&timeperiod=604800")]
    [InlineData("type=infrastructure&timeperiod=2592000")]
    [InlineData("type=network&" + Window)]
    [InlineData("type=PAGE&" + Window)]
    [InlineData("type=page&insertionstarttime=1760000000&insertionendtime=1760003600")]
    [InlineData("type=page&limit=1&skip=0&" + Window)]
    [InlineData("type=page&limit=10000&unsorted=True&" + Window)]
    [InlineData("type=page&query=app%20eq%20Slack&" + Window)]
    [InlineData("type=page&query=&limit=&skip=&unsorted=&timeperiod=&" + Window)]
    public async Task GoodParameters_Are200(string query) => (await Gateway.GetAsync("/api/v1/events?" + query)).ShouldBePage();

    [Theory]
    [InlineData(Window, "type", "required: page, application, audit, infrastructure or network")]
    [InlineData(Window + "&type=", "type", "required: page, application, audit, infrastructure or network")]
    [InlineData(Window + "&type=pages", "type", "did you mean page?")]
    [InlineData(Window + "&type=alert", "type", "page, application, audit, infrastructure or network")]
    [InlineData(Window + "&type=connection", "type", "page, application, audit, infrastructure or network")]
    [InlineData(Window + "&type=page&type=audit", "type", "more than once")]
    [InlineData(Window + "&type=%zz", "type", "percent-encoding")]
    [InlineData("type=page&timeperiod=5184000", "timeperiod", "3600, 86400, 604800 or 2592000")]
    [InlineData("type=page&timeperiod=7776000", "timeperiod", "3600, 86400, 604800 or 2592000")]
    [InlineData("type=page&acked=false&" + Window, "acked", "no such parameter of events")]
    [InlineData("type=page&ack=false&" + Window, "ack", "no such parameter of events")]
    [InlineData("type=page&groupby=user&" + Window, "groupby", "no such parameter of events")]
    [InlineData("type=page&zzzzzzzz=1&" + Window, "zzzzzzzz", "It takes query, type, timeperiod, starttime, endtime, insertionstarttime, insertionendtime, limit, skip, unsorted.")]
    [InlineData("type=page&limits=1&" + Window, "limits", "did you mean limit?")]
    [InlineData("type=page&limit=10001&" + Window, "limit", "1 to 10000")]
    [InlineData("type=page&skip=-1&" + Window, "skip", "whole number")]
    [InlineData("type=page&unsorted=1&" + Window, "unsorted", "true or false")]
    [InlineData("type=page&starttime=1760000000&endtime=1760003600000", "endtime", "1760003600")]
    [InlineData("type=page&starttime=1760000000", "endtime", "starttime needs it")]
    [InlineData("type=page&insertionendtime=1760000000", "insertionstarttime", "insertionendtime needs it")]
    [InlineData("type=page&query=app%20equals%20x&" + Window, "query", "did you mean eq?")]
    public async Task WrongParameter_Is400_UnderItsName_AndTheTenantIsNotAsked(string query, string parameter, string hint)
    {
        var answer = (await Gateway.GetAsync("/api/v1/events?" + query)).ShouldBeProblem(400, "invalid-request");

        answer.Errors.Keys.ShouldHaveSingleItem().ShouldBe(parameter);
        answer.Errors[parameter].ShouldContain(hint);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task NoWindow_Is400_NamingTheWindowsOfEvents()
    {
        var answer = (await Gateway.GetAsync("/api/v1/events?type=page")).ShouldBeProblem(400, "invalid-request");

        answer.Errors["timeperiod"].ShouldBe("A time window is required: timeperiod=86400, or starttime with endtime, or insertionstarttime with insertionendtime.");
    }

    [Theory]
    [InlineData("timeperiod=86400&" + Window)]
    [InlineData("timeperiod=86400&insertionstarttime=1760000000&insertionendtime=1760003600")]
    [InlineData(Window + "&insertionstarttime=1760000000&insertionendtime=1760003600")]
    public async Task TwoWindows_Are400(string query) =>
        (await Gateway.GetAsync("/api/v1/events?type=page&" + query)).ShouldBeProblem(400, "invalid-request").Errors["timeperiod"].ShouldStartWith("Only one time window");

    [Fact]
    public async Task EveryProblem_IsReportedAtOnce()
    {
        var answer = (await Gateway.GetAsync("/api/v1/events?timeperiod=7776000&limit=0&skip=x&unsorted=no&acked=true&groupby=user&token=x&query=user%20eq")).ShouldBeProblem(400, "invalid-request");

        answer.Errors.Keys.ShouldBe(["type", "timeperiod", "limit", "skip", "unsorted", "acked", "groupby", "token", "query"], ignoreOrder: true);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("DELETE")]
    public async Task OtherMethod_Is405WithAllow(string method) =>
        (await Gateway.SendAsync(new HttpMethod(method), "/api/v1/events?type=page&" + Window, Gateway.GoodToken)).ShouldBeProblem(405, "method-not-allowed")["Allow"].ShouldBe("GET, HEAD");

    /// <summary>The list of known fields is that of alerts.</summary>
    [Fact]
    public async Task FieldThatAlertsDoNotHave_IsNoDoubt_ButWordsWithoutQuotesAre()
    {
        (await Gateway.GetAsync("/api/v1/events?type=page&query=no_such_field%20eq%201&" + Window)).ShouldBePage()["Gateway-Warnings"].ShouldBeNull();
        (await Gateway.GetAsync("/api/v1/events?type=page&query=app%20eq%20Google%20Drive&" + Window)).ShouldBePage()["Gateway-Warnings"].ShouldNotBeNull().ShouldContain("unquoted-words");
    }
}

public sealed class V1AlertsEventsParameterTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : EventsParameterTests<V1Alerts>(fixture);

public sealed class V2AlertsEventsParameterTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : EventsParameterTests<V2Alerts>(fixture);
