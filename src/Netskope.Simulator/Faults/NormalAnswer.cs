using System.Text;

namespace Netskope.Simulator;

/// <summary>The normal answer, caught before it is sent, for faults that spoil it.</summary>
static class NormalAnswer
{
    /// <summary>The body without a coding. Status and headers are set, nothing is sent.</summary>
    /// <param name="keepLength">A length that was announced stays so, for those who break off.</param>
    public static async Task<byte[]> ReadAsync(HttpContext context, RequestDelegate answer, bool keepLength = false)
    {
        context.Request.Headers.AcceptEncoding = default;
        var wire = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        await answer(context);
        context.Response.Body = wire;
        if (!keepLength)
        {
            context.Response.ContentLength = null;
        }

        return whole.ToArray();
    }

    /// <summary>The rows as they stand in the page's list; empty if there are none, or the data is no list.</summary>
    public static async Task<byte[]> ReadRowsAsync(HttpContext context, RequestDelegate answer)
    {
        var body = await ReadAsync(context, answer);
        var name = context.Request.IsV2() ? "\"result\":[" : "\"data\":[";
        var start = body.AsSpan().IndexOf(Encoding.ASCII.GetBytes(name));
        var end = body.AsSpan().LastIndexOf((byte)']');
        return start < 0 ? [] : body[(start + name.Length)..end];
    }
}

/// <summary>Bodies of the tenant's bad days.</summary>
static class Bodies
{
    public static byte[] ErrorsAsText { get; } = """{"status":"error","errorCode":"General Error","errors":"The request could not be processed"}"""u8.ToArray();

    public static byte[] LoginPage { get; } = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form>…</form></body></html>\n"u8.ToArray();

    /// <summary>v2 knows errors as text only.</summary>
    public static byte[] ErrorInV2 { get; } = """{"status":"error","message":"The request could not be processed"}"""u8.ToArray();

    public static byte[] DeepRow { get; } =
        Encoding.ASCII.GetBytes($$"""{"deep":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}""");

    public static byte[] List(byte[] rows) => [.. "["u8, .. rows, .. "]"u8];

    public static byte[] Page(byte[] rows) => [.. """{"status":"success","msg":"","data":["""u8, .. rows, .. "]}"u8];

    public static byte[] PageV2(byte[] rows) => [.. """{"ok":1,"result":["""u8, .. rows, .. "]}"u8];

    public static byte[] BehindInvalidUtf8(byte[] rows) => [.. """{"note":"caf"""u8, 0xE9, .. rows.Length == 0 ? "\"}"u8 : "\"},"u8, .. rows];

    public static byte[] Error(byte[] rows, int bytes) => ErrorAfter(
        """{"msg":"","data":["""u8, rows, bytes, """],"status":"error","errorCode":"General Error","errors":["The search was interrupted"]}"""u8);

    public static byte[] ErrorV2(byte[] rows, int bytes) => ErrorAfter(
        """{"result":["""u8, rows, bytes, """],"status":"error","message":"The search was interrupted"}"""u8);

    /// <summary>The rows again and again until they are large enough, then the error.</summary>
    static byte[] ErrorAfter(ReadOnlySpan<byte> opening, byte[] rows, int bytes, ReadOnlySpan<byte> error)
    {
        var row = rows.Length > 0 ? rows : [.. """{"note":"x"}"""u8];
        using var body = new MemoryStream();
        body.Write(opening);
        body.Write(row);
        while (body.Length < bytes)
        {
            body.Write(","u8);
            body.Write(row);
        }

        body.Write(error);
        return body.ToArray();
    }
}
