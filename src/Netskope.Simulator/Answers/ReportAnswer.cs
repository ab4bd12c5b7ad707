using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Netskope.Simulator;

/// <summary><c>/api/v1/report</c>: how many rows there are, by a field if one is asked for.</summary>
/// <remarks>
/// Nothing of its answer is public but that it counts. Assumptions: a group is called as the field is in the rows, so an application is
/// an <c>app</c>; <c>limit</c> and <c>skip</c> are about groups; and without <c>groupby</c> all rows are one group, called
/// <c>total</c> where a shape needs a name. <see cref="SimulatorOptions.ReportShape"/> has what a group may look like.
/// </remarks>
static class ReportAnswer
{
    static readonly JsonWriterOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Task WriteAsync(HttpContext context, SimulatorOptions options, ReportQuestion question)
    {
        IReadOnlyList<(string Name, int Count)> groups = question.Field is { } field
            ? ReportGroups.Count(question, field)
            : [("total", question.Rows.Sum(rows => rows.Count(question.Filter)))];
        var data = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(data, Relaxed))
        {
            Write(json, options.ReportShape, question.Field, groups.Skip(question.Skip).Take(question.Limit));
        }

        return SuccessAnswer.WriteAsync(context, options, data.WrittenMemory);
    }

    static void Write(Utf8JsonWriter json, ReportShape shape, string? field, IEnumerable<(string Name, int Count)> groups)
    {
        if (shape == ReportShape.Map)
        {
            json.WriteStartObject();
            foreach (var (name, count) in groups)
            {
                json.WriteNumber(name, count);
            }

            json.WriteEndObject();
            return;
        }

        json.WriteStartArray();
        foreach (var (name, count) in groups)
        {
            if (shape == ReportShape.Pairs)
            {
                json.WriteStartArray();
                json.WriteStringValue(name);
                json.WriteNumberValue(count);
                json.WriteEndArray();
            }
            else
            {
                json.WriteStartObject();
                if (field is not null)
                {
                    json.WriteString(field, name);
                }

                json.WriteNumber("count", count);
                json.WriteEndObject();
            }
        }

        json.WriteEndArray();
    }
}
