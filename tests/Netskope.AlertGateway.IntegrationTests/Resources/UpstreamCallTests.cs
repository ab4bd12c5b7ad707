using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>How a v1 tenant is asked; V2TenantTests has its counterpart.</summary>
public sealed class UpstreamCallTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    [Fact]
    public async Task TheTenantIsAskedByPost_WithTheTokenInTheJsonBodyOnly()
    {
        var call = await CallForAsync(Gateway.Question());

        call.Method.ShouldBe("POST");
        call.Path.ShouldBe("/api/v1/alerts");
        call.ContentType.ShouldNotBeNull().ShouldStartWith("application/json");
        call.TokenPlace.ShouldBe(TokenPlace.Json);
        call.TokenValid.ShouldBeTrue();
        call.Body.ShouldBe($$"""{"token":"{{GatewayFixture.TenantToken}}"}""");
        call.RawQuery.ShouldNotContain(GatewayFixture.TenantToken);
        call.Headers.Values.ShouldAllBe(value => !value.Contains(GatewayFixture.TenantToken, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("user eq 'a b'")]
    [InlineData("user eq 'a&b=c+d#e'")]
    [InlineData("user eq '100%'")]
    [InlineData("user eq '%20'")]
    [InlineData("user eq 'Grüße ☃ 𝄞'")]
    [InlineData(@"user eq netskope.com\\johnd")]
    [InlineData("user eq \"q\" and app eq 'x/y?z;'")]
    public async Task Query_ArrivesAsWritten_EncodedOnce(string query)
    {
        var call = await CallForAsync(Gateway.Question("&limit=1&query=" + Uri.EscapeDataString(query)));

        call.Query["query"].ShouldBe(query);
        var sent = call.RawQuery.Split('&').Single(part => part.StartsWith("query=", StringComparison.Ordinal));
        Uri.UnescapeDataString(sent["query=".Length..].Replace("+", "%20", StringComparison.Ordinal)).ShouldBe(query);
    }

    [Theory]
    [InlineData("security%20assessment", "Security Assessment")]
    [InlineData("COMPROMISED%20CREDENTIAL", "Compromised Credential")]
    [InlineData("dlp", "DLP")]
    [InlineData("UBA", "uba")]
    [InlineData("Policy", "policy")]
    [InlineData("legal+hold", "Legal Hold")]
    public async Task Type_IsSentInTheDocumentedSpelling(string written, string sent)
    {
        var call = await CallForAsync(Gateway.Question("&type=" + written));

        call.Query["type"].ShouldBe(sent);
    }

    [Fact]
    public async Task LimitAndSkip_AreAlwaysSent()
    {
        var call = await CallForAsync(Gateway.Question(""));

        call.Query["limit"].ShouldBe("5000");
        call.Query["skip"].ShouldBe("0");
    }

    [Theory]
    [InlineData("ack=TRUE", "true")]
    [InlineData("acked=False", "false")]
    public async Task Ack_IsSentAsAcked(string written, string sent)
    {
        var call = await CallForAsync(Gateway.Question("&" + written));

        call.Query["acked"].ShouldBe(sent);
        call.Query.Keys.ShouldNotContain("ack");
    }

    [Fact]
    public async Task AbsentParameters_AreNotSent()
    {
        var call = await CallForAsync(Gateway.Question("&limit=7&type=&acked=&query="));

        call.Query.Keys.ShouldBe(["starttime", "endtime", "limit", "skip"], ignoreOrder: true);
    }

    [Fact]
    public async Task InsertionWindow_IsSentAsItIs()
    {
        var call = await CallForAsync("/api/v1/alerts?insertionstarttime=1760000200&insertionendtime=1760003800&limit=3&unsorted=true");

        call.Query["insertionstarttime"].ShouldBe("1760000200");
        call.Query["insertionendtime"].ShouldBe("1760003800");
        call.Query["unsorted"].ShouldBe("true");
        call.Query.Keys.ShouldNotContain("starttime");
    }

    async Task<Call> CallForAsync(string question)
    {
        await Gateway.HealAsync();
        await Gateway.GetAsync(question);
        return Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
    }
}

/// <summary>What holds in whichever version the tenant is asked.</summary>
public abstract class AnyUpstreamCallTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task NothingOfTheCaller_ReachesTheTenant()
    {
        await Gateway.GetAsync(Gateway.Question(), ("Cookie", "session=1"), ("X-Forwarded-For", "192.0.2.1"), ("Referer", "https://app.example/"), ("User-Agent", "caller/9"), ("X-Custom", "1"));

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();

        string[] callers = ["Authorization", "Cookie", "X-Forwarded-For", "Referer", "X-Custom"];
        call.Headers.Keys.Intersect(callers, StringComparer.OrdinalIgnoreCase).ShouldBeEmpty();
        call.Headers["User-Agent"].ShouldMatch(@"^[\w.-]+/\d+\.\d+");
        call.Headers["User-Agent"].ShouldNotContain("caller");
        call.Headers["Accept-Encoding"].ShouldContain("gzip");
    }

    [Fact]
    public async Task RelativeWindow_IsSentAsItsTwoEnds()
    {
        var before = Gateway.Now.ToUnixTimeSeconds();

        var answer = await Gateway.GetAsync("/api/v1/alerts?timeperiod=604800&limit=3");

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        call.Query.Keys.ShouldNotContain("timeperiod");
        var (start, end) = (Number(Subject.Asked(call)["starttime"]), Number(Subject.Asked(call)["endtime"]));
        (end - start).ShouldBe(604800);
        answer["Gateway-Window"].ShouldBe($"{Subject.Asked(call)["starttime"]}-{Subject.Asked(call)["endtime"]}");
        end.ShouldBeInRange(before - 31, Gateway.Now.ToUnixTimeSeconds(), "the end is the last tick, and a tick is 30 s");
    }

    [Fact]
    public async Task AbsoluteWindow_IsSentAsItIs()
    {
        await Gateway.GetAsync("/api/v1/alerts?starttime=1760000100&endtime=1760003700&limit=3");

        var call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
        Subject.Asked(call)["starttime"].ShouldBe("1760000100");
        Subject.Asked(call)["endtime"].ShouldBe("1760003700");
    }

    static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}

public sealed class V1AlertsAnyUpstreamCallTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : AnyUpstreamCallTests<V1Alerts>(fixture);

public sealed class V2AlertsAnyUpstreamCallTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : AnyUpstreamCallTests<V2Alerts>(fixture);
