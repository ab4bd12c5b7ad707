using System.IO.Compression;

namespace Netskope.Simulator;

/// <summary>The normal body in gzip, of which only the first part is sent, in whole framing.</summary>
sealed class GzipCutFault(double fraction) : Fault
{
    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        var body = await NormalAnswer.ReadAsync(context, answer);
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            await gzip.WriteAsync(body, context.RequestAborted);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await context.Response.Body.WriteAsync(packed.GetBuffer().AsMemory(0, (int)(packed.Length * fraction)), context.RequestAborted);
    }
}

/// <summary>A well-formed page of rows that pack extremely well.</summary>
sealed class GzipBombFault(int bytes) : Fault
{
    static readonly byte[] Row = [.. "{\"note\":\""u8, .. Enumerable.Repeat((byte)'a', 64 * 1024), .. "\"}"u8];

    public override async Task ApplyAsync(HttpContext context, RequestDelegate answer)
    {
        context.Response.ContentType = "application/json";
        context.Response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Optimal, leaveOpen: true);
        var opening = context.Request.IsV2() ? """{"ok":1,"result":["""u8.ToArray() : """{"status":"success","msg":"","data":["""u8.ToArray();
        await gzip.WriteAsync(opening, context.RequestAborted);
        await gzip.WriteAsync(Row, context.RequestAborted);
        for (long written = Row.Length; written < bytes; written += Row.Length + 1)
        {
            await gzip.WriteAsync(","u8.ToArray(), context.RequestAborted);
            await gzip.WriteAsync(Row, context.RequestAborted);
        }

        await gzip.WriteAsync("]}"u8.ToArray(), context.RequestAborted);
    }
}
