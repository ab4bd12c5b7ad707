using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Tests.Upstream;

public class PageReaderTests
{
    const string Token = "0123456789abcdef0123456789abcdef";

    public static TheoryData<string> OddNames => [.. PageReaderBodies.All.Keys];

    public static TheoryData<string> ValidPages =>
    [
        Pages.Small,
        """{"status":"success","msg":"","data":[]}""",
        """{"data":[],"status":"success"}""",
        """{"data":[{"a":1}],"msg":"fine","status":"success"}""",
        """{"msg":"fine","data":[{"a":1},{"b":[{"status":"error"}]}],"status":"success"}""",
        """{"status":"success","warnings":["slow"],"total":2,"more":{"data":[1],"status":"error"},"data":[{}]}""",
        """{"\u0073tatus":"\u0073uccess","d\u0061ta":[{}]}""",
        """{"status":"success","msg":null,"data":[]}""",
        """{"status":"success","msg":{"text":"a"},"data":[]}""",
        "\r\n\t {\n  \"status\" : \"success\" ,\n  \"data\" : [ { } , { } ]\n}\n\n",
        """{"status":"success","data":[{"dlp_incident_id":9223372036854775809,"x":-1.2300e+400,"y":0.10000000000000000000000000001,"z":1E5}]}""",
        """{"status":"success","data":[{"url":"https:\/\/example.com\/","html":"<b>\"\\\b\f\n\r\t\u0000\u001f","e":"\ud83d\ude00","d":"é😀"}]}""",
        """{"status":"success","data":[{"a":1,"a":2,"data":[3],"status":"error","errors":["x"]}]}""",
        """{"status":"success","data":[{"lone":"\ud800","back":"\udc00\ud800"}]}""",
        """{"status":"success","data":[{"a":[[[[[[[[[[1]]]]]]]]]],"b":{"c":{"d":{}}}}],"errors":[],"errorCode":null}""",
    ];

    [Theory]
    [MemberData(nameof(OddNames))]
    public async Task OddBody_IsRefused(string name)
    {
        var (body, kind) = PageReaderBodies.All[name];
        foreach (var step in new[] { int.MaxValue, 1 })
        {
            var outcome = await Pages.ReadAsync(body, step);
            outcome.Failure.ShouldNotBeNull().Kind.ShouldBe(kind);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task PageThatBreaksOffAtAnyByte_IsRefused(int step)
    {
        var whole = Pages.Bytes(Pages.Small);
        for (var length = 0; length < whole.Length; length++)
        {
            var outcome = await Pages.ReadAsync(whole[..length], step);
            outcome.IsSuccess.ShouldBeFalse($"cut behind byte {length}");
            outcome.Failure!.Kind.ShouldBe(FailureKind.TenantMalformed, $"cut behind byte {length}");
        }

        (await Pages.ReadAsync(whole, step)).IsSuccess.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(ValidPages))]
    public async Task ValidPage_IsKeptByteForByte(string body)
    {
        var bytes = Pages.Bytes(body);
        foreach (var step in new[] { int.MaxValue, 1, 7, 100 })
        {
            var page = await Pages.ReadValidAsync(bytes, step);
            Pages.Plain(page).ShouldBe(bytes);
            page.Length.ShouldBe(bytes.Length);
            page.Hash.ShouldBe(SHA256.HashData(bytes));
            using var parsed = JsonDocument.Parse(bytes);
            page.Rows.ShouldBe(parsed.RootElement.GetProperty("data").GetArrayLength());
        }
    }

    // RFC 8259, 7 and 8.2: an escape of half a surrogate pair is within the grammar, wherever a string may stand.
    [Theory]
    [InlineData("""{"status":"success","data":[],"\ud800":1}""")]
    [InlineData("""{"\ud800":1,"status":"success","data":[]}""")]
    [InlineData("""{"status":"success","data":[{"\ud800xyz":1}]}""")]
    [InlineData("""{"status":"success","data":[{"timest\ud800":1}]}""")]
    [InlineData("""{"status":"success","data":[{"\udc00\ud800":1}]}""")]
    public async Task NameWithHalfASurrogatePair_IsKeptByteForByte(string body)
    {
        var page = await Pages.ReadValidAsync(Pages.Bytes(body));

        Pages.Plain(page).ShouldBe(Pages.Bytes(body));
    }

    [Theory]
    [InlineData("""{"status":"\ud800a","data":[]}""")]
    [InlineData("""{"status":"succes\ud800","data":[]}""")]
    public async Task StatusWithHalfASurrogatePair_IsNeitherSuccessNorError(string body)
    {
        var outcome = await Pages.ReadAsync(body);

        outcome.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantMalformed);
    }

    [Fact]
    public async Task NestingUpToTheBound_IsKept()
    {
        var body = Pages.Bytes("{\"status\":\"success\",\"data\":[{\"a\":" + new string('[', 60) + new string(']', 60) + "}]}");

        var page = await Pages.ReadValidAsync(body);

        Pages.Plain(page).ShouldBe(body);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(65_536)]
    [InlineData(int.MaxValue)]
    public async Task RowsAndValuesLargerThanABlock_AreKeptByteForByte(int step)
    {
        var random = new Random(71);
        var body = new StringBuilder("{\"data\":[");
        for (var row = 0; row < 12; row++)
        {
            // Multi-byte characters, so that blocks end inside them; an escape, so that blocks end inside one.
            body.Append(row == 0 ? "" : ",").Append("{\"timestamp\":").Append(100 - row).Append(",\"text\":\"");
            var wanted = row % 3 == 0 ? 1_200_000 : random.Next(1, 90_000);
            for (var length = 0; length < wanted; length += 8) body.Append(random.Next(4) switch { 0 => "😀é\\n", 1 => "\\u00e9\\\\", 2 => "<b>€x\\/", _ => "abcdefgh" });
            body.Append("\"}");
        }

        var bytes = Pages.Bytes(body.Append("],\"msg\":\"late\",\"status\":\"success\"}").ToString());
        bytes.Length.ShouldBeGreaterThan(4 * 1024 * 1024);

        var page = await Pages.ReadValidAsync(bytes, step);

        Pages.Plain(page).AsSpan().SequenceEqual(bytes).ShouldBeTrue();
        page.Hash.ShouldBe(SHA256.HashData(bytes));
        page.Rows.ShouldBe(12);
        page.Tail.ShouldBe(new PageTail(89, 1));
        Encoding.UTF8.GetString(bytes, (int)page.Message.Start, (int)page.Message.Length).ShouldBe("\"late\"");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task BlockThatEndsAtAnyByteOfARow_ChangesNothing(int rowsPad)
    {
        // Blocks have 256 KB: shift the same rows across that border a byte at a time.
        const int Border = 256 * 1024;
        const string Rows = """{"é":"€😀","timestamp":7,"n":-12.5e3,"t":true},{"\u00e9":"\"","timestamp":7,"l":[null,false]}""";
        for (var shift = 0; shift <= 100; shift++)
        {
            var pad = Border - (rowsPad * 25) - 60 + shift;
            var body = Pages.Bytes("{\"pad\":\"" + new string('p', pad) + "\",\"status\":\"success\",\"data\":[" + Rows + "]}");

            var page = await Pages.ReadValidAsync(body);

            Pages.Plain(page).AsSpan().SequenceEqual(body).ShouldBeTrue($"shift {shift}");
            page.Tail.ShouldBe(new PageTail(7, 2));
        }
    }

    [Theory]
    [InlineData(1_000_000, 0)]
    [InlineData(0, 1_000_000)]
    [InlineData(10_000_000, 0)]
    [InlineData(0, 10_000_000)]
    public async Task BlanksHoweverMany_AreNoValue(int inside, int behind)
    {
        var body = Pages.Bytes("{\"status\":\"success\"," + new string(' ', inside) + "\"data\":[{}]}" + new string('\n', behind));

        var page = await Pages.ReadValidAsync(body);

        page.Length.ShouldBe(body.Length);
        page.Hash.ShouldBe(SHA256.HashData(body));
    }

    [Fact]
    public async Task PageOfTheLargestSize_IsTaken_AndOneByteMoreIsTooLarge()
    {
        var body = Pages.Bytes("{\"status\":\"success\",\"data\":[{\"a\":\"" + new string('a', 300_000) + "\"}]}");

        (await Pages.ReadAsync(body, most: body.Length)).IsSuccess.ShouldBeTrue();
        (await Pages.ReadAsync(body, most: body.Length - 1)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.PageTooLarge);
        (await Pages.ReadAsync(body, step: 100, most: 1000)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.PageTooLarge);
    }

    [Fact]
    public async Task PageWithoutEnd_IsGivenUpAtTheLargestSize()
    {
        await using var endless = new EndlessPage();

        var outcome = await Pages.ReadAsync(endless, most: 1024 * 1024);

        outcome.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.PageTooLarge);
        endless.Given.ShouldBeLessThan(2 * 1024 * 1024);
    }

    [Fact]
    public async Task TransferThatBreaksOff_IsNoPage()
    {
        await using var broken = new BreakingStream(Pages.Bytes(Pages.Small));

        await Should.ThrowAsync<IOException>(() => Pages.ReadAsync(broken, most: 1024 * 1024));
    }

    [Theory]
    [InlineData("""{"status":"success","msg":"","data":[]}""", "\"\"")]
    [InlineData("""{"data":[{"msg":"in a row"}],"msg":"a \"b\" \u00e9 é","status":"success"}""", "\"a \\\"b\\\" \\u00e9 é\"")]
    [InlineData("{ \"status\" : \"success\" , \"msg\" :  \"x\"  , \"data\":[]}", "\"x\"")]
    [InlineData("""{"more":{"msg":"nested"},"\u006dsg":"x","data":[],"status":"success"}""", "\"x\"")]
    public async Task Message_IsFoundWhereItStands(string body, string message)
    {
        foreach (var step in new[] { int.MaxValue, 1 })
        {
            var page = await Pages.ReadValidAsync(Pages.Bytes(body), step);
            Encoding.UTF8.GetString(Pages.Bytes(body), (int)page.Message.Start, (int)page.Message.Length).ShouldBe(message);
        }
    }

    [Theory]
    [InlineData("""{"status":"success","data":[{"msg":"in a row"}]}""")]
    [InlineData("{\n  \"status\":\"success\",\"data\":[]}")]
    [InlineData(" \r\n{\"status\":\"success\",\"data\":[]}")]
    public async Task PlaceOfAMissingMessage_IsJustBehindTheOpeningBrace(string body)
    {
        foreach (var step in new[] { int.MaxValue, 1 })
        {
            var page = await Pages.ReadValidAsync(Pages.Bytes(body), step);
            page.Message.ShouldBe(new MessageSpan(body.IndexOf('{', StringComparison.Ordinal) + 1, 0));
        }
    }

    [Fact]
    public async Task PageInDescendingOrder_TellsItsLastSecond()
    {
        (await TailAsync(5)).ShouldBe(new PageTail(5, 1));
        (await TailAsync(9, 8, 7)).ShouldBe(new PageTail(7, 1));
        (await TailAsync(9, 9, 7, 7, 7)).ShouldBe(new PageTail(7, 3));
        (await TailAsync(4, 4, 4)).ShouldBe(new PageTail(4, 3));
        (await TailAsync(0, -1)).ShouldBe(new PageTail(-1, 1));
    }

    [Fact]
    public async Task PageInNoOrderOrWithoutTimes_TellsNoLastSecond()
    {
        (await TailAsync()).ShouldBeNull();
        (await TailAsync(1, 2)).ShouldBeNull();
        (await TailAsync(9, 7, 8, 6)).ShouldBeNull();
        (await TailAsync([null])).ShouldBeNull();
        (await TailAsync(9, null, 7)).ShouldBeNull();
        (await TailAsync(9, 8, null)).ShouldBeNull();
        (await TailOfAsync("""{"status":"success","data":[{"timestamp":"9"}]}""")).ShouldBeNull();
        (await TailOfAsync("""{"status":"success","data":[{"timestamp":9.5}]}""")).ShouldBeNull();
        (await TailOfAsync("""{"status":"success","data":[{"timestamp":null}]}""")).ShouldBeNull();
        (await TailOfAsync("""{"status":"success","data":[{"timestamp":99999999999999999999}]}""")).ShouldBeNull();
        (await TailOfAsync("""{"status":"success","data":[{"inner":{"timestamp":9}}]}""")).ShouldBeNull();
        (await TailOfAsync("""{"status":"success","data":[{"timestamp":[9],"other":8}]}""")).ShouldBeNull();
    }

    [Fact]
    public async Task ErrorTexts_HoldNeitherTheTokenNorControlCharacters()
    {
        var secrets = new Secrets();
        secrets.Know(Token);
        var escaped = string.Concat(Token.Select(c => $"\\u{(int)c:x4}"));
        foreach (var errors in new[] { $"[\"token {Token} bad\",\"{escaped}\"]", $"\"{Token.ToUpperInvariant()}\"", $"[\"a\\u0000\\u0007\\r\\nSet-Cookie: x\\u001b[31m\\u007f\\u0085{Token}\"]" })
        {
            var outcome = await Pages.ReadAsync($$"""{"status":"error","errorCode":"{{Token}}\n","errors":{{errors}}}""", secrets);

            var detail = outcome.Failure.ShouldNotBeNull().Detail;
            detail.ShouldNotContain(Token, Case.Insensitive);
            detail.ShouldNotContain(c => char.IsControl(c));
        }
    }

    [Fact]
    public async Task TenantsReasons_ReachTheCaller()
    {
        var failure = (await Pages.ReadAsync("""{"status":"error","errorCode":"General Error","errors":["Invalid query","near 'x'"]}""")).Failure.ShouldNotBeNull();

        failure.Detail.ShouldContain("General Error");
        failure.Detail.ShouldContain("Invalid query");
        failure.Detail.ShouldContain("near 'x'");
    }

    [Fact]
    public async Task ErrorPage_DoesNotFloodTheCaller()
    {
        var texts = string.Join(",", Enumerable.Range(0, 10_000).Select(i => $"\"{new string('e', 1000)}{i}\""));

        var failure = (await Pages.ReadAsync($$"""{"errors":[{{texts}}],"status":"error"}""")).Failure.ShouldNotBeNull();

        failure.Detail.Length.ShouldBeLessThan(4000);
    }

    [Fact]
    public async Task WhatIsMalformed_IsDescribedWithoutTheTenantsText()
    {
        foreach (var body in new[] { "<html>hidden-text</html>", """{"status":"hidden-text","data":[]}""", """{"status":"success","data":["hidden-text"]}""", """{"hidden-text":""" })
        {
            var failure = (await Pages.ReadAsync(body)).Failure.ShouldNotBeNull();
            failure.Detail.ShouldNotContain("hidden");
        }
    }

    static Task<PageTail?> TailAsync(params long?[] timestamps) => TailOfAsync(Pages.WithTimestamps(timestamps));

    static async Task<PageTail?> TailOfAsync(string body) => (await Pages.ReadValidAsync(Pages.Bytes(body))).Tail;

    /// <summary>Rows that never stop.</summary>
    sealed class EndlessPage : MemoryStream
    {
        readonly byte[] _row = "{\"a\":1},"u8.ToArray();
        byte[] _next = "{\"status\":\"success\",\"data\":["u8.ToArray();

        public long Given { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var length = Math.Min(_next.Length, buffer.Length);
            _next.AsSpan(0, length).CopyTo(buffer.Span);
            _next = length < _next.Length ? _next[length..] : _row;
            Given += length;
            return ValueTask.FromResult(length);
        }
    }

    /// <summary>Gives all its bytes and then, in place of the end, fails.</summary>
    sealed class BreakingStream(byte[] bytes) : MemoryStream(bytes, writable: false)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            await base.ReadAsync(buffer, cancellationToken) is var read and > 0 ? read : throw new IOException("The connection was reset.");
    }
}
