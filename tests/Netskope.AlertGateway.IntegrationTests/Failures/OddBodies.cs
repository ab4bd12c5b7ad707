using System.Globalization;
using System.Text;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Failures;

/// <summary>
/// Bodies that a tenant with HTTP 200 may send, by name: <c>n_</c> are no pages and must be refused, <c>y_</c> are odd but
/// good and must pass byte for byte. Made, not collected; the same at every run. Written as v1 has them.
/// </summary>
public sealed class OddBodies(Subject subject)
{
    public IReadOnlyDictionary<string, byte[]> Make()
    {
        var all = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        AddValues(all);
        AddStrings(all);
        AddUtf8(all);
        AddStructures(all);
        AddEnvelopes(all);
        AddCuts(all);
        AddMutations(all);
        return all;
    }

    /// <summary>One row with one value.</summary>
    byte[] Row(string value) => Row(Encoding.UTF8.GetBytes(value));

    byte[] Row(byte[] value) => [.. Bytes("""{"status":"success","msg":"","data":[{"v":"""), .. value, .. "}]}"u8];

    byte[] Bytes(string body) => subject.BodyBytes(body);

    void AddValues(Dictionary<string, byte[]> all)
    {
        foreach (var number in (string[])
        [
            "0", "-0", "-1", "0.0", "1e0", "1E+2", "1e-2", "-0.0e-0", "123456789012345678901234567890", "1e400", "-1e-400", "0.1000000000000000055511151231257827",
            "9007199254740993", "-9223372036854775809", "18446744073709551616", "1.5e+007",
        ])
        {
            all[$"y_number_{number}"] = Row(number);
        }

        foreach (var number in (string[])
        [
            "01", "-01", "00", "+1", "-", "--1", "-a", ".5", "-.5", "1.", "1.e2", "1e", "1e+", "1E-", "1e1.5", "1.2.3", "1e2e3", "0x1F", "1_000", "1,000.5", "1 000", "NaN", "-NaN",
            "Infinity", "-Infinity", "inf", "1/2", "1+2", "１２", "0b1", "0o7", "1f", "1L", "$1", "(1)",
        ])
        {
            all[$"n_number_{number}"] = Row(number);
        }

        foreach (var literal in (string[])["true", "false", "null", "[]", "{}", "\"\"", " true ", "\t[ ]\r\n", "[[[]]]", """{"":{"":""}}""", "[1,[2,{\"a\":[]}]]"]) all[$"y_value_{literal}"] = Row(literal);
        foreach (var literal in (string[])
        [
            "", " ", "True", "TRUE", "tru", "truee", "fals", "nul", "NULL", "None", "nil", "undefined", "'text'", "`text`", "text", "\"", "\"a", "a\"", "\"a\"b", "\"a\" \"b\"", "#1", "/*c*/1",
            "1//c", "1/*c*/", "<b>1</b>", "@", "*", "&a", "!x", "%31", ",", ":", "1:2", "1;", ";", "=", "=>1", "()", "<1>", "\\n", "\\u0031",
        ])
        {
            all[$"n_value_{literal}"] = Row(literal);
        }
    }

    void AddStrings(Dictionary<string, byte[]> all)
    {
        for (var control = 0; control < 0x20; control++) all[$"n_string_control_{control:x2}"] = Row([(byte)'"', (byte)'a', (byte)control, (byte)'"']);
        for (var control = 0; control < 0x20; control++)
        {
            if (control is 0x09 or 0x0A or 0x0D) continue;
            all[$"n_between_control_{control:x2}"] = Row([(byte)control, (byte)'1']);
        }

        foreach (var escape in (string[])["\\\"", "\\\\", "\\/", "\\b", "\\f", "\\n", "\\r", "\\t", "\\u0000", "\\u001f", "\\u00e9", "\\uFFFF", "\\ud83d\\ude00", "\\uD800", "\\udc00", "\\ude00\\ud83d", "\\ud800\\ud800", "\\ud800x"])
        {
            all[$"y_escape_{escape}"] = Row($"\"{escape}\"");
            all[$"y_name_escape_{escape}"] = Bytes($$"""{"status":"success","msg":"","data":[{"{{escape}}":1,"a{{escape}}aaaaaa":2}]}""");
            all[$"y_envelope_name_escape_{escape}"] = Bytes($$"""{"s{{escape}}aaaa":1,"{{escape}}{{escape}}":2,"status":"success","msg":"{{escape}}","data":[]}""");
        }

        foreach (var escape in (string[])["\\", "\\a", "\\x41", "\\0", "\\'", "\\U0041", "\\u", "\\u0", "\\u00", "\\u004", "\\u{41}", "\\u00G0", "\\u-041", "\\u 041", "\\é", "\\\n", "\\\u0000"])
            all[$"n_escape_{escape}"] = Row($"\"{escape}\"");

        foreach (var text in (string[])["\u007f", "\u0080", "\u2028", "\u2029", "\uFEFF", "\uFFFE", "\uFFFF", "\U0010FFFF", "\U0001F600", "e\u0301", "<script>", "${x}", "%s%n", "{{x}}", "\u202e"])
            all[$"y_text_{string.Join('_', text.Select(c => ((int)c).ToString("x4", CultureInfo.InvariantCulture)))}"] = Row($"\"{text}\"");

        all["y_text_long"] = Row($"\"{new string('x', 700_000)}\"");
        all["y_name_long"] = Bytes($$"""{"status":"success","msg":"","data":[{"{{new string('n', 300_000)}}":1}]}""");
        foreach (var shift in (int[])[0, 1, 2, 3]) all[$"y_text_across_blocks_{shift}"] = Row($"\"{new string('x', shift)}{string.Concat(Enumerable.Repeat("\U0001F600", 200_000))}\"");
        all["y_many_rows"] = Bytes($$"""{"msg":"","data":[{{string.Join(',', Enumerable.Range(0, 10_000).Select(i => $$"""{"i":{{i}},"s":"{{new string('x', 50)}}"}"""))}}],"status":"success"}""");
    }

    void AddUtf8(Dictionary<string, byte[]> all)
    {
        foreach (var hex in (string[])
        [
            "80", "BF", "C0", "C080", "C1BF", "C3", "C328", "E9", "E0A0", "E08080", "E28228", "EDA080", "EDBFBF", "EDA0BDEDB880", "F0", "F09F98", "F0808080", "F09F9828", "F4908080", "F5808080",
            "F88080808080", "FC8080808080", "FE", "FF", "FFFE", "FEFF", "C3A9C3", "E4F6FC",
        ])
        {
            var raw = Convert.FromHexString(hex);
            all[$"n_utf8_in_text_{hex}"] = Row([(byte)'"', .. raw, (byte)'"']);
            all[$"n_utf8_in_name_{hex}"] = [.. Bytes("""{"status":"success","data":[{"a"""), .. raw, .. "\":1}]}"u8];
            all[$"n_utf8_in_msg_{hex}"] = [.. Bytes("{\"status\":\"success\",\"msg\":\""), .. raw, .. Bytes("\",\"data\":[]}")];
        }

        var good = subject.Body("""{"status":"success","msg":"","data":[]}""");
        all["n_utf8_bom"] = [0xEF, 0xBB, 0xBF, .. Bytes(good)];
        all["n_utf16_le"] = Encoding.Unicode.GetBytes(good);
        all["n_utf16_be"] = Encoding.BigEndianUnicode.GetBytes(good);
        all["n_utf16_le_bom"] = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(good)];
        all["n_utf32"] = Encoding.UTF32.GetBytes(good);
        all["n_latin1"] = Encoding.Latin1.GetBytes(subject.Body("""{"status":"success","msg":"café","data":[]}"""));
    }

    void AddStructures(Dictionary<string, byte[]> all)
    {
        foreach (var rows in (string[])
        [
            "[{}", "[{]}", "{}]", "[{},]", "[,{}]", "[{},,{}]", "[{} {}]", "[{};{}]", "[{}:{}]", "[{}}", "[{\"a\"}]", "[{\"a\":}]", "[{\"a\":1,}]", "[{,\"a\":1}]", "[{\"a\":1 \"b\":2}]", "[{\"a\":1;\"b\":2}]",
            "[{\"a\"=1}]", "[{\"a\" 1}]", "[{\"a\"::1}]", "[{\"a\":1:2}]", "[{a:1}]", "[{'a':1}]", "[{1:1}]", "[{null:1}]", "[{[]:1}]", "[{{}}]", "[{\"a\",1}]", "[(\"a\")]", "[{\"a\":[1,]}]", "[{\"a\":[1}]",
            "[{\"a\":{]}]", "[{...}]", "[...]", "[/**/]", "[//\n]", "[#\n]", "]", "[", "{", "}", "[]]", "[][]", "[] []", "[],[]", "<a>", "",
        ])
        {
            all[$"n_rows_{rows}"] = Bytes($$"""{"status":"success","msg":"","data":{{rows}}}""");
        }

        foreach (var notRows in (string[])["1", "\"[]\"", "true", "null", "{}", "{\"0\":{}}", "[1]", "[null]", "[true]", "[\"row\"]", "[[]]", "[{},1]", "[{},[],{}]", "[{},null]"])
            all[$"n_data_{notRows}"] = Bytes($$"""{"status":"success","msg":"","data":{{notRows}}}""");

        foreach (var depth in (int[])[1, 20, 60])
        {
            all[$"y_depth_{depth}"] = Row(new string('[', depth) + new string(']', depth));
            all[$"y_depth_objects_{depth}"] = Row(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth));
        }

        foreach (var depth in (int[])[62, 65, 1_000, 200_000])
        {
            all[$"n_depth_{depth}"] = Row(new string('[', depth) + new string(']', depth));
            all[$"n_depth_open_{depth}"] = Row(new string('[', depth));
            all[$"n_depth_objects_{depth}"] = Row(string.Concat(Enumerable.Repeat("{\"a\":", depth)) + "1" + new string('}', depth));
        }
    }

    void AddEnvelopes(Dictionary<string, byte[]> all)
    {
        const string Good = """{"status":"success","msg":"","data":[{"a":1}]}""";
        foreach (var (name, body) in ((string, string)[])
        [
            ("plain", Good),
            ("blanks around", " \t\r\n" + Good + "\r\n\t "),
            ("megabytes of blanks before", new string(' ', 1_500_000) + Good),
            ("megabytes of blanks behind", Good + new string('\n', 1_500_000)),
            ("blanks inside", """{ "status" : "success" , "msg" : "" , "data" : [ { "a" : 1 } , { } ] }"""),
            ("status last", """{"msg":"","data":[{"a":1}],"status":"success"}"""),
            ("no msg", """{"status":"success","data":[]}"""),
            ("msg null", """{"status":"success","msg":null,"data":[]}"""),
            ("msg number", """{"status":"success","msg":0,"data":[]}"""),
            ("msg object", """{"status":"success","msg":{"status":"error"},"data":[]}"""),
            ("msg list", """{"status":"success","msg":["error"],"data":[]}"""),
            ("empty row", """{"status":"success","data":[{},{}]}"""),
            ("escaped names once", subject.IsV2 ? """{"\u006fk":1,"r\u0065sult":[]}""" : """{"\u0073tatus":"success","d\u0061ta":[]}"""),
            ("escaped status", subject.IsV2 ? """{"ok":1,"status":"succe\u0073s","result":[]}""" : """{"status":"succe\u0073s","data":[]}"""),
            ("more members", """{"count":1,"status":"success","warnings":["w"],"data":[],"next":{"data":[1],"status":"error"}}"""),
            ("errors beside success", """{"status":"success","data":[],"errors":[],"errorCode":""}"""),
            ("status inside a row", """{"status":"success","data":[{"status":"error","data":null,"errors":["x"]}]}"""),
            ("repeated name in a row", """{"status":"success","data":[{"a":1,"a":2}]}"""),
            ("repeated other member", """{"x":1,"x":2,"status":"success","data":[]}"""),
            ("other case of a name", """{"Status":"x","DATA":1,"status":"success","data":[]}"""),
            ("empty name", """{"":1,"status":"success","data":[{"":""}]}"""),
            ("timestamp text", """{"status":"success","data":[{"timestamp":"1"},{"timestamp":1e3},{"timestamp":99999999999999999999}]}"""),
            ("prototype names", """{"status":"success","data":[{"__proto__":{"a":1},"constructor":1}]}"""),
        ])
        {
            all[$"y_{name}"] = Bytes(body);
        }

        foreach (var (name, body) in ((string, string)[])
        [
            ("empty", ""), ("blank", " "), ("line ends", "\r\n\r\n"), ("null", "null"), ("true", "true"), ("number", "200"), ("text", "\"success\""), ("list", "[]"), ("list of rows", "[{\"a\":1}]"),
            ("list around", $"[{Good}]"), ("twice", Good + Good), ("twice in lines", Good + "\n" + Good), ("text behind", Good + " ok"), ("brace behind", Good + "}"), ("comma behind", Good + ","),
            ("comment behind", Good + "<!-- -->"), ("NUL behind", Good + "\0"), ("Ctrl-Z behind", Good + "\u001a"), ("text before", "ok " + Good), ("XSSI guard", ")]}'\n" + Good), ("JSONP", $"callback({Good})"),
            ("javascript", $"var x = {Good};"), ("NUL before", "\0" + Good), ("comment before", "/* */" + Good), ("HTML", "<!DOCTYPE html><html></html>"), ("XML", "<?xml version=\"1.0\"?><a/>"),
            ("YAML", "status: success\ndata: []\n"), ("form", "status=success&data=[]"), ("PHP notice before", "<br />\n<b>Notice</b>: Undefined index\n" + Good), ("text/event-stream", $"data: {Good}\n\n"),
            ("single quotes", "{'status':'success','data':[]}"), ("bare names", "{status:\"success\",data:[]}"), ("empty object", "{}"), ("no status", """{"msg":"","data":[]}"""),
            ("no data", """{"status":"success","msg":""}"""), ("status twice", """{"status":"success","data":[],"status":"success"}"""), ("status twice, error first", """{"status":"error","data":[],"status":"success"}"""),
            ("status twice, error last", """{"status":"success","data":[],"status":"error"}"""), ("status twice, escaped", """{"status":"success","data":[],"\u0073\u0074\u0061tus":"error"}"""),
            ("data twice", """{"status":"success","data":[{}],"data":[]}"""), ("data twice, escaped", subject.IsV2 ? """{"ok":1,"result":[],"resul\u0074":[{}]}""" : """{"status":"success","data":[],"dat\u0061":[{}]}"""), ("error", """{"status":"error"}"""), ("error with data", """{"status":"error","data":[{"a":1}]}"""),
            ("error last", """{"data":[{"a":1}],"status":"error"}"""), ("error escaped", """{"data":[],"st\u0061tus":"\u0065rror"}"""), ("errors null", """{"status":"error","errors":null}"""),
            ("errors object", """{"status":"error","errors":{"a":"x"}}"""), ("errors nested", """{"status":"error","errors":[["x"],{"a":["y"]},1,null,true]}"""), ("errors of half characters", """{"status":"error","errorCode":"\ud800","errors":["\udc00"]}"""),
            ("errorCode object", """{"status":"error","errorCode":{"a":"Authorization Error"},"errors":"x"}"""), ("v2 error", """{"message":"API rate limit exceeded"}"""),
            ("envelope in data", """{"data":{"status":"success","data":[]}}"""), ("envelope as text", "\"{\\\"status\\\":\\\"success\\\",\\\"data\\\":[]}\""), ("colon missing", """{"status" "success","data":[]}"""),
            ("comma missing", """{"status":"success" "data":[]}"""), ("comma first", """{,"status":"success","data":[]}"""), ("comma last", """{"status":"success","data":[],}"""), ("name only", """{"status":"success","data":[],"x"}"""),
            ("wide blank", "{\u00a0\"status\":\"success\",\"data\":[]}"), ("megabytes of nothing", new string(' ', 2_000_000)), ("value over the bound", $$"""{"status":"success","data":[{"a":"{{new string('x', 4_300_000)}}"}]}"""),
        ])
        {
            all[$"n_{name}"] = Bytes(body);
        }

        all["n_answer of the other version"] = Encoding.UTF8.GetBytes(subject.IsV2 ? """{"status":"success","msg":"","data":[]}""" : """{"ok":1,"result":[]}""");
        foreach (var status in subject.IsV2
            ? (string[])["null", "true", "0", "2", "-1", "10", "1.5", "1e1", "4294967297", "\"\"", "\"1\"", "\"ok\"", "[1]", """{"1":1}"""]
            : ["null", "true", "200", "\"\"", """["success"]""", """{"success":true}""", "\"Success\"", "\"success \"", "\"successful\"", "\"warning\"", "\"succe\\ud800s\""])
        {
            all[$"n_status_{status}"] = Bytes(subject.IsV2 ? $$"""{"ok":{{status}},"result":[]}""" : $$"""{"status":{{status}},"data":[]}""");
        }
    }

    /// <summary>A good page that stops anywhere.</summary>
    void AddCuts(Dictionary<string, byte[]> all)
    {
        var page = Bytes("""{"status":"success","msg":"ok","data":[{"_id":"0a","n":-1.5e3,"t":true,"s":"\u00e9\"é"},{"a":[null,{}]}]}""");
        for (var length = 1; length < page.Length; length++) all[$"n_cut_{length:D3}"] = page[..length];
    }

    /// <summary>A good page in which one character of its structure is another one.</summary>
    void AddMutations(Dictionary<string, byte[]> all)
    {
        var page = Bytes("""{"status":"success","data":[{"a":[1]}]}""");
        for (var at = 0; at < page.Length; at++)
        {
            if (!"{}[]:,\"".Contains((char)page[at], StringComparison.Ordinal)) continue;
            foreach (var other in "x;0")
            {
                var changed = page.ToArray();
                changed[at] = (byte)other;
                all[$"n_changed_{at:D2}_{other}"] = changed;
            }
        }
    }
}
