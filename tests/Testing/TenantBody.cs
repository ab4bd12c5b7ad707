using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Netskope.AlertGateway.Upstream;

namespace Netskope.Testing;

/// <summary>Bodies of the tenant in the version that it is asked by. Tests write them as v1 has them.</summary>
static partial class TenantBody
{
    /// <summary>The same thing as v2 says it: a <c>status</c> of success is <c>ok</c>, <c>data</c> the <c>result</c>, <c>errors</c> the <c>message</c>.</summary>
    public static string Body(this Subject subject, string v1) =>
        !subject.IsV2 ? v1 : Errors().Replace(Data().Replace(Success().Replace(v1, "\"ok\":1"), "\"result\""), "\"message\"");

    public static byte[] BodyBytes(this Subject subject, string v1) => Encoding.UTF8.GetBytes(subject.Body(v1));

    /// <summary>What the caller gets of a good body: all of v1's; of v2's the rows, in v1's envelope.</summary>
    public static byte[] Page(this Subject subject, byte[] body)
    {
        if (!subject.IsV2) return body;
        using var page = new MemoryStream();
        page.Write("""{"status":"success","msg":"","data":["""u8);
        var reader = new Utf8JsonReader(body);
        while (reader.Read())
        {
            if (reader.CurrentDepth != 1 || reader.TokenType != JsonTokenType.PropertyName || !JsonText.Is(ref reader, "result"u8)) continue;
            reader.Read();
            for (var first = true; reader.Read() && reader.TokenType != JsonTokenType.EndArray; first = false)
            {
                if (!first) page.WriteByte((byte)',');
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                page.Write(body.AsSpan(start, (int)reader.BytesConsumed - start));
            }
        }

        page.Write("]}"u8);
        return page.ToArray();
    }

    [GeneratedRegex("\"status\"\\s*:\\s*\"success\"", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Success();

    [GeneratedRegex("\"data\"(?=\\s*:)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Data();

    [GeneratedRegex("\"errors\"(?=\\s*:)", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Errors();
}
