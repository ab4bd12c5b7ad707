using System.Globalization;
using System.Text.RegularExpressions;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

public abstract partial class ParameterTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    const string Window = "starttime=1760000000&endtime=1760003600";

    [Theory]
    [InlineData("timeperiod=3600")]
    [InlineData("timeperiod=86400")]
    [InlineData("timeperiod=604800")]
    [InlineData("timeperiod=2592000")]
    [InlineData("timeperiod=5184000")]
    [InlineData("timeperiod=7776000")]
    [InlineData(Window)]
    [InlineData("starttime=1760000000&endtime=1760000000")]
    [InlineData("starttime=0&endtime=1760003600")]
    [InlineData("insertionstarttime=1760000000&insertionendtime=1760003600")]
    [InlineData(Window + "&limit=1")]
    [InlineData(Window + "&limit=10000")]
    [InlineData(Window + "&skip=0")]
    [InlineData(Window + "&skip=2000000")]
    [InlineData(Window + "&acked=true")]
    [InlineData(Window + "&acked=FALSE")]
    [InlineData(Window + "&ack=false")]
    [InlineData(Window + "&unsorted=true")]
    [InlineData(Window + "&unsorted=False")]
    [InlineData(Window + "&type=anomaly")]
    [InlineData(Window + "&type=compromised%20credential")]
    [InlineData(Window + "&type=POLICY")]
    [InlineData(Window + "&type=Legal+Hold")]
    [InlineData(Window + "&type=malsite")]
    [InlineData(Window + "&type=Malware")]
    [InlineData(Window + "&type=dlp")]
    [InlineData(Window + "&type=security%20assessment")]
    [InlineData(Window + "&type=watchlist")]
    [InlineData(Window + "&type=quarantine")]
    [InlineData(Window + "&type=remediation")]
    [InlineData(Window + "&type=UBA")]
    [InlineData(Window + "&query=")]
    [InlineData(Window + "&type=&acked=&limit=&skip=&unsorted=")]
    [InlineData(Window + "&timeperiod=&insertionstarttime=&insertionendtime=")]
    [InlineData("timeperiod=86400&starttime=&endtime=")]
    [InlineData(Window + "&query=alert_type%20eq%20DLP")]
    public async Task GoodParameters_Are200(string query) => (await Gateway.GetAsync("/api/v1/alerts?" + query)).ShouldBePage();

    [Theory]
    [InlineData(Window + "&limit=0", "limit", "10000")]
    [InlineData(Window + "&limit=10001", "limit", "10000")]
    [InlineData(Window + "&limit=-1", "limit", "")]
    [InlineData(Window + "&limit=ten", "limit", "")]
    [InlineData(Window + "&limit=1.5", "limit", "")]
    [InlineData(Window + "&limit=0x10", "limit", "")]
    [InlineData(Window + "&limit=99999999999999999999", "limit", "")]
    [InlineData(Window + "&skip=-1", "skip", "")]
    [InlineData(Window + "&skip=none", "skip", "")]
    [InlineData(Window + "&skip=99999999999999999999", "skip", "")]
    [InlineData(Window + "&acked=yes", "acked", "true")]
    [InlineData(Window + "&acked=1", "acked", "true")]
    [InlineData(Window + "&ack=maybe", "ack", "true")]
    [InlineData(Window + "&unsorted=si", "unsorted", "true")]
    [InlineData(Window + "&type=dpl", "type", "DLP")]
    [InlineData(Window + "&type=SecurityAssessment", "type", "Security Assessment")]
    [InlineData("timeperiod=86401", "timeperiod", "86400")]
    [InlineData("timeperiod=0", "timeperiod", "3600")]
    [InlineData("timeperiod=last", "timeperiod", "3600")]
    [InlineData("timeperiod=-86400", "timeperiod", "3600")]
    [InlineData("starttime=1760000000000&endtime=1760003600000", "starttime", "millisecond")]
    [InlineData("starttime=1760000000&endtime=1760003600000", "endtime", "millisecond")]
    [InlineData("insertionstarttime=1760000000000&insertionendtime=1760003600", "insertionstarttime", "millisecond")]
    [InlineData("starttime=1760003600&endtime=1760000000", "starttime", "endtime")]
    [InlineData("insertionstarttime=1760003600&insertionendtime=1760000000", "insertionstarttime", "insertionendtime")]
    [InlineData("starttime=1760000000", "endtime", "starttime")]
    [InlineData("endtime=1760000000", "starttime", "endtime")]
    [InlineData("insertionstarttime=1760000000", "insertionendtime", "insertionstarttime")]
    [InlineData("insertionendtime=1760000000", "insertionstarttime", "insertionendtime")]
    [InlineData("starttime=1760000000&endtime=", "endtime", "starttime")]
    [InlineData("starttime=yesterday&endtime=1760003600", "starttime", "")]
    [InlineData("starttime=-5&endtime=1760003600", "starttime", "")]
    [InlineData(Window + "&limit=1&limit=1", "limit", "")]
    [InlineData(Window + "&starttime=1760000000", "starttime", "")]
    [InlineData(Window + "&type=DLP&type=uba", "type", "")]
    [InlineData(Window + "&query=a%20eq%20b&query=c%20eq%20d", "query", "")]
    [InlineData(Window + "&stimeperiod=86400", "stimeperiod", "timeperiod")]
    [InlineData(Window + "&quary=x", "quary", "query")]
    [InlineData(Window + "&limits=1", "limits", "limit")]
    [InlineData(Window + "&start_time=1", "start_time", "starttime")]
    [InlineData(Window + "&Limit=1", "Limit", "limit")]
    [InlineData(Window + "&TYPE=DLP", "TYPE", "type")]
    [InlineData(Window + "&groupby=user", "groupby", "")]
    [InlineData(Window + "&zzzzzzzz=1", "zzzzzzzz", "")]
    [InlineData(Window + "&zzzzzzzz", "zzzzzzzz", "")]
    [InlineData(Window + "&token=secret-of-mine", "token", "log")]
    [InlineData(Window + "&query=%zz", "query", "")]
    [InlineData(Window + "&query=abc%2", "query", "")]
    [InlineData(Window + "&query=%C3%28", "query", "")]
    [InlineData(Window + "&query=%FF", "query", "")]
    public async Task WrongParameter_Is400_UnderItsName_AndTheTenantIsNotAsked(string query, string parameter, string hint)
    {
        var answer = await Gateway.GetAsync("/api/v1/alerts?" + query);

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Errors.ShouldContainKey(parameter);
        answer.Errors[parameter].ShouldContain(hint, Case.Insensitive);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("limit=10")]
    [InlineData("timeperiod=")]
    [InlineData("starttime=&endtime=")]
    public async Task NoWindow_Is400_NamingWhatMayBeGiven(string query)
    {
        var answer = await Gateway.GetAsync("/api/v1/alerts?" + query);

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Errors.Keys.ShouldContain(name => name.Contains("time", StringComparison.Ordinal));
        answer.Text.ShouldContain("timeperiod");
        answer.Text.ShouldContain("starttime");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("timeperiod=86400&" + Window)]
    [InlineData("timeperiod=86400&insertionstarttime=1760000000&insertionendtime=1760003600")]
    [InlineData(Window + "&insertionstarttime=1760000000&insertionendtime=1760003600")]
    [InlineData("timeperiod=86400&starttime=1760000000")]
    public async Task TwoWindows_Are400(string query)
    {
        var answer = await Gateway.GetAsync("/api/v1/alerts?" + query);

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Errors.Keys.ShouldContain(name => name.Contains("time", StringComparison.Ordinal));
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AckBesideAcked_Is400_NamingOneOfThem()
    {
        var answer = await Gateway.GetAsync($"/api/v1/alerts?{Window}&ack=true&acked=true");

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Errors.Keys.ShouldContain(name => name == "ack" || name == "acked");
    }

    [Fact]
    public async Task EveryProblem_IsReportedAtOnce()
    {
        var answer = await Gateway.GetAsync("/api/v1/alerts?starttime=9&endtime=1&limit=0&skip=-1&type=nope&acked=yes&unsorted=no&stimeperiod=1&token=x&query=%zz");

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Errors.Keys.ShouldBe(["starttime", "limit", "skip", "type", "acked", "unsorted", "stimeperiod", "token", "query"], ignoreOrder: true);
    }

    [Fact]
    public async Task UnknownType_ListsTheTwelve()
    {
        var answer = await Gateway.GetAsync($"/api/v1/alerts?{Window}&type=nope");

        string[] types = ["anomaly", "Compromised Credential", "policy", "Legal Hold", "malsite", "Malware", "DLP", "Security Assessment", "watchlist", "quarantine", "Remediation", "uba"];
        types.ShouldAllBe(type => answer.Errors["type"].Contains(type, StringComparison.Ordinal));
    }

    [Fact]
    public async Task TokenParameter_IsNotEchoed() =>
        (await Gateway.GetAsync($"/api/v1/alerts?{Window}&token=secret-of-mine")).Text.ShouldNotContain("secret-of-mine");

    [Fact]
    public async Task QueryTooLongForTheTenant_Is400_NamingQueryAndBothLengths()
    {
        var answer = await Gateway.GetAsync($"/api/v1/alerts?{Window}&query=user%20eq%20{new string('a', 9000)}");

        answer.ShouldBeProblem(400, "invalid-request");
        var message = answer.Errors["query"].Replace(",", "", StringComparison.Ordinal);
        var numbers = Number().Matches(message).Select(match => int.Parse(match.Value, CultureInfo.InvariantCulture)).ToList();
        numbers.ShouldContain(8000);
        numbers.ShouldContain(number => number > 9000 && number < 9500);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task QueryThatGrowsByEncoding_IsMeasuredEncoded()
    {
        var answer = await Gateway.GetAsync($"/api/v1/alerts?{Window}&query=user%20eq%20\"{new string('<', 4000)}\"");

        answer.ShouldBeProblem(400, "invalid-request");
        answer.Errors.ShouldContainKey("query");
    }

    [Fact]
    public async Task TargetOver16Kilobytes_Is414()
    {
        var answer = await Gateway.GetAsync($"/api/v1/alerts?{Window}&query={new string('a', 17 * 1024)}");

        answer.Status.ShouldBe(414);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("PATCH")]
    [InlineData("OPTIONS")]
    public async Task OtherMethod_Is405WithAllow(string method)
    {
        var answer = await Gateway.SendAsync(new HttpMethod(method), Gateway.Question(), Gateway.GoodToken);

        answer.ShouldBeProblem(405, "method-not-allowed");
        answer["Allow"].ShouldBe("GET, HEAD");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/api/v1/alertz")]
    [InlineData("/api/v1/alerts/1")]
    [InlineData("/api/v2/alerts")]
    [InlineData("//api/v1/alerts?timeperiod=86400")]
    [InlineData("/")]
    public async Task UnknownPath_Is404(string path)
    {
        (await Gateway.GetAsync(path)).ShouldBeProblem(404, "not-found");

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [GeneratedRegex("[0-9]+", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Number();
}

public sealed class V1AlertsParameterTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : ParameterTests<V1Alerts>(fixture);

public sealed class V2AlertsParameterTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : ParameterTests<V2Alerts>(fixture);
