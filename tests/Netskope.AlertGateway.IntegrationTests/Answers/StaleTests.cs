using System.Text.Json;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

/// <summary>A v1 client sees no header: what it gets instead of an error says so in <c>msg</c>.</summary>
public abstract class LegacyStaleTests<TSubject>(FixtureFor<TSubject, LegacyClockedFixture> fixture) : ContractTests<TSubject, LegacyClockedFixture>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData("""{"status":"success","msg":"","data":[{"a":1}]}""")]
    [InlineData("""{"status":"success","data":[{"a":1}]}""")]
    [InlineData("""{"status":"success","msg":null,"data":[]}""")]
    [InlineData("""{"status":"success","msg":17,"data":[]}""")]
    [InlineData("""{"status":"success","msg":{"text":["a",{"msg":1}]},"data":[{"msg":"row"}]}""")]
    [InlineData("""{"status":"success","data":[{"msg":"row"}],"msg":"behind"}""")]
    [InlineData("""{"data":[],"status":"success"}""")]
    [InlineData("\n{\"status\":\"success\",\"data\":[]}\n")]
    public async Task StaleAnswer_SaysSoInMsg_InEveryCoding(string body)
    {
        var question = Gateway.Question("&limit=10&unsorted=true");
        Gateway.Tenant.OrderAnswer(200, Subject.Body(body), "application/json");
        (await Gateway.GetAsync(question)).ShouldBePage();
        Gateway.Tenant.Faults.Clear();
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);
        Gateway.Clock!.Advance(TimeSpan.FromHours(2));

        foreach (var coding in (string[])["identity", "br", "gzip"])
        {
            var stale = (await Gateway.GetAsync(question, ("Accept-Encoding", coding))).ShouldBePage();

            stale["Cache-Status"].ShouldNotBeNull().ShouldContain("; detail=tenant-error");
            stale.Json.EnumerateObject().Count(field => field.Name == "msg").ShouldBe(1);
            stale.Json.GetProperty("msg").GetString().ShouldNotBeNull().ShouldStartWith("Stale:");
            using var sent = JsonDocument.Parse(body);
            stale.Json.GetProperty("data").GetRawText().ShouldBe(sent.RootElement.GetProperty("data").GetRawText());
        }
    }
}

public sealed class V1AlertsLegacyStaleTests(FixtureFor<V1Alerts, LegacyClockedFixture> fixture) : LegacyStaleTests<V1Alerts>(fixture);

public sealed class V2AlertsLegacyStaleTests(FixtureFor<V2Alerts, LegacyClockedFixture> fixture) : LegacyStaleTests<V2Alerts>(fixture);

public sealed class V1EventsLegacyStaleTests(FixtureFor<V1Events, LegacyClockedFixture> fixture) : LegacyStaleTests<V1Events>(fixture);

public sealed class V2EventsLegacyStaleTests(FixtureFor<V2Events, LegacyClockedFixture> fixture) : LegacyStaleTests<V2Events>(fixture);

public abstract class SlowFetchTests<TSubject>(FixtureFor<TSubject, ClockedFixture> fixture) : ContractTests<TSubject, ClockedFixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task AnswerThatWasUnderWayWhileItsTickEnded_IsNotGivenOutAsStale()
    {
        var (first, second) = (Subject.Target("timeperiod=86400&limit=3"), Subject.Target("timeperiod=86400&limit=4"));
        var now = () => Gateway.Clock!.GetUtcNow().ToUnixTimeSeconds();
        var tick = long.Parse((await Gateway.GetAsync(first))["Gateway-Window"]!.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        var left = ((tick - now()) % 30) + 30;
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(left > 5 ? left - 5 : left + 25));
        await Gateway.HealAsync();
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);

        var asking = Gateway.GetAsync(second);
        await Gateway.WaitForCallsAsync(1);
        Gateway.Clock.Advance(TimeSpan.FromSeconds(20));
        hold.Release();
        var answer = (await asking).ShouldBePage();

        answer["Age"].ShouldBe("20");
        answer["Cache-Status"].ShouldNotBeNull().ShouldMatch(@"; ttl=\d");
        (await Gateway.GetAsync(second)).IsHit.ShouldBeTrue();
    }
}

public sealed class V1AlertsSlowFetchTests(FixtureFor<V1Alerts, ClockedFixture> fixture) : SlowFetchTests<V1Alerts>(fixture);

public sealed class V2AlertsSlowFetchTests(FixtureFor<V2Alerts, ClockedFixture> fixture) : SlowFetchTests<V2Alerts>(fixture);

public sealed class V1EventsSlowFetchTests(FixtureFor<V1Events, ClockedFixture> fixture) : SlowFetchTests<V1Events>(fixture);

public sealed class V2EventsSlowFetchTests(FixtureFor<V2Events, ClockedFixture> fixture) : SlowFetchTests<V2Events>(fixture);
