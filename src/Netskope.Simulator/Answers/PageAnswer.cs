using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace Netskope.Simulator;

/// <summary>Writes a page row by row, in the envelope of the version that the call is for; nothing holds a whole one.</summary>
static class PageAnswer
{
    public const int FlushAt = 64 * 1024;

    public static Task WriteAsync(HttpContext context, SimulatorOptions options, IReadOnlyList<AlertKey> page)
    {
        var hasMilliseconds = context.Request.IsV2() && options.V2MillisecondFields;
        return SuccessAnswer.WriteAsync(context, options, writer => WriteAsync(writer, context, page, hasMilliseconds));
    }

    static async Task WriteAsync(PipeWriter writer, HttpContext context, IReadOnlyList<AlertKey> page, bool hasMilliseconds)
    {
        Add(writer, "[");
        long pending = 0;
        for (var i = 0; i < page.Count; i++)
        {
            if (i > 0)
            {
                Add(writer, ",");
            }

            pending += hasMilliseconds ? WriteWithMilliseconds(page[i], writer) : Row.Write(page[i], writer);
            if (pending >= FlushAt)
            {
                pending = 0;
                await writer.FlushAsync(context.RequestAborted);
            }
        }

        Add(writer, "]");
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
}
