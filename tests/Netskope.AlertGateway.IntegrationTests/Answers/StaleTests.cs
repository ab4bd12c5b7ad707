using System.Text.Json;
using Netskope.Testing;
using Netskope.Simulator;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

/// <summary>A v1 client sees no header: what it gets instead of an error says so in <c>msg</c>.</summary>
public sealed class LegacyStaleTests(LegacyClockedFixture gateway) : ContractTests<LegacyClockedFixture>(gateway)
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
        Gateway.Tenant.OrderAnswer(200, TenantBody.Of(body), "application/json");
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

public sealed class SlowFetchTests(ClockedFixture gateway) : ContractTests<ClockedFixture>(gateway)
{
    [Fact]
    public async Task AnswerThatWasUnderWayWhileItsTickEnded_IsNotGivenOutAsStale()
    {
        var (first, second) = (Subject.Target("timeperiod=86400&limit=3"), Subject.Target("timeperiod=86400&limit=4"));
        var now = () => Gateway.Clock!.GetUtcNow().ToUnixTimeSeconds();
        var tick = long.Parse((await Gateway.GetAsync(first))["Gateway-Window"]!.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
        var left = ((tick - now()) % 30) + 30;
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(left > 5 ? left - 5 : left + 25));
        Gateway.Quiet();
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
