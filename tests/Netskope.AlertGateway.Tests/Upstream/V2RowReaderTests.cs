using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Tests.Upstream;

public sealed class V2RowReaderTests
{
    const string Small = """{"ok":1,"result":[{"_id":"a","timestamp":2,"user":"é \/ \u00e9"} , {"timestamp":1,"nested":{"_id":"x","timestamp":9},"_id":"b"}]}""";

    public static TheoryData<string> Malformed =>
    [
        "", " ", "null", "[]", "1", "\"text\"", "{", "{}", """{"ok":1}""", """{"result":[]}""", """{"ok":0,"result":[]}""", """{"ok":"1","result":[]}""", """{"ok":true,"result":[]}""",
        """{"ok":1,"result":{}}""", """{"ok":1,"result":null}""", """{"ok":1,"result":"x"}""", """{"ok":1,"result":[1]}""", """{"ok":1,"result":[{}, []]}""", """{"ok":1,"result":[null]}""",
        """{"ok":1,"ok":1,"result":[]}""", """{"ok":1,"result":[],"result":[]}""", """{"ok":1,"result":[{}]} x""", """{"ok":1,"result":[{}]}{}""", """{"ok":1,"result":[{},]}""", """{"ok":1,"result":[{}{}]}""",
        """{"ok":1,"result":[{"a":01}]}""", """{"ok":1,"result":[{"a":"b]}""", "<html></html>", "\ufeff{\"ok\":1,\"result\":[]}", """{"status":"success","data":[]}""",
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(int.MaxValue)]
    public async Task Rows_AreHandedOver_Untouched_WithTheirFacts(int step)
    {
        var (outcome, rows) = await ReadAsync(Encoding.UTF8.GetBytes(Small), step);

        outcome.Value.ShouldNotBeNull().Rows.ShouldBe(2);
        rows.Select(row => row.Text).ShouldBe([
            """{"_id":"a","timestamp":2,"user":"é \/ \u00e9"}""",
            """{"timestamp":1,"nested":{"_id":"x","timestamp":9},"_id":"b"}""",
        ]);
        rows.Select(row => row.Facts).ShouldBe([new RowFacts(2, "a"), new RowFacts(1, "b")]);
    }

    [Theory]
    [InlineData("""{"result":[{"a":1}],"ok":1}""")]
    [InlineData("""{"ok":1,"more":{"result":[1],"ok":0},"result":[{"a":1}],"tail":[[]]}""")]
    [InlineData("""{ "\u006fk" : 1 , "result" : [ {"a":1} ] , "message" : "fine" , "status" : "success" }""")]
    public async Task Envelope_MayHaveMore_InAnyOrder(string body)
    {
        var (outcome, rows) = await ReadAsync(Encoding.UTF8.GetBytes(body));

        outcome.IsSuccess.ShouldBeTrue(outcome.Failure?.Detail);
        rows.Single().Text.ShouldBe("""{"a":1}""");
    }

    [Theory]
    [InlineData("""{"timestamp":"5","_id":7}""")]
    [InlineData("""{"timestamp":1.5,"_id":null}""")]
    [InlineData("""{"timestamp":{"a":1},"_id":["b"]}""")]
    [InlineData("""{}""")]
    public async Task OddFacts_AreNone(string row)
    {
        var (outcome, rows) = await ReadAsync(Encoding.UTF8.GetBytes($$"""{"ok":1,"result":[{{row}}]}"""));

        outcome.IsSuccess.ShouldBeTrue();
        rows.Single().ShouldBe((row, default(RowFacts)));
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public async Task MalformedAnswer_IsRefused(string body)
    {
        foreach (var step in (int[])[1, int.MaxValue])
            (await ReadAsync(Encoding.UTF8.GetBytes(body), step)).Outcome.Failure.ShouldNotBeNull(body).Kind.ShouldBe(FailureKind.TenantMalformed, body);
    }

    [Fact]
    public async Task AnswerThatBreaksOffAtAnyByte_IsRefused()
    {
        var whole = Encoding.UTF8.GetBytes(Small);
        for (var length = 0; length < whole.Length; length++)
            (await ReadAsync(whole[..length])).Outcome.Failure.ShouldNotBeNull($"cut behind byte {length}").Kind.ShouldBe(FailureKind.TenantMalformed);
    }

    [Theory]
    [InlineData("{\"ok\":1,\"result\":[{\"a\":\"\u00ff\"}]}")]
    [InlineData("{\"ok\":1,\"x\":\"\u00ff\",\"result\":[]}")]
    [InlineData("{\"ok\":1,\"result\":[{\"\u00ff\":1}]}")]
    public async Task InvalidUtf8_IsRefused(string latin1) =>
        (await ReadAsync(Encoding.Latin1.GetBytes(latin1))).Outcome.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.TenantMalformed);

    [Theory]
    [InlineData("""{"status":"error","message":"no such field token=0123456789abcdef0123"}""")]
    [InlineData("""{"message":"no such field token=0123456789abcdef0123","ok":0,"status":"error","result":[]}""")]
    [InlineData("""{"status":"error","message":"no such field t\u006fken=\u00301234567\u0038\u0039abcdef0123"}""")]
    public async Task ErrorIn200_IsARefusal_WithoutSecrets(string body)
    {
        var failure = (await ReadAsync(Encoding.UTF8.GetBytes(body))).Outcome.Failure.ShouldNotBeNull();

        failure.Kind.ShouldBe(FailureKind.TenantRefusal);
        failure.Detail.ShouldContain("no such field");
        failure.Detail.ShouldNotContain("0123456789abcdef");
    }

    [Fact]
    public async Task ErrorsMessage_IsWhatItsEscapesStandFor() =>
        (await ReadAsync("""{"status":"error","message":"near \u0027a\u0027"}"""u8.ToArray())).Outcome.Failure.ShouldNotBeNull().Detail.ShouldBe("Netskope answered with an error: near 'a'.");

    [Theory]
    [InlineData("Authorization Error: the token is not valid", FailureKind.UpstreamCredentials)]
    [InlineData("authentication error", FailureKind.UpstreamCredentials)]
    [InlineData("syntax error near 'authorization error'", FailureKind.TenantRefusal)]
    internal async Task AuthorizationErrorIn200_IsAboutTheGatewaysToken(string message, FailureKind kind) =>
        (await ReadAsync(Encoding.UTF8.GetBytes($$"""{"status":"error","message":"{{message}}"}"""))).Outcome.Failure.ShouldNotBeNull().Kind.ShouldBe(kind);

    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(3_000_000)]
    public async Task RowsOfAnySize_ComeWhole_AcrossBlocks(int size)
    {
        var text = string.Concat(Enumerable.Range(0, 1 + (1_000_000 / size)).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{{(i == 0 ? "" : ",")}}{"_id":"{{i}}","pad":"{{new string('é', size / 2)}}"}""")));
        var (outcome, rows) = await ReadAsync(Encoding.UTF8.GetBytes($$"""{"ok":1,"result":[{{text}}]}"""), step: 100_000);

        outcome.IsSuccess.ShouldBeTrue(outcome.Failure?.Detail);
        string.Join(',', rows.Select(row => row.Text)).ShouldBe(text);
    }

    [Fact]
    public async Task AnswerOverTheBound_IsTooLarge() =>
        (await ReadAsync(Encoding.UTF8.GetBytes($$"""{"ok":1,"result":[{"pad":"{{new string('x', 100_000)}}"}]}"""), most: 100_000)).Outcome.Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.PageTooLarge);

    [Fact]
    public async Task TakerWhoRefuses_EndsTheReading()
    {
        var refusal = new Failure(FailureKind.GatewayBusy, "no more");
        using var inFlight = new InFlightBytes(Options.Create(new NetskopeOptions()), TimeProvider.System);
        using var lease = (await inFlight.ReserveAsync(10, Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        var taken = 0;
        using var body = new MemoryStream(Encoding.UTF8.GetBytes(Small));

        var outcome = await V2RowReader.ReadAsync(body, new PageLimits(1_000_000, lease, new Secrets()), (_, _) => ++taken == 1 ? refusal : null, TestContext.Current.CancellationToken);

        outcome.Failure.ShouldBe(refusal);
        taken.ShouldBe(1);
    }

    static async Task<(Outcome<RowCount> Outcome, List<(string Text, RowFacts Facts)> Rows)> ReadAsync(byte[] body, int step = int.MaxValue, long most = 128L * 1024 * 1024)
    {
        using var inFlight = new InFlightBytes(Options.Create(new NetskopeOptions()), TimeProvider.System);
        using var lease = (await inFlight.ReserveAsync(10, Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        var secrets = new Secrets();
        secrets.Know("0123456789abcdef0123");
        var rows = new List<(string, RowFacts)>();
        using var stream = new Pages.SlowStream(body, step);
        var outcome = await V2RowReader.ReadAsync(
            stream,
            new PageLimits(most, lease, secrets),
            (row, facts) =>
            {
                rows.Add((Encoding.UTF8.GetString(row), facts));
                return null;
            },
            TestContext.Current.CancellationToken);
        return (outcome, rows);
    }
}
