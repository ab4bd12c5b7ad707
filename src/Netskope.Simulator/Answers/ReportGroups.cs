using System.Buffers;
using System.Text.Json;

namespace Netskope.Simulator;

/// <summary>Rows counted by what stands in one of their fields.</summary>
static class ReportGroups
{
    /// <returns>The largest first, and equal ones by name. Rows without the field are left out.</returns>
    public static IReadOnlyList<(string Name, int Count)> Count(ReportQuestion question, string field)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        var row = new ArrayBufferWriter<byte>(Row.MaxBytes);
        foreach (var key in question.Rows.SelectMany(rows => rows.Select(question.Filter)))
        {
            row.ResetWrittenCount();
            Row.Write(key, row);
            if (Value(row.WrittenSpan, field) is { } name)
            {
                counts[name] = counts.GetValueOrDefault(name) + 1;
            }
        }

        return
        [
            .. counts.OrderByDescending(group => group.Value)
                .ThenBy(group => group.Key, StringComparer.Ordinal)
                .Select(group => (group.Key, group.Value)),
        ];
    }

    static string? Value(ReadOnlySpan<byte> row, string field)
    {
        var reader = new Utf8JsonReader(row);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isField = reader.ValueTextEquals(field);
            reader.Read();
            if (isField)
            {
                return reader.GetString();
            }

            reader.Skip();
        }

        return null;
    }
}
