using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Rows;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

public class EnvelopeFuzzTests
{
    static readonly string[] Seeds =
    [
        Pages.Small,
        """{"data":[{"timestamp":9,"a":{"data":[],"status":"error"}},{"timestamp":9,"b":[1,-2.5e3,true,null,"x"]}],"msg":"m","status":"success"}""",
        """{"status":"error","errorCode":"General Error","errors":["a","b"],"data":[]}""",
        """{"\u0073tatus":"success","d\u0061ta":[{"user":"\ud83d\ude00é"}],"warnings":[{"x":[]}]}""",
    ];

    static readonly string[] OpaqueSeeds =
    [
        .. Seeds,
        """{"status":"success","data":{"Box":12,"Slack":{"data":[],"n":[1,{}]}}}""",
        """{"msg":"","data":[["Box",12],["Slack",[]],7,null],"status":"success"}""",
    ];

    static readonly string[] Snippets =
    [
        "{", "}", "[", "]", ",", ":", "\"", "\\", " ", "\n", "0", "-", "e", ".", "null", "true", "{}", "[]", "\"\"", "[{}]", "//", "/**/", "NaN",
        "\"status\":\"success\",", "\"status\":\"error\",", "\"data\":[],", "\"data\":null,", "\"msg\":1,", "\"errors\":[[\"x\"]],",
        "\\u0073tatus", "\\u0000", "\\ud800", "\\udc00", "\\u00", "é", "😀", "\uFEFF", "status", "data", "success", "timestamp",
    ];

    [Theory(Timeout = TestDepth.Timeout)]
    [InlineData(11, RowShape.Objects)]
    [InlineData(12, RowShape.Objects)]
    [InlineData(13, RowShape.Objects)]
    [InlineData(14, RowShape.Objects)]
    [InlineData(15, RowShape.Opaque)]
    [InlineData(16, RowShape.Opaque)]
    [InlineData(17, RowShape.Any)]
    public async Task MutatedPage_IsTaken_ExactlyWhenAPlainReadingOfItIsAPage(int seed, RowShape shape)
    {
        var random = new Random(seed);
        using var inFlight = new InFlightBytes(Options.Create(new NetskopeOptions()), TimeProvider.System);
        using var lease = (await inFlight.ReserveAsync(10_000, Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken)).ShouldNotBeNull();
        var limits = new PageLimits(1024 * 1024, lease, new Secrets());
        var cases = TestDepth.Cases(5000);
        var taken = 0;
        for (var i = 0; i < cases; i++)
        {
            var body = Mutate(random, shape == RowShape.Objects ? Seeds : OpaqueSeeds);
            Outcome<Page> outcome;
            try
            {
                using var stream = new MemoryStream(body);
                outcome = await PageReader.ReadAsync(stream, shape, RowRights.All, limits, TestContext.Current.CancellationToken);
            }
            catch (Exception e)
            {
                throw new ShouldAssertException($"{e.GetType().Name} for {Encoding.Latin1.GetString(body)}", e);
            }

            outcome.IsSuccess.ShouldBe(IsPage(body, shape, out var rows), Encoding.Latin1.GetString(body));
            if (!outcome.IsSuccess) continue;
            taken++;
            outcome.Value.Rows.ShouldBe(rows);
            Pages.Plain(outcome.Value).ShouldBe(body);
        }

        // Were nothing taken, or all, the comparison would say little.
        taken.ShouldBeInRange(cases / 20, cases * 19 / 20);
    }

    static byte[] Mutate(Random random, string[] seeds)
    {
        var body = Encoding.UTF8.GetBytes(seeds[random.Next(seeds.Length)]).ToList();
        for (var changes = random.Next(1, 4); changes > 0; changes--)
        {
            var at = random.Next(body.Count);
            switch (random.Next(7))
            {
                case 0:
                    body[at] = (byte)random.Next(256);
                    break;
                case 1:
                    body[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    body.RemoveRange(at, random.Next(1, Math.Min(8, body.Count - at) + 1));
                    break;
                case 3:
                    body.InsertRange(random.Next(body.Count + 1), body.GetRange(at, random.Next(Math.Min(40, body.Count - at))));
                    break;
                case 4:
                    body.RemoveRange(at, random.Next(0, Math.Min(3, body.Count - at)));
                    goto default;
                default:
                    body.InsertRange(Math.Min(at, body.Count), Encoding.UTF8.GetBytes(Snippets[random.Next(Snippets.Length)]));
                    break;
            }

            if (body.Count == 0) body.Add((byte)' ');
        }

        return [.. body];
    }

    /// <summary>The envelope's rules, said once more in the simplest way.</summary>
    static bool IsPage(byte[] body, RowShape shape, out int rows)
    {
        rows = 0;
        if (!Utf8.IsValid(body)) return false;
        try
        {
            using var document = JsonDocument.Parse(body);
            if (document.RootElement.ValueKind != JsonValueKind.Object) return false;
            var statuses = Named(document, "status");
            var data = Named(document, "data");
            if (statuses is not [{ ValueKind: JsonValueKind.String } status] || Text(status) != "success") return false;
            if (data.Count == 0) return shape == RowShape.Any;
            if (data is not [var one]) return false;
            var kind = one.ValueKind;
            rows = kind switch { JsonValueKind.Array => one.GetArrayLength(), JsonValueKind.Object => one.EnumerateObject().Count(), _ => 0 };
            return shape switch
            {
                RowShape.Objects => kind == JsonValueKind.Array && one.EnumerateArray().All(row => row.ValueKind == JsonValueKind.Object),
                RowShape.Opaque => kind is JsonValueKind.Array or JsonValueKind.Object,
                _ => true,
            };
        }
        catch (JsonException)
        {
            return false;
        }
    }

    static List<JsonElement> Named(JsonDocument document, string name) =>
        [.. document.RootElement.EnumerateObject().Where(p => Name(p) == name).Select(p => p.Value)];

    static string? Name(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null; // Half a surrogate pair: no text, and none of ours.
        }
    }

    static string? Text(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
