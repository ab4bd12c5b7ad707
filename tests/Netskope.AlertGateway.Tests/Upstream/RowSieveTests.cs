using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Tests.Store;
using Netskope.AlertGateway.Upstream;
using Netskope.Query;
using Netskope.Testing;
using Netskope.Testing.Naive;

namespace Netskope.AlertGateway.Tests.Upstream;

/// <summary>A confined caller's page, whatever blocks it comes in: the rows byte for byte and nothing else of the tenant's where all may be seen, and no page where one may not.</summary>
public sealed class RowSieveTests
{
    static readonly RowRights Mine = Rights("user eq 'me'");

    const string Ours = """{"status":"success","msg":"","data":[ROWS]}""";

    static readonly int[] Steps = [1, 2, 3, 7, 100, 4093, int.MaxValue];

    public static TheoryData<string> Envelopes =>
    [
        """{"status":"success","msg":"fine","data":[ROWS]}""",
        """{"data":[ROWS],"msg":"fine","status":"success"}""",
        """{"msg":{"a":[1,{"b":"é"}]},"data":[ROWS],"status":"success"}""",
        """{"status":"success","data":[ROWS],"msg":["much","more"],"total":2,"more":{"data":[{"user":"other"}]}}""",
        "\r\n\t{ \"data\" : [ ROWS ] ,\n \"msg\" : null , \"status\" : \"success\" }\n\n",
        """{"data":[ROWS],"status":"success"}""",
    ];

    [Theory]
    [MemberData(nameof(Envelopes))]
    public async Task AllRowsAllowed_PassesTheirBytes_AndNothingElse(string envelope)
    {
        string[] rows = ["""{"user":"me","_id":"a","timestamp":2,"x":{"user":"you","y":["}",{"]":"\"}"}]}}""", """  { "timestamp" : 1 , "user" : "\u006de" }  """, """{"user":["you","me"],"timestamp":0}"""];
        var (body, written) = (Bytes(envelope, rows), Bytes(Ours, [.. rows.Select(row => row.Trim())]));
        var plain = await Pages.ReadValidAsync(body);
        foreach (var step in Steps)
        {
            var page = (await ReadAsync(body, step, Mine)).Value.ShouldNotBeNull();

            Pages.Plain(page).ShouldBe(written);
            page.Hash.ShouldBe(SHA256.HashData(written));
            (page.Length, page.Rows, page.Tail).ShouldBe((written.Length, plain.Rows, plain.Tail), $"{step}");
        }
    }

    [Theory]
    [MemberData(nameof(Envelopes))]
    public async Task MessageOfAConfinedPage_IsReplacedWhereItStands(string envelope)
    {
        var body = Bytes(envelope, """{"user":"me"}""", """{"user":"me","note":"é😀"}""");
        foreach (var step in Steps)
        {
            var page = (await ReadAsync(body, step, Mine)).Value.ShouldNotBeNull();
            var answer = Kept.Of(new Content(page.Brotli, page.Length, page.Hash), (page.Message.Start, page.Message.Length));

            var marked = JsonElement.Parse(Kept.Plain(await answer.MarkedStaleAsync("\"Stale\""u8.ToArray())));

            marked.GetProperty("msg").GetString().ShouldBe("Stale");
            marked.GetProperty("data").GetRawText().ShouldBe(JsonElement.Parse(body).GetProperty("data").GetRawText().Replace("[ ", "[", StringComparison.Ordinal).Replace(" ]", "]", StringComparison.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(Envelopes))]
    public async Task OneRowOutside_IsNoPage_WhereverItStandsAndHoweverItComes(string envelope)
    {
        const string mine = """{"user":"me","_id":"a"}""";
        foreach (var outside in (string[])["""{"user":"you","_id":"b"}""", """{}""", """{"user":null}""", """{"User":"me"}""", """{"user":"ME"}""", """{"user":{"name":"me"}}""", """{"x":{"user":"me"}}""", """{"user":"me "}""", """{"user":""}"""])
        {
            foreach (var step in Steps)
            {
                foreach (var rows in (string[][])[[outside], [outside, mine], [mine, outside], [mine, outside, mine]])
                    (await ReadAsync(Bytes(envelope, rows), step, Mine)).Failure.ShouldNotBeNull($"{outside} {step}").Kind.ShouldBe(FailureKind.ConfinementMismatch);
            }
        }
    }

    [Theory]
    [InlineData("""{"user":"you","user":"me"}""")]
    [InlineData("""{"user":"me","user":"you"}""")]
    [InlineData("""{"user":"me","us\u0065r":"you"}""")]
    [InlineData("""{"user":["me"],"user":null}""")]
    public async Task RestrictedFieldThatStandsTwice_IsOutside_WhicheverIsMeant(string row) =>
        (await ReadAsync(Bytes(Ours, row), int.MaxValue, Mine)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.ConfinementMismatch);

    [Fact]
    public async Task FieldBelowThatStandsTwice_IsOutside_ButNotOneOfEachInAList()
    {
        var rights = Rights("compliance_standards.standard eq 'a'");

        (await ReadAsync(Bytes(Ours, """{"compliance_standards":{"standard":"a","standard":"b"}}"""), int.MaxValue, rights)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.ConfinementMismatch);
        (await ReadAsync(Bytes(Ours, """{"compliance_standards":[{"standard":"a"},{"standard":"b"}]}"""), int.MaxValue, rights)).Value.ShouldNotBeNull();
        (await ReadAsync(Bytes(Ours, """{"x":1,"x":2,"compliance_standards":{"standard":"a"}}"""), int.MaxValue, rights)).Value.ShouldNotBeNull();
    }

    [Theory(Timeout = TestDepth.Timeout)]
    [InlineData(65_537)]
    [InlineData(int.MaxValue)]
    public async Task RowsAcrossBlocks_ArePassedWhole_AndTheOneOutsideIsFound(int step)
    {
        var random = new Random(5);
        var rows = Enumerable.Range(0, 60).Select(i => Row("me", i, random.Next(4) == 0 ? random.Next(600_000) : random.Next(3000))).ToList();
        rows.Add(Row("me", 60, 3_000_000));
        var body = Bytes("""{"data":[ROWS],"msg":"behind","status":"success"}""", [.. rows]);
        body.Length.ShouldBeGreaterThan(4 * 1024 * 1024);

        var page = Pages.Plain((await ReadAsync(body, step, Mine)).Value.ShouldNotBeNull());
        page.AsSpan().SequenceEqual(Bytes(Ours, [.. rows])).ShouldBeTrue();

        for (var at = 0; at < rows.Count; at += TestDepth.IsFull ? 5 : 20)
        {
            List<string> other = [.. rows[..at], Row("you", at, 400), .. rows[(at + 1)..]];
            (await ReadAsync(Bytes("""{"data":[ROWS],"status":"success"}""", [.. other]), step, Mine)).Failure.ShouldNotBeNull().Kind.ShouldBe(FailureKind.ConfinementMismatch);
        }
    }

    [Fact(Timeout = TestDepth.Timeout)]
    public async Task GeneratedRows_AreJudgedAsThePlainEvaluatorDoes()
    {
        var cases = TestDepth.Cases(3000);
        var outcomes = new int[2];
        for (var seed = 0; seed < cases; seed++)
        {
            var random = new Random(seed);
            var restriction = Restrictions.Next(random);
            string[] rows = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => Within(random, restriction))];
            var body = Bytes(random.Pick("""{"status":"success","data":[ROWS]}""", """{"data":[ROWS],"msg":"x","status":"success"}"""), rows);
            var areAll = rows.All(row => NaiveEvaluator.Matches(restriction, JsonElement.Parse(row)));

            var outcome = await ReadAsync(body, random.Pick(1, 13, int.MaxValue), Rights(Spelling.Of(restriction, random)));

            outcomes[areAll ? 1 : 0]++;
            if (areAll) Pages.Plain(outcome.Value.ShouldNotBeNull(restriction.ToString())).ShouldBe(Bytes(Ours, [.. rows.Select(row => row.Trim())]));
            else outcome.Failure.ShouldNotBeNull(restriction.ToString()).Kind.ShouldBe(FailureKind.ConfinementMismatch);
        }

        outcomes.ShouldAllBe(count => count > cases / 10);
    }

    /// <summary>A row that is within, where one is to be found soon.</summary>
    static string Within(Random random, Testing.Naive.Condition restriction)
    {
        for (var i = 0; ; i++)
        {
            var row = Testing.Naive.Rows.Next(random);
            if (HasANameTwice(JsonElement.Parse(row))) continue;
            if (i >= 10 || NaiveEvaluator.Matches(restriction, JsonElement.Parse(row))) return Encoding.UTF8.GetString(row);
        }
    }

    static bool HasANameTwice(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().GroupBy(member => member.Name, StringComparer.Ordinal).Any(members => members.Count() > 1) || value.EnumerateObject().Any(member => HasANameTwice(member.Value)),
        JsonValueKind.Array => value.EnumerateArray().Any(HasANameTwice),
        _ => false,
    };

    static string Row(string user, int id, int length) =>
        string.Create(CultureInfo.InvariantCulture, $$"""{"_id":"{{id}}","note":"{{new string('é', length / 2)}}","user":"{{user}}","tags":["{","}"]}""");

    static byte[] Bytes(string envelope, params string[] rows) => Encoding.UTF8.GetBytes(envelope.Replace("ROWS", string.Join(",", rows), StringComparison.Ordinal));

    static RowRights Rights(string restriction)
    {
        ParsedQuery.TryParse(restriction, out var parsed, out _).ShouldBeTrue(restriction);
        return new(parsed!.Condition, HiddenFields.None);
    }

    static async Task<Outcome<Page>> ReadAsync(byte[] body, int step, RowRights rights)
    {
        using var inFlight = new InFlightBytes(Options.Create(new NetskopeOptions()), TimeProvider.System);
        using var lease = (await inFlight.ReserveAsync(10_000, Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        await using var stream = new Pages.SlowStream(body, step);
        return await PageReader.ReadAsync(stream, RowShape.Objects, rights, new PageLimits(128L * 1024 * 1024, lease, new Secrets()), TestContext.Current.CancellationToken);
    }
}
