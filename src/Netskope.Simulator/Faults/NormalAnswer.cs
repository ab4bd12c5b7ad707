using System.Text;

namespace Netskope.Simulator;

/// <summary>The normal answer, caught before it is sent, for faults that spoil it.</summary>
static class NormalAnswer
{
    /// <summary>The body without a coding. Status and headers are set, nothing is sent.</summary>
    public static async Task<byte[]> ReadAsync(HttpContext context, RequestDelegate answer)
    {
        context.Request.Headers.AcceptEncoding = default;
        var wire = context.Response.Body;
        using var whole = new MemoryStream();
        context.Response.Body = whole;
        await answer(context);
        context.Response.Body = wire;
        return whole.ToArray();
    }

    /// <summary>The rows as they stand in the page's list; empty if there are none.</summary>
    public static async Task<byte[]> ReadRowsAsync(HttpContext context, RequestDelegate answer)
    {
        var body = await ReadAsync(context, answer);
        var start = body.AsSpan().IndexOf("\"data\":["u8);
        var end = body.AsSpan().LastIndexOf((byte)']');
        return start < 0 ? [] : body[(start + "\"data\":[".Length)..end];
    }
}

/// <summary>Bodies of the tenant's bad days.</summary>
static class Bodies
{
    public static byte[] ErrorsAsText { get; } = """{"status":"error","errorCode":"General Error","errors":"The request could not be processed"}"""u8.ToArray();

    public static byte[] LoginPage { get; } = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><form>…</form></body></html>\n"u8.ToArray();

    public static byte[] DepthBomb { get; } =
        Encoding.ASCII.GetBytes($$"""{"status":"success","msg":"","data":[{"deep":{{new string('[', 100_000)}}{{new string(']', 100_000)}}}]}""");

    public static byte[] Page(byte[] rows) => [.. """{"status":"success","msg":"","data":["""u8, .. rows, .. "]}"u8];

    /// <summary>The rows as they follow another one.</summary>
    public static byte[] Behind(byte[] rows) => rows.Length == 0 ? [] : [.. ","u8, .. rows];

    /// <summary>The rows again and again until they are large enough, then the error.</summary>
    public static byte[] ErrorAfter(byte[] rows, int bytes)
    {
        var row = rows.Length > 0 ? rows : [.. """{"note":"x"}"""u8];
        using var body = new MemoryStream();
        body.Write("""{"msg":"","data":["""u8);
        body.Write(row);
        while (body.Length < bytes)
        {
            body.Write(","u8);
            body.Write(row);
        }

        body.Write("""],"status":"error","errorCode":"General Error","errors":["The search was interrupted"]}"""u8);
        return body.ToArray();
    }
}
