using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Tests.Upstream;

/// <summary>What <c>data</c> may hold, by who reads it: alerts and events are objects, reports are opaque, and what is passed through may be anything.</summary>
public class RowShapeTests
{
    [Theory]
    [InlineData("[]", 0)]
    [InlineData("{}", 0)]
    [InlineData("[1]", 1)]
    [InlineData("[1,\"two\",null,true,[],{}]", 6)]
    [InlineData("[[1,2,[3]],[[]]]", 2)]
    [InlineData("[{\"a\":{\"b\":1}},{\"a\":[{},{}]}]", 2)]
    [InlineData("{\"a\":1}", 1)]
    [InlineData("{\"a\":{\"b\":{\"c\":1},\"d\":[1]},\"e\":[[1],{\"f\":2}]}", 2)]
    [InlineData("{\"data\":[],\"status\":\"error\",\"msg\":1}", 3)]
    public async Task OpaqueRows_AreAListOrAnObjectOfAnything_AndItsMembersAreCounted(string data, int rows)
    {
        foreach (var shape in (RowShape[])[RowShape.Opaque, RowShape.Any])
        {
            foreach (var body in (string[])[$$"""{"status":"success","data":{{data}},"msg":"m"}""", $$"""{"msg":"m","data":{{data}},"status":"success"}"""])
            {
                foreach (var step in (int[])[1, int.MaxValue])
                {
                    var page = (await Pages.ReadAsync(Pages.Bytes(body), step, rows: shape)).Value.ShouldNotBeNull(body);

                    page.Rows.ShouldBe(rows, body);
                    Pages.Plain(page).ShouldBe(Pages.Bytes(body));
                    body.Substring((int)page.Message.Start, (int)page.Message.Length).ShouldBe("\"m\"");
                    page.Tail.ShouldBeNull("nothing is known of their times");
                }
            }
        }
    }

    /// <summary>A walk through a report counts, whatever its rows are called.</summary>
    [Fact]
    public async Task TimestampsOfOpaqueRows_AreNotRead()
    {
        var body = Pages.WithTimestamps(9, 8, 7);

        (await Pages.ReadAsync(body)).Value.ShouldNotBeNull().Tail.ShouldNotBeNull();
        (await Pages.ReadAsync(body, rows: RowShape.Opaque)).Value.ShouldNotBeNull().Tail.ShouldBeNull();
    }

    [Theory]
    [InlineData("null")]
    [InlineData("12")]
    [InlineData("-1.5e3")]
    [InlineData("true")]
    [InlineData("\"\"")]
    [InlineData("\"rows\"")]
    public async Task SingleValue_IsNoReport_ButMayBePassedThrough(string data)
    {
        var body = $$"""{"status":"success","data":{{data}}}""";

        ShouldBeMalformed(await Pages.ReadAsync(body, rows: RowShape.Objects), "its data is not a list");
        ShouldBeMalformed(await Pages.ReadAsync(body, rows: RowShape.Opaque), "its data is neither a list nor an object");
        var page = (await Pages.ReadAsync(body, rows: RowShape.Any)).Value.ShouldNotBeNull();
        page.Rows.ShouldBe(0);
        Pages.Plain(page).ShouldBe(Pages.Bytes(body));
    }

    [Theory]
    [InlineData("""{"status":"success"}""")]
    [InlineData("""{"status":"success","msg":"done","email":"a@example.com"}""")]
    public async Task AnswerWithoutData_IsNoReport_ButMayBePassedThrough(string body)
    {
        ShouldBeMalformed(await Pages.ReadAsync(body, rows: RowShape.Objects), "it has no data");
        ShouldBeMalformed(await Pages.ReadAsync(body, rows: RowShape.Opaque), "it has no data");
        Pages.Plain((await Pages.ReadAsync(body, rows: RowShape.Any)).Value.ShouldNotBeNull()).ShouldBe(Pages.Bytes(body));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[{\"a\":1},2]")]
    [InlineData("{\"a\":{}}")]
    [InlineData("[[]]")]
    public async Task AlertsAndEvents_AreAListOfObjectsAllTheSame(string data) =>
        (await Pages.ReadAsync($$"""{"status":"success","data":{{data}}}""")).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantMalformed);

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("[]", "it is not a JSON object")]
    [InlineData("\"success\"", "it is not a JSON object")]
    [InlineData("{}", "it has no status")]
    [InlineData("""{"data":[]}""", "it has no status")]
    [InlineData("""{"data":{"status":"success"}}""", "it has no status")]
    [InlineData("""{"status":"fine","data":[]}""", "its status is neither success nor error")]
    [InlineData("""{"status":null,"data":[]}""", "its status is neither success nor error")]
    [InlineData("""{"status":"error","data":[],"status":"success"}""", "it has two statuses")]
    [InlineData("""{"status":"success","data":[],"data":{}}""", "it has data twice")]
    [InlineData("""{"status":"success","data":{"a":1}""", "breaks off")]
    [InlineData("""{"status":"success","data":[[1,2]}""", "well-formed")]
    [InlineData("""{"status":"success","data":{"a":1}} more""", "well-formed")]
    public async Task Envelope_IsVerified_WhateverTheRowsMayBe(string body, string fault)
    {
        foreach (var shape in Enum.GetValues<RowShape>())
        {
            var read = await Pages.ReadAsync(body, rows: shape);
            if (shape == RowShape.Objects) read.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantMalformed);
            else ShouldBeMalformed(read, fault);
        }
    }

    [Theory]
    [InlineData("""{"status":"error","errorCode":"General Error","errors":["no luck"]}""", FailureKind.TenantRefusal)]
    [InlineData("""{"data":{"a":1},"errors":"no luck","status":"error"}""", FailureKind.TenantRefusal)]
    [InlineData("""{"data":[1,[2]],"errorCode":"Authorization Error","status":"error"}""", FailureKind.UpstreamCredentials)]
    public async Task Error_IsAnError_WhateverTheRowsMayBe(string body, FailureKind kind)
    {
        foreach (var shape in (RowShape[])[RowShape.Opaque, RowShape.Any])
        {
            var failure = (await Pages.ReadAsync(body, rows: shape)).Failure.ShouldNotBeNull();
            failure.Kind.ShouldBe(kind);
            if (kind == FailureKind.TenantRefusal) failure.Detail.ShouldContain("no luck");
        }
    }

    static void ShouldBeMalformed(Outcome<Page> read, string fault)
    {
        var failure = read.Failure.ShouldNotBeNull();
        failure.Kind.ShouldBe(FailureKind.TenantMalformed);
        failure.Detail.ShouldContain(fault);
    }
}
