using System.Buffers;
using System.Text;
using Netskope.AlertGateway.Rows;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Rows;

public sealed class FieldCutterTests
{
    /// <summary>What is hidden (removed unless it begins with a star), the row, what is left.</summary>
    public static TheoryData<string, string, string> Rows => new()
    {
        // One member, and the comma that goes with it.
        { "user", """{"user":"x"}""", "{}" },
        { "user", """{"user":"x","app":"Box"}""", """{"app":"Box"}""" },
        { "user", """{"app":"Box","user":"x"}""", """{"app":"Box"}""" },
        { "user", """{"a":1,"user":"x","b":2}""", """{"a":1,"b":2}""" },
        { "user,a", """{"user":1,"a":2,"b":3}""", """{"b":3}""" },
        { "user,a", """{"b":3,"user":1,"a":2}""", """{"b":3}""" },
        { "user,a", """{"user":1,"b":3,"a":2}""", """{"b":3}""" },
        { "user,a", """{"a":1,"user":2}""", "{}" },
        { "user,a", """{"b":1,"a":1,"user":2,"c":3,"a":4,"d":5}""", """{"b":1,"c":3,"d":5}""" },

        // Blanks: what is between a removed member and the one before it goes; a first one takes what is behind it.
        { "user", " { \"user\" : 1 } ", " {} " },
        { "user", "{ \"user\" : 1 , \"b\" : 2 }", "{ \"b\" : 2 }" },
        { "user", "{ \"b\" : 2 , \"user\" : 1 }", "{ \"b\" : 2 }" },
        { "user", "{ \"a\" : 1 , \"user\" : 1 , \"b\" : 2 }", "{ \"a\" : 1 , \"b\" : 2 }" },
        { "user", "{\n  \"a\": 1,\n  \"user\": 2,\n  \"b\": 3\n}\n", "{\n  \"a\": 1,\n  \"b\": 3\n}\n" },
        { "user", "{\n  \"user\": 2,\n  \"b\": 3\n}", "{\n  \"b\": 3\n}" },
        { "user", "{\n  \"a\": 1,\n  \"user\": 2\n}", "{\n  \"a\": 1\n}" },
        { "user", "{\r\n\t\"user\"\r\n\t:\r\n\t2\r\n}", "{}" },
        { "user", "{ }", "{ }" },
        { "user", "{}", "{}" },

        // Masks: the value alone, whatever it is.
        { "*user", """{"user":"x"}""", """{"user":"***"}""" },
        { "*user", """{ "user" : null , "b":1}""", """{ "user" : "***" , "b":1}""" },
        { "*user", """{"user":{"a":[1,"}"]},"b":1}""", """{"user":"***","b":1}""" },
        { "*user", """{"user":[[],{}]}""", """{"user":"***"}""" },
        { "*user", """{"user":-1.5e3}""", """{"user":"***"}""" },
        { "*user", """{"user":true,"User":false,"USER":1}""", """{"user":"***","User":"***","USER":"***"}""" },
        { "*user", """{"user":""}""", """{"user":"***"}""" },
        { "*user,a", """{"a":1,"user":2,"a":3}""", """{"user":"***"}""" },
        { "*user,user", """{"user":1,"b":2}""", """{"b":2}""" },

        // Names: any case of ASCII letters, and nothing that is only like them.
        { "user", """{"USER":1,"uSeR":2,"users":3,"use":4,"usır":5,"":6,"b":7}""", """{"users":3,"use":4,"usır":5,"":6,"b":7}""" },
        { "User_SPACE_Id", """{"user_space_id":1}""", "{}" },
        { "a@[z", """{"a@[z":1,"A@[Z":2,"a`[z":3,"a@{z":4}""", """{"a`[z":3,"a@{z":4}""" },
        { "größe", """{"Größe":1,"GRÖßE":2}""", """{"GRÖßE":2}""" },
        { "kelvin", "{\"\u212aelvin\":1}", "{\"\u212aelvin\":1}" },

        // Names that are written with escapes, also those that stand for no character.
        { "user", """{"us\u0065r":1,"\u0055SER":2,"\u0075\u0073\u0065\u0072":3,"b":4}""", """{"b":4}""" },
        { "user", """{"\ud800":1,"user\ud800":2,"\udc00user":3,"us\u0065\ud83d":4,"user\u0000":5}""", """{"\ud800":1,"user\ud800":2,"\udc00user":3,"us\u0065\ud83d":4,"user\u0000":5}""" },
        { "user", """{"user\\":1,"\\u0075ser":2,"\"user":3,"user\"":4}""", """{"user\\":1,"\\u0075ser":2,"\"user":3,"user\"":4}""" },
        { "a\ufffd", """{"a\ud800":1,"a\ufffd":2}""", """{"a\ud800":1}""" },
        { "a\"b", """{"a\"b":1,"a\u0022b":2,"a'b":3}""", """{"a'b":3}""" },
        { "a\\", """{"a\\":1,"a\u005c":2,"a":3}""", """{"a":3}""" },
        { "a/b", """{"a/b":1,"a\/b":2,"a\u002fb":3,"ab":4}""", """{"ab":4}""" },
        { "😀", """{"😀":1,"\ud83d\ude00":2,"\uD83D\uDE00":3,"\ud83d":4,"\ude00\ud83d":5}""", """{"\ud83d":4,"\ude00\ud83d":5}""" },
        { "é", """{"é":1,"\u00e9":2,"É":3}""", """{"É":3}""" },

        // Texts that look like structure.
        { "user", """{"a":"\",\"user\":1","b":"\\","user":"\\\"}","c":"}"}""", """{"a":"\",\"user\":1","b":"\\","c":"}"}""" },
        { "user", """{"a":["user",{"b":"]}"}],"user":{"x":"\"}"},"c":"user"}""", """{"a":["user",{"b":"]}"}],"c":"user"}""" },
        { "user", """{"nested":{"user":1},"list":[{"user":2}]}""", """{"nested":{"user":1},"list":[{"user":2}]}""" },

        // Paths: through objects and lists of any depth.
        { "a.b", """{"a":{"b":1}}""", """{"a":{}}""" },
        { "a.b", """{"a":{"b":1,"c":2},"b":3}""", """{"a":{"c":2},"b":3}""" },
        { "a.b", """{"a":[{"b":1},[{"b":2,"c":3}],"b",null,{"c":4}]}""", """{"a":[{},[{"c":3}],"b",null,{"c":4}]}""" },
        { "a.b", """{"a":"x","A":{"B":1},"a":{"b":2}}""", """{"a":"x","A":{},"a":{}}""" },
        { "a.b.c", """{"a":[{"b":[[{"c":1,"d":2}]]}]}""", """{"a":[{"b":[[{"d":2}]]}]}""" },
        { "*a.b.c", """{"a":{"b":{"c":{"x":1}},"c":2}}""", """{"a":{"b":{"c":"***"},"c":2}}""" },
        { "a.b,a.c", """{"a":{"c":1,"b":2},"x":1}""", """{"a":{},"x":1}""" },
        { "a.b,*a.c.d,x", """{"x":0,"a":{"b":1,"c":[{"d":2}]},"x":0}""", """{"a":{"c":[{"d":"***"}]}}""" },
        { "x,a.b", """{"x":1,"a":{"b":1},"c":2}""", """{"a":{},"c":2}""" },
        { "a.b", """{"a":[],"a":{},"a":[ ]}""", """{"a":[],"a":{},"a":[ ]}""" },

        // Dotted names: the whole path, its end, its beginning, and what lies below it.
        { "a.b", """{"a.b":1,"c":2}""", """{"c":2}""" },
        { "a.b", """{"a\u002eB":1,"c":2}""", """{"c":2}""" },
        { "a.b.c", """{"a":{"b.c":1,"b":{"c":2},"c":3}}""", """{"a":{"b":{},"c":3}}""" },
        { "a.b.c", """{"a.b":{"c":1,"d":2}}""", """{"a.b":{"d":2}}""" },
        { "a.b.c", """{"a.b.c":1,"a.b.d":2,"b.c":3,"a.bc":4}""", """{"a.b.d":2,"b.c":3,"a.bc":4}""" },
        { "a", """{"a.b":1,"a.":2,"ab":3,"b.a":4,".a":5,"a\u002e\ud800":6}""", """{"ab":3,"b.a":4,".a":5}""" },
        { "*a", """{"a.b":1}""", """{"a.b":"***"}""" },
        { "*a,a.b", """{"a.b":1,"a.c":2,"a":{"b":3},"a.b.c":4}""", """{"a.c":"***","a":"***"}""" },
        { "*a,a.b.c", """{"a.b":{"c":1},"a.b.c":2}""", """{"a.b":"***"}""" },
        { "*a.b,a.b.c.d", """{"a":{"b.c.d.e":1,"b.c":2,"b.d":3}}""", """{"a":{"b.c":"***","b.d":"***"}}""" },

        // Numbers and escapes that would change if they were written again.
        { "user", """{"n":1.10,"m":-0.0,"e":1E+05,"t":"\u0041\/","user":1,"u":"\ud800"}""", """{"n":1.10,"m":-0.0,"e":1E+05,"t":"\u0041\/","u":"\ud800"}""" },
    };

    public static TheoryData<string> Broken =>
    [
        "", "{", "[", "{\"", "{\"a", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":\"", "{\"a\":\"\\\"", "{\"a\":[", "{\"a\":[{", "{\"a\":{\"b", "{\"a\":[\"", "{\"a\":1,", "{\"a\":]", "{\"a\"::::", "{]]]", "{\"b\":1", "{\"b\":[1",
        "{\"b\":{\"x\":\"", "{\"\\", "{\"a\\u0\":1}", "{\"a\\u\":1", "{\"a.b", "{\"a\":1\"b\":2", "null", "1", "{,}", "{:}", "{\"a\"\"a\"\"a\"",
    ];

    /// <summary>The resource that a row is of: alerts, or events of a kind.</summary>
    public static TheoryData<string> Kinds => ["alerts", .. Enum.GetNames<EventKind>()];

    [Theory]
    [MemberData(nameof(Rows))]
    public void HiddenFields_AreCut_AndNothingElse(string hidden, string row, string left)
    {
        Cut(hidden, row).ShouldBe(left);
        Encoding.UTF8.GetString(NaiveCut.Of(Encoding.UTF8.GetBytes(row), Hidden(hidden))).ShouldBe(left, "the judge of the other tests");
    }

    [Fact]
    public void NothingHidden_IsTheRow()
    {
        var output = new ArrayBufferWriter<byte>();
        new FieldCutter(HiddenFields.None).Cut("""{ "user" : 1 }"""u8, output);

        Encoding.UTF8.GetString(output.WrittenSpan).ShouldBe("""{ "user" : 1 }""");
    }

    [Theory]
    [InlineData(15)]
    [InlineData(62)]
    public void DeepestRow_IsCut(int depth)
    {
        var (objects, lists) = (string.Concat(Enumerable.Repeat("{\"a\":", depth)), new string('[', depth));
        var path = string.Join('.', Enumerable.Repeat("a", depth));

        Cut(path, objects + "1" + new string('}', depth)).ShouldBe(objects[..^4] + new string('}', depth));
        Cut("a.b", $$"""{"a":{{lists}}{"b":1}{{new string(']', depth)}}}""").ShouldBe($$"""{"a":{{lists}}{}{{new string(']', depth)}}}""");
        Cut("b", $$"""{"a":{{lists}}{"b":1}{{new string(']', depth)}},"b":1}""").ShouldBe($$"""{"a":{{lists}}{"b":1}{{new string(']', depth)}}}""");
    }

    /// <summary>Around the lengths at which a search goes on with its next vector.</summary>
    [Fact]
    public void TextsAndNamesOfAnyLength_AreReadToTheirEnd()
    {
        for (var length = 0; length < 300; length++)
        {
            var pad = new string('x', length);
            Cut("user", $$"""{"a{{pad}}":"{{pad}}\"","user":"{{pad}}\\","b\"{{pad}}":["{{pad}}\\\""]}""").ShouldBe($$"""{"a{{pad}}":"{{pad}}\"","b\"{{pad}}":["{{pad}}\\\""]}""");
            var start = "{" + new string(' ', length) + "\"us\\u0065r\":";
            Cut("*user", $"{start}{{\"{pad}\":{new string('1', length)}0}}}}").ShouldBe(start + "\"***\"}");
        }
    }

    [Fact]
    public async Task LongRuns_OfBackslashesAndDots_TakeOnePass()
    {
        var (slashes, dots) = (new string('\\', 2_000_000), new string('.', 2_000_000));
        var row = $$"""{"{{slashes}}":"{{slashes}}\"{{slashes}}","user":"{{slashes}}","{{dots}}":1,"\u0061{{dots}}":1}""";

        // In proportion to the square of their length it would be hours.
        var cutting = Task.Run(() => Cut("user", row), TestContext.Current.CancellationToken);
        var left = await cutting.WaitAsync(TestContext.Current.CancellationToken);

        left.Length.ShouldBe(row.Length - slashes.Length - "\"user\":\"\",".Length);
    }

    /// <summary>Rows are verified before; were one not, this ends all the same.</summary>
    [Theory]
    [MemberData(nameof(Broken))]
    public async Task RowThatIsNone_EndsTheCutting(string row)
    {
        foreach (var hidden in (string[])["a", "*a", "a.b", "x"])
        {
            var cutting = Task.Run(() => Record.Exception(() => Cut(hidden, row)), TestContext.Current.CancellationToken);
            await cutting.WaitAsync(TestContext.Current.CancellationToken);
        }
    }

    [Theory(Timeout = TestDepth.Timeout)]
    [MemberData(nameof(Kinds))]
    public void RowsOfTheTenant_LoseThePresetsFields_AndNothingElse(string kind)
    {
        foreach (var hidden in (HiddenFields[])[HiddenFields.Of([PersonalFields.Word], []), HiddenFields.Of([], [PersonalFields.Word]), HiddenFields.Of(["compliance_standards.standard", "timestamps"], ["custom_attr.badge", "details._id.name", "anomalyData.days"])])
        {
            var cutter = new FieldCutter(hidden);
            foreach (var row in TenantRows(kind))
            {
                var output = new ArrayBufferWriter<byte>();
                cutter.Cut(row, output);
                output.WrittenSpan.SequenceEqual(NaiveCut.Of(row, hidden)).ShouldBeTrue(Encoding.UTF8.GetString(row));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void WithThePreset_NoRowOfTheTenant_NamesAPerson_ADeviceOrAFile(string kind)
    {
        var cutter = new FieldCutter(HiddenFields.Of([PersonalFields.Word], []));
        foreach (var row in TenantRows(kind))
        {
            var output = new ArrayBufferWriter<byte>();
            cutter.Cut(row, output);
            var left = Encoding.UTF8.GetString(output.WrittenSpan);
            var all = Encoding.UTF8.GetString(row);
            foreach (var field in (string[])["user", "displayName", "hostname", "userip", "object", "file_path", "dlp_file", "sAMAccountName", "lh_custodian_name", "serial"])
            {
                if (Value(all, field) is { Length: > 4 } value) left.ShouldNotContain(value, Case.Sensitive, field);
            }

            left.ShouldNotContain("@");
            left.ShouldContain("\"timestamp\":");
        }
    }

    [Fact]
    public void Rows_AreCutWithoutAllocation()
    {
        var rows = TenantRows("alerts").Concat(TenantRows("Application")).Concat(TenantRows("Audit")).ToArray();
        foreach (var hidden in (HiddenFields[])[HiddenFields.None, HiddenFields.Of([PersonalFields.Word], []), HiddenFields.Of([], [PersonalFields.Word]), HiddenFields.Of(["nobody.has.this"], []), HiddenFields.Of(["details._id.name"], ["compliance_standards.standard"])])
        {
            var cutter = new FieldCutter(hidden);
            var output = new ArrayBufferWriter<byte>(64 * 1024);
            long Allocated()
            {
                var before = GC.GetAllocatedBytesForCurrentThread();
                foreach (var row in rows)
                {
                    output.ResetWrittenCount();
                    cutter.Cut(row, output);
                    output.ResetWrittenCount();
                    cutter.Cut("""{"us\u0065r":1,"a.b":2,"\ud800":"\"","nobody":{"has.this":[1]}}"""u8, output);
                }

                return GC.GetAllocatedBytesForCurrentThread() - before;
            }

            Allocated();
            Allocated().ShouldBe(0);
        }
    }

    static List<byte[]> TenantRows(string kind)
    {
        var rows = TestDepth.IsFull ? 300 : 60;
        var tenant = new Tenant(new SimulatorOptions { Days = 1, AlertsPerDay = rows, EventsPerDay = rows }, new ManualTimeProvider());
        var population = Enum.TryParse<EventKind>(kind, out var events) ? tenant.Events(events) : tenant.Alerts;
        return [.. population.Select().Select(key => Population.RowBytes(key).ToArray())];
    }

    /// <summary>A text field's value as it stands in the row; null without one.</summary>
    static string? Value(string row, string field)
    {
        var start = row.IndexOf($"\"{field}\":\"", StringComparison.Ordinal);
        if (start < 0) return null;
        start += field.Length + 4;
        return row[start..row.IndexOf("\",\"", start, StringComparison.Ordinal)];
    }

    static string Cut(string hidden, string row)
    {
        var output = new ArrayBufferWriter<byte>();
        new FieldCutter(Hidden(hidden)).Cut(Encoding.UTF8.GetBytes(row), output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    static HiddenFields Hidden(string list)
    {
        var paths = list.Split(',');
        return HiddenFields.Of([.. paths.Where(path => path[0] != '*')], [.. paths.Where(path => path[0] == '*').Select(path => path[1..])]);
    }
}
