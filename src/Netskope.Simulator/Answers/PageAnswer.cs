using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace Netskope.Simulator;

/// <summary>Writes a page row by row, in the envelope of the version that the call is for; nothing holds a whole one.</summary>
static class PageAnswer
{
    const int FlushAt = 64 * 1024;

    public static async Task WriteAsync(HttpContext context, SimulatorOptions options, IReadOnlyList<AlertKey> page)
    {
        context.Response.ContentType = "application/json";
        if (options.Compress && AcceptsGzip(context.Request))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            var writer = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
            await WriteAsync(writer, context, options, page);
            await writer.CompleteAsync();
        }
        else
        {
            await WriteAsync(context.Response.BodyWriter, context, options, page);
        }
    }

    static async Task WriteAsync(PipeWriter writer, HttpContext context, SimulatorOptions options, IReadOnlyList<AlertKey> page)
    {
        var isV2 = context.Request.IsV2();
        var (opening, closing) = isV2 ? ("""{"ok":1,"result":[""", "]}") : options.EnvelopeOrder switch
        {
            EnvelopeOrder.StatusFirst => ("""{"status":"success","msg":"","data":[""", "]}"),
            _ => ("""{"msg":"","data":[""", "],\"status\":\"success\"}"),
        };
        var hasMilliseconds = isV2 && options.V2MillisecondFields;
        Add(writer, opening);
        long pending = 0;
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0)
            {
                Add(writer, ",");
            }

            pending += hasMilliseconds ? WriteWithMilliseconds(page[i], writer) : AlertRow.Write(page[i], writer);
            if (pending >= FlushAt)
            {
                pending = 0;
                await writer.FlushAsync(context.RequestAborted);
            }
        }

        Add(writer, closing);
        await writer.FlushAsync(context.RequestAborted);
    }

    static int WriteWithMilliseconds(in AlertKey key, PipeWriter writer)
    {
        var row = Population.RowBytes(key).Span[..^1];
        var (at, inserted) = ((key.Timestamp * 1000) + (long)(key.RowSeed % 1000), key.Insertion * 1000);
        writer.Write(row);
        var fields = $$""","timestamp_ms":{{at}},"_insertion_epoch_timestamp_ms":{{inserted}},"_service_timestamp_ms":{{at + 1}}}""";
        Add(writer, fields);
        return row.Length + fields.Length;
    }

    static void Add(PipeWriter writer, string text) => Encoding.UTF8.GetBytes(text, writer);

    static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding =>
            coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is null or > 0);
}
