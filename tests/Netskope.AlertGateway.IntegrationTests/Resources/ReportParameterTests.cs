using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>Of a v1 tenant: v2 has no reports, whatever is asked (<see cref="ReportOnV2Tests"/>).</summary>
public sealed class ReportParameterTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    const string Window = "starttime=1760000000&endtime=1760003600";

    [Theory]
    [InlineData("timeperiod=3600")]
    [InlineData("timeperiod=86400&type=application")]
    [InlineData("timeperiod=604800&type=connection&groupby=device")]
    [InlineData("timeperiod=2592000&type=network&groupby=application")]
    [InlineData("type=ALERT&groupby=User&" + Window)]
    [InlineData("type=alert&groupby=activity&" + Window)]
    [InlineData("type=Application&groupby=ACTIVITY&" + Window)]
    [InlineData("groupby=user&limit=10000&skip=3&query=app%20eq%20Slack&" + Window)]
    [InlineData("query=&type=&groupby=&limit=&skip=&timeperiod=&" + Window)]
    public async Task GoodParameters_Are200(string query) => (await Gateway.GetAsync("/api/v1/report?" + query)).ShouldBePage();

    [Theory]
    [InlineData(Window + "&type=page", "type", "application, connection, alert or network")]
    [InlineData(Window + "&type=alerts", "type", "did you mean alert?")]
    [InlineData(Window + "&type=alert&type=network", "type", "more than once")]
    [InlineData(Window + "&groupby=users", "groupby", "did you mean user?")]
    [InlineData(Window + "&groupby=site", "groupby", "application, user, device or activity")]
    [InlineData(Window + "&groupby=activity", "groupby", "only with type application or alert")]
    [InlineData(Window + "&groupby=activity&type=connection", "groupby", "only with type application or alert")]
    [InlineData(Window + "&groupby=Activity&type=network", "groupby", "only with type application or alert")]
    [InlineData("timeperiod=5184000", "timeperiod", "3600, 86400, 604800 or 2592000")]
    [InlineData("timeperiod=7776000", "timeperiod", "3600, 86400, 604800 or 2592000")]
    [InlineData(Window + "&acked=true", "acked", "no such parameter of report")]
    [InlineData(Window + "&unsorted=true", "unsorted", "no such parameter of report")]
    [InlineData(Window + "&insertionstarttime=1760000000", "insertionstarttime", "no such parameter of report")]
    [InlineData(Window + "&insertionendtime=1760000000", "insertionendtime", "no such parameter of report")]
    [InlineData(Window + "&zzzzzzzz=1", "zzzzzzzz", "It takes query, type, groupby, timeperiod, starttime, endtime, limit, skip.")]
    [InlineData(Window + "&group_by=user", "group_by", "did you mean groupby?")]
    [InlineData(Window + "&limit=0", "limit", "1 to 10000")]
    [InlineData(Window + "&skip=-1", "skip", "whole number")]
    [InlineData("starttime=1760000000&endtime=1760003600000", "endtime", "1760003600")]
    [InlineData("endtime=1760000000", "starttime", "endtime needs it")]
    [InlineData(Window + "&query=alert_type%20equals%20DLP", "query", "did you mean eq?")]
    public async Task WrongParameter_Is400_UnderItsName_AndTheTenantIsNotAsked(string query, string parameter, string hint)
    {
        var answer = (await Gateway.GetAsync("/api/v1/report?" + query)).ShouldBeProblem(400, "invalid-request");

        answer.Errors.Keys.ShouldHaveSingleItem().ShouldBe(parameter);
        answer.Errors[parameter].ShouldContain(hint);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task NoWindow_Is400_NamingTheWindowsOfReports()
    {
        var answer = (await Gateway.GetAsync("/api/v1/report?type=alert")).ShouldBeProblem(400, "invalid-request");

        answer.Errors["timeperiod"].ShouldBe("A time window is required: timeperiod=86400, or starttime with endtime.");
    }

    [Fact]
    public async Task TwoWindows_Are400_NamingTheWindowsOfReports() =>
        (await Gateway.GetAsync("/api/v1/report?timeperiod=86400&" + Window)).ShouldBeProblem(400, "invalid-request").Errors["timeperiod"]
            .ShouldBe("Only one time window may be given: timeperiod, or starttime with endtime.");

    [Fact]
    public async Task InsertionWindowAlone_Is400_AndNoWindow()
    {
        var answer = (await Gateway.GetAsync("/api/v1/report?insertionstarttime=1760000000&insertionendtime=1760003600")).ShouldBeProblem(400, "invalid-request");

        answer.Errors.Keys.ShouldBe(["insertionstarttime", "insertionendtime", "timeperiod"], ignoreOrder: true);
    }

    [Fact]
    public async Task EveryProblem_IsReportedAtOnce()
    {
        var answer = (await Gateway.GetAsync("/api/v1/report?starttime=9&endtime=1&limit=0&skip=x&type=page&groupby=activity&unsorted=true&token=x&query=user%20eq")).ShouldBeProblem(400, "invalid-request");

        answer.Errors.Keys.ShouldBe(["starttime", "limit", "skip", "type", "groupby", "unsorted", "token", "query"], ignoreOrder: true);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }
}
