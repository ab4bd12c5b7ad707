using System.IO.Compression;
using System.IO.Pipelines;

namespace Netskope.Simulator;

/// <summary>Writes a page row by row; nothing holds a whole one.</summary>
static class PageAnswer
{
    const int FlushAt = 64 * 1024;

    public static async Task WriteAsync(HttpContext context, Tenant tenant, IReadOnlyList<AlertKey> page)
    {
        context.Response.ContentType = "application/json";
        if (tenant.Options.Compress && AcceptsGzip(context.Request))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            var writer = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
            await WriteAsync(writer, tenant.Options.EnvelopeOrder, page, context.RequestAborted);
            await writer.CompleteAsync();
        }
        else
        {
            await WriteAsync(context.Response.BodyWriter, tenant.Options.EnvelopeOrder, page, context.RequestAborted);
        }
    }

    static async Task WriteAsync(
        PipeWriter writer, EnvelopeOrder order, IReadOnlyList<AlertKey> page, CancellationToken cancellationToken)
    {
        Add(writer, order == EnvelopeOrder.StatusFirst ? """{"status":"success","msg":"","data":["""u8 : """{"msg":"","data":["""u8);
        long pending = 0;
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0)
            {
                Add(writer, ","u8);
            }

            pending += AlertRow.Write(page[i], writer);
            if (pending >= FlushAt)
            {
                pending = 0;
                await writer.FlushAsync(cancellationToken);
            }
        }

        Add(writer, order == EnvelopeOrder.StatusFirst ? "]}"u8 : "],\"status\":\"success\"}"u8);
        await writer.FlushAsync(cancellationToken);
    }

    static void Add(PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }

    static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding =>
            coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is null or > 0);
}
