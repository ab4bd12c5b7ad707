using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Tests.Store;

public class AnswerTests
{
    const string Stale = "\"Stale: \\u00e9 \\\"x\\\"\"";

    [Theory]
    [InlineData("""{"status":"success","msg":"","data":[{"msg":"row","n":9223372036854775809}]}""", """{"status":"success","msg":§,"data":[{"msg":"row","n":9223372036854775809}]}""")]
    [InlineData("""{"data":[{"url":"https:\/\/x"}],"status":"success","msg":"a \"quoted\" text"}""", """{"data":[{"url":"https:\/\/x"}],"status":"success","msg":§}""")]
    [InlineData("""{"status":"success","msg" : "x" ,"data":[]}""", """{"status":"success","msg" : § ,"data":[]}""")]
    [InlineData("""{"status":"success","data":[{}]}""", """{"msg":§,"status":"success","data":[{}]}""")]
    [InlineData("""{ "status":"success","data":[]}""", """{"msg":§, "status":"success","data":[]}""")]
    [InlineData("\n {\"status\":\"success\",\"data\":[]}\n", "\n {\"msg\":§,\"status\":\"success\",\"data\":[]}\n")]
    public async Task StaleAnswer_SaysSoInMsg_AndAllOtherBytesStay(string body, string marked)
    {
        var answer = await Kept.PageAsync(body);

        var content = await answer.MarkedStaleAsync(Encoding.UTF8.GetBytes(Stale));

        Encoding.UTF8.GetString(Kept.Plain(content)).ShouldBe(marked.Replace("§", Stale, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"status":"success","msg":"","data":[]}""")]
    [InlineData("""{"status":"success","data":[]}""")]
    [InlineData("""{"status":"success","msg":null,"data":[]}""")]
    [InlineData("""{"status":"success","msg":0,"data":[]}""")]
    [InlineData("""{"status":"success","msg":-1.5e+3,"data":[]}""")]
    [InlineData("""{"status":"success","msg":{"text":["a",{"msg":1}]},"data":[{}]}""")]
    [InlineData("""{"status":"success","msg":[1,2],"data":[{}]}""")]
    [InlineData("""{"status":"success","msg":true,"data":[{}]}""")]
    [InlineData("""{"status":"success","data":[{"msg":"row"}],"msg":{"text":"behind"}}""")]
    [InlineData("""{"data":[],"status":"success","msg":null}""")]
    [InlineData("\n\n{\n\"data\":[{}],\n\"status\":\"success\"}\n")]
    [InlineData("\r\n{\"status\":\"success\",\"data\":[]}")]
    public async Task MarkedAnswer_IsJsonWithOneMsg_ThatAClientFinds(string body)
    {
        var answer = await Kept.PageAsync(body);

        var plain = Kept.Plain(await answer.MarkedStaleAsync(Encoding.UTF8.GetBytes(Stale)));

        using var parsed = JsonDocument.Parse(plain);
        parsed.RootElement.GetProperty("msg").GetString().ShouldBe("Stale: é \"x\"");
        parsed.RootElement.EnumerateObject().Count(p => p.Name == "msg").ShouldBe(1);
        parsed.RootElement.GetProperty("status").GetString().ShouldBe("success");
    }

    [Fact]
    public async Task LargeAnswer_IsMarkedToo()
    {
        var rows = string.Join(",", Enumerable.Range(0, 40_000).Select(i => $"{{\"_id\":\"{i}\"}}"));
        var answer = await Kept.PageAsync($$"""{"data":[{{rows}}],"msg":"old","status":"success"}""");

        var content = await answer.MarkedStaleAsync("\"new\""u8.ToArray());

        Encoding.UTF8.GetString(Kept.Plain(content)).ShouldBe($$"""{"data":[{{rows}}],"msg":"new","status":"success"}""");
    }

    [Fact]
    public async Task MarkedForm_HasItsOwnLengthAndTag_AndIsMadeOnce()
    {
        var answer = await Kept.PageAsync("""{"status":"success","msg":"","data":[]}""");
        var before = answer.Size;

        var marked = await answer.MarkedStaleAsync("\"stale\""u8.ToArray());

        marked.ShouldBeSameAs(await answer.MarkedStaleAsync("\"stale\""u8.ToArray()));
        var plain = Kept.Plain(marked);
        marked.Length.ShouldBe(plain.Length);
        marked.Tags.In(ContentCoding.Identity).ShouldBe(new EntityTags(Convert.ToHexStringLower(SHA256.HashData(plain).AsSpan(0, 16))).In(ContentCoding.Identity));
        marked.Tags.Matches(answer.Content.Tags.In(ContentCoding.Brotli)).ShouldBeFalse();
        answer.Size.ShouldBe(before + marked.Size);
    }

    [Fact]
    public async Task MarkThatCouldNotBeMade_IsTriedAgainByTheNext()
    {
        var damaged = Kept.OfSize(100);

        var first = damaged.MarkedStaleAsync("\"stale\""u8.ToArray());
        await Should.ThrowAsync<InvalidOperationException>(() => first);

        damaged.MarkedStaleAsync("\"stale\""u8.ToArray()).ShouldNotBeSameAs(first);
        damaged.Size.ShouldBe(100);
    }

    [Fact]
    public void AgeAndTimeToLive_CountFromWhenTheTenantWasAsked()
    {
        var answer = Kept.OfSize(1, Kept.Noon);

        answer.Age(Kept.Noon + TimeSpan.FromSeconds(31)).ShouldBe(TimeSpan.FromSeconds(31));
        answer.TimeToLive(Kept.Noon + TimeSpan.FromSeconds(29)).ShouldBe(TimeSpan.FromSeconds(1));
        answer.TimeToLive(Kept.Noon + TimeSpan.FromSeconds(31)).ShouldBe(TimeSpan.FromSeconds(-1));
    }

    [Fact]
    public void ClockThatWasSetBack_MakesNoNegativeAge()
    {
        var answer = Kept.OfSize(1, Kept.Noon);

        answer.Age(Kept.Noon - TimeSpan.FromHours(1)).ShouldBe(TimeSpan.Zero);
        answer.TimeToLive(Kept.Noon - TimeSpan.FromHours(1)).ShouldBe(TimeSpan.FromSeconds(30));
    }
}
