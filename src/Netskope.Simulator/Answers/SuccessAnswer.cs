using System.Buffers;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;

namespace Netskope.Simulator;

/// <summary>A success in the envelope of the version that the call is for, whatever its data.</summary>
static class SuccessAnswer
{
    public static Task WriteAsync(HttpContext context, SimulatorOptions options, ReadOnlyMemory<byte> data) =>
        WriteAsync(context, options, writer =>
        {
            writer.Write(data.Span);
            return Task.CompletedTask;
        });

    /// <summary>In gzip for those who accept it, unless the answer's length is announced.</summary>
    public static async Task WriteAsync(HttpContext context, SimulatorOptions options, Func<PipeWriter, Task> writeData)
    {
        context.Response.ContentType = "application/json";
        if (options.Compress && context.Response.ContentLength is null && AcceptsGzip(context.Request))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest, leaveOpen: true);
            var writer = PipeWriter.Create(gzip, new StreamPipeWriterOptions(leaveOpen: true));
            await WriteAsync(writer, context, options, writeData);
            await writer.CompleteAsync();
        }
        else
        {
            await WriteAsync(context.Response.BodyWriter, context, options, writeData);
        }
    }

    /// <summary>What stands around the data.</summary>
    public static (string Opening, string Closing) Envelope(HttpRequest request, SimulatorOptions options) =>
        request.IsV2() ? ("""{"ok":1,"result":""", "}") : options.EnvelopeOrder switch
        {
            EnvelopeOrder.StatusFirst => ("""{"status":"success","msg":"","data":""", "}"),
            _ => ("""{"msg":"","data":""", ",\"status\":\"success\"}"),
        };

    static async Task WriteAsync(PipeWriter writer, HttpContext context, SimulatorOptions options, Func<PipeWriter, Task> writeData)
    {
        var (opening, closing) = Envelope(context.Request, options);
        Encoding.UTF8.GetBytes(opening, writer);
        await writeData(writer);
        Encoding.UTF8.GetBytes(closing, writer);
        await writer.FlushAsync(context.RequestAborted);
    }

    static bool AcceptsGzip(HttpRequest request) =>
        request.GetTypedHeaders().AcceptEncoding.Any(coding =>
            coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality is null or > 0);
}
