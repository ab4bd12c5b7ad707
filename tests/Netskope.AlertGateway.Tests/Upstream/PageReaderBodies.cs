using System.Text;
using Netskope.AlertGateway.Diagnostics;
using static Netskope.AlertGateway.Diagnostics.FailureKind;

namespace Netskope.AlertGateway.Tests.Upstream;

/// <summary>Bodies with status 200 that are no page, each with what it must come to.</summary>
static class PageReaderBodies
{
    public static IReadOnlyDictionary<string, (byte[] Body, FailureKind Kind)> All { get; } = Make();

    static Dictionary<string, (byte[] Body, FailureKind Kind)> Make()
    {
        var all = new Dictionary<string, (byte[] Body, FailureKind Kind)>(StringComparer.Ordinal);
        void Raw(string name, byte[] body) => all.Add(name, (body, TenantMalformed));
        void Add(string name, string body, FailureKind kind = TenantMalformed) => all.Add(name, (Pages.Bytes(body), kind));
        void Row(string name, string row) => Add(name, $$"""{"status":"success","data":[{{row}}]}""");
        void InString(string name, params byte[] bytes) =>
            Raw(name, [.. """{"status":"success","data":[{"user":"a"""u8, .. bytes, .. """z"}]}"""u8]);

        // Not JSON.
        Add("nothing", "");
        Add("blanks", " \r\n\t ");
        Add("HTML", "<html><body><h1>502 Bad Gateway</h1></body></html>");
        Add("plain text", "Service temporarily unavailable");
        Raw("BOM", [0xEF, 0xBB, 0xBF, .. Pages.Bytes(Pages.Small)]);
        Raw("UTF-16", Encoding.Unicode.GetBytes(Pages.Small));
        Add("trailing text", Pages.Small + "x");
        Add("trailing brace", Pages.Small + "}");
        Add("two pages", Pages.Small + Pages.Small);
        Raw("trailing zero byte", [.. Pages.Bytes(Pages.Small), 0]);
        Add("trailing comma in the envelope", """{"status":"success","data":[],}""");
        Add("trailing comma in data", """{"status":"success","data":[{},]}""");
        Row("trailing comma in a row", """{"a":1,}""");
        Row("line comment", "{} // rows end here\n");
        Row("block comment", "/* none */");
        Row("NaN", """{"a":NaN}""");
        Row("Infinity", """{"a":-Infinity}""");
        Row("undefined", """{"a":undefined}""");
        Row("True", """{"a":True}""");
        Row("leading zero", """{"a":01}""");
        Row("plus sign", """{"a":+1}""");
        Row("bare point", """{"a":1.}""");
        Row("no digits before the point", """{"a":.5}""");
        Row("hexadecimal", """{"a":0x1F}""");
        Row("half an exponent", """{"a":1e}""");
        Row("lone minus", """{"a":-}""");
        Row("single quotes", "{'a':1}");
        Row("name without quotes", "{a:1}");
        Row("missing colon", """{"a" 1}""");
        Row("missing comma", """{"a":1 "b":2}""");
        Row("missing value", """{"a":}""");
        Row("wrong bracket", """{"a":1]""");
        Row("unknown escape", """{"a":"\x41"}""");
        Row("short unicode escape", """{"a":"\u12"}""");
        Row("not hexadecimal in an escape", """{"a":"\u12G4"}""");
        Row("depth bomb of lists", "{\"a\":" + new string('[', 5000) + new string(']', 5000) + "}");
        Row("depth bomb of objects", string.Concat(Enumerable.Repeat("""{"a":""", 200)) + "1" + new string('}', 200));
        Row("open depth bomb", "{\"a\":" + new string('[', 300_000));

        // Bytes that are no text (RFC 8259, 8.1; RFC 3629, 3).
        InString("lone continuation byte", 0x80);
        InString("lead byte without continuation", 0xC3);
        InString("overlong slash", 0xC0, 0xAF);
        InString("overlong quote in three bytes", 0xE0, 0x80, 0xA2);
        InString("encoded high surrogate", 0xED, 0xA0, 0x80);
        InString("encoded surrogate pair", 0xED, 0xA0, 0x80, 0xED, 0xB0, 0x80);
        InString("above U+10FFFF", 0xF4, 0x90, 0x80, 0x80);
        InString("five-byte form", 0xF8, 0x88, 0x80, 0x80, 0x80);
        InString("FE", 0xFE);
        InString("Latin-1", 0xE9);
        InString("three of four bytes", 0xF0, 0x9F, 0x98);
        Raw("invalid byte in a name", [.. """{"status":"success","data":[{"a"""u8, 0xFF, .. "\":1}]}"u8]);
        Raw("invalid byte in msg", [.. "{\"status\":\"success\",\"msg\":\""u8, 0xFF, .. "\",\"data\":[]}"u8]);
        Row("line feed in a string", "{\"a\":\"x\ny\"}");
        Row("tab in a string", "{\"a\":\"x\ty\"}");
        Row("zero in a string", "{\"a\":\"x\0y\"}");
        Row("unit separator in a name", "{\"a\u001f\":1}");

        // JSON, but no envelope.
        Add("null", "null");
        Add("a number", "1");
        Add("a text", "\"success\"");
        Add("a list", """[{"status":"success","data":[]}]""");
        Add("empty object", "{}");
        Add("v2 answer", """{"ok":1,"result":[]}""");
        Add("data missing", """{"status":"success","msg":""}""");
        Add("data null", """{"status":"success","data":null}""");
        Add("data an object", """{"status":"success","data":{"a":[{}]}}""");
        Add("data a text", """{"status":"success","data":"[]"}""");
        Add("data a number", """{"status":"success","data":0}""");
        Add("data false", """{"status":"success","data":false}""");
        Add("data in another case", """{"status":"success","Data":[]}""");
        Add("data one level down", """{"status":"success","result":{"data":[]}}""");
        Row("row null", "null");
        Row("row a number", "{},1");
        Row("row a text", "\"a\"");
        Row("row a list", "[{}]");
        Row("row true", "{},{},true");
        Add("status missing", """{"data":[]}""");
        Add("status one level down", """{"meta":{"status":"success"},"data":[]}""");
        Add("status in a row only", """{"data":[{"status":"success"}]}""");
        Add("status null", """{"status":null,"data":[]}""");
        Add("status a number", """{"status":200,"data":[]}""");
        Add("status true", """{"status":true,"data":[]}""");
        Add("status an object", """{"status":{"status":"success"},"data":[]}""");
        Add("status a list", """{"status":["success"],"data":[]}""");
        Add("status empty", """{"status":"","data":[]}""");
        Add("status Success", """{"status":"Success","data":[]}""");
        Add("status with a blank", """{"status":"success ","data":[]}""");
        Add("status failure", """{"status":"failure","data":[]}""");
        Add("name of status in another case", """{"Status":"success","data":[]}""");
        Add("status twice", """{"status":"success","data":[],"status":"success"}""");
        Add("status twice, error behind", """{"status":"success","data":[],"status":"error"}""");
        Add("status twice, error in front", """{"status":"error","data":[],"status":"success"}""");
        Add("status twice, one spelt with an escape", """{"status":"success","data":[],"\u0073tatus":"error"}""");
        Add("status twice, all spelt with escapes", """{"\u0073\u0074\u0061\u0074\u0075\u0073":"success","data":[],"statu\u0073":"success"}""");
        Add("data twice", """{"status":"success","data":[],"data":[{}]}""");
        Add("data twice, one null", """{"status":"success","data":[{}],"data":null}""");
        Add("data twice, one spelt with an escape", """{"status":"success","data":[{}],"d\u0061ta":[]}""");

        // Errors in disguise.
        Add("error first", """{"status":"error","errorCode":"General Error","errors":["Invalid query"]}""", TenantRefusal);
        Add("error last", """{"errors":["Invalid query"],"errorCode":"General Error","status":"error"}""", TenantRefusal);
        Add("error behind rows", """{"data":[{"a":1},{"a":2}],"status":"error"}""", TenantRefusal);
        Add("errors a text", """{"status":"error","errors":"Invalid query"}""", TenantRefusal);
        Add("errors absent", """{"status":"error"}""", TenantRefusal);
        Add("errors empty", """{"status":"error","errors":[]}""", TenantRefusal);
        Add("errors null", """{"status":"error","errors":null}""", TenantRefusal);
        Add("errors an object", """{"status":"error","errors":{"query":"bad"}}""", TenantRefusal);
        Add("errors of objects", """{"status":"error","errors":[{"text":"bad"},["worse"],7]}""", TenantRefusal);
        Add("error spelt with an escape", """{"status":"\u0065rror","data":[]}""", TenantRefusal);
        Add("errorCode a number", """{"status":"error","errorCode":7}""", TenantRefusal);
        Add("error text that is no character", """{"status":"error","errorCode":"\ud800","errors":["\udc00"]}""", TenantRefusal);
        Add("authorization error", """{"status":"error","errorCode":"Authorization Error","errors":["Invalid token"]}""", UpstreamCredentials);
        Add("authorization error last", """{"errors":["Invalid token"],"status":"error","errorCode":"Authorization Error"}""", UpstreamCredentials);
        Add("authorization error in capitals", """{"errorCode":"AUTHORIZATION ERROR","status":"error"}""", UpstreamCredentials);
        Add("broken error", """{"status":"error","errorCode":"General""");
        return all;
    }
}
