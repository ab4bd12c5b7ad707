using System.Text;
using Netskope.AlertGateway.IntegrationTests.Failures;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Resources;

/// <summary>What a tenant may answer to the question for a report.</summary>
public sealed class ReportBodyTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    readonly string _question = $"/api/v1/report?{gateway.Question("").Split('?')[1]}&type=alert&limit=2";

    [Theory]
    [InlineData("[]", false)]
    [InlineData("{}", false)]
    [InlineData("[12]", false)]
    [InlineData("[12,34]", true)]
    [InlineData("[[\"a\",[1,2]],[]]", true)]
    [InlineData("[[[[1,2],3],4]]", false)]
    [InlineData("[{\"a\":[{\"b\":1},{\"c\":2}]}]", false)]
    [InlineData("[null,\"text\"]", true)]
    [InlineData("[ 1.50 , {\"id\":9223372036854775807} ]", true)]
    [InlineData("{\"a\\/b\":1,\"\\u00e9\":{\"x\":[1,2,3]}}", true)]
    [InlineData("{\"a\":{\"b\":{\"c\":1},\"d\":2}}", false)]
    [InlineData("{\"a\":[1,2,3]}", false)]
    public async Task OddRows_PassByteForByte_AndAreCountedForTheLink(string data, bool isFull)
    {
        foreach (var body in (string[])[$$"""{"status":"success","msg":"","data":{{data}}}""", $$""" { "data" : {{data}} , "warnings":[], "status" : "success" } """])
        {
            var question = _question + "&skip=" + body.Length;
            Gateway.Tenant.OrderAnswer(200, body, "application/json");

            var answer = (await Gateway.GetAsync(question)).ShouldBePage();

            answer.Bytes.ShouldBe(Encoding.UTF8.GetBytes(body));
            answer.Next?.ShouldEndWith($"&skip={body.Length + 2}");
            (answer.Next is not null).ShouldBe(isFull);
            (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeTrue();
            Gateway.Tenant.Record.Count.ShouldBe(1);
            await Gateway.HealAsync();
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>login</html>")]
    [InlineData("[]")]
    [InlineData("""{"data":[]}""")]
    [InlineData("""{"status":"success"}""")]
    [InlineData("""{"status":"success","data":null}""")]
    [InlineData("""{"status":"success","data":12}""")]
    [InlineData("""{"status":"success","data":"rows"}""")]
    [InlineData("""{"status":"success","data":true}""")]
    [InlineData("""{"status":"good","data":[]}""")]
    [InlineData("""{"status":"success","data":[],"data":{}}""")]
    [InlineData("""{"status":"success","data":{"a":1}""")]
    [InlineData("""{"status":"success","data":[[1,2]}""")]
    [InlineData("""{"status":"success","data":{"a":01}}""")]
    [InlineData("""{"status":"success","data":[1]} trailing""")]
    public async Task AnswerThatIsNoReport_Is502_AndNotKept(string body)
    {
        Gateway.Tenant.OrderAnswer(200, body, "application/json");
        (await Gateway.GetAsync(_question)).ShouldBeProblem(502, "tenant-malformed");

        Gateway.Tenant.Faults.Clear();
        (await Gateway.GetAsync(_question)).ShouldBePage().IsHit.ShouldBeFalse();
    }

    [Theory]
    [InlineData(FaultKind.ErrorIn200)]
    [InlineData(FaultKind.AuthorizationErrorIn200)]
    [InlineData(FaultKind.Forbidden403)]
    [InlineData(FaultKind.InternalError500)]
    [InlineData(FaultKind.NotFound404)]
    [InlineData(FaultKind.Found302)]
    [InlineData(FaultKind.TooManyRequests429)]
    [InlineData(FaultKind.RateLimited512)]
    [InlineData(FaultKind.Unavailable503)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.TruncatedTransfer)]
    [InlineData(FaultKind.GzipCutShort)]
    [InlineData(FaultKind.ResetInBody)]
    public async Task TenantsFault_HasItsRow_AndIsNotKept(FaultKind kind)
    {
        var fault = TenantFaults.Of(Subject, kind);
        Gateway.Tenant.Faults.Order(kind);

        (await Gateway.GetAsync(_question)).ShouldBeProblem(fault.Status, fault.Slug);

        await Gateway.HealAsync();
        (await Gateway.GetAsync(_question)).ShouldBePage().IsHit.ShouldBeFalse();
    }
}

/// <summary>A legacy client sees no header: in whatever shape a stale report is, its <c>msg</c> says so.</summary>
public sealed class LegacyStaleReportTests(LegacyClockedFixture gateway) : ContractTests<LegacyClockedFixture>(gateway)
{
    [Theory]
    [InlineData("""{"status":"success","msg":"","data":{"msg":"a group","b":1}}""")]
    [InlineData("""{"data":{"a":{"msg":1}},"status":"success"}""")]
    [InlineData("""{"status":"success","data":[["msg",1],2],"msg":"behind"}""")]
    public async Task StaleReport_SaysSoInMsg_AndItsRowsStay(string body)
    {
        var question = $"/api/v1/report?{Gateway.Question("").Split('?')[1]}&type=alert";
        Gateway.Tenant.OrderAnswer(200, body, "application/json");
        (await Gateway.GetAsync(question)).ShouldBePage().Text.ShouldBe(body);
        Gateway.Tenant.Faults.Clear();
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);
        Gateway.Clock!.Advance(TimeSpan.FromHours(2));

        var stale = (await Gateway.GetAsync(question)).ShouldBePage();

        stale["Cache-Status"].ShouldNotBeNull().ShouldContain("; detail=tenant-error");
        stale.Json.EnumerateObject().Count(field => field.Name == "msg").ShouldBe(1);
        stale.Json.GetProperty("msg").GetString().ShouldNotBeNull().ShouldStartWith("Stale:");
        using var sent = System.Text.Json.JsonDocument.Parse(body);
        stale.Json.GetProperty("data").GetRawText().ShouldBe(sent.RootElement.GetProperty("data").GetRawText());
    }
}
