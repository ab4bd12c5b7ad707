using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Checking;

/// <summary>A row for comparison: spelled as the tenant spelled it, since what has the same meaning may still have other bytes.</summary>
/// <param name="Text">All of it.</param>
/// <param name="Fields">Names and values in their order.</param>
sealed record Row(string Id, long? Timestamp, string Text, IReadOnlyList<KeyValuePair<string, string>> Fields);

static class FetchedRows
{
    /// <summary>The rows of a page, each <c>_id</c> once.</summary>
    public static async Task<List<Row>> ReadAsync(Page page, CancellationToken stop)
    {
        await using var plain = new BrotliStream(PipeReader.Create(page.Brotli).AsStream(), CompressionMode.Decompress);
        using var json = await JsonDocument.ParseAsync(plain, cancellationToken: stop);
        return
        [
            .. json.RootElement.EnumerateObject()
                .Where(field => JsonMarshal.GetRawUtf8PropertyName(field).SequenceEqual("data"u8))
                .SelectMany(field => field.Value.EnumerateArray())
                .Select(Read)
                .DistinctBy(row => row.Id, StringComparer.Ordinal),
        ];
    }

    static Row Read(JsonElement row, int index)
    {
        // Raw: a text of an escape that stands for no character can not be had otherwise.
        var fields = row.EnumerateObject()
            .Select(field => KeyValuePair.Create(Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8PropertyName(field)), field.Value.GetRawText()))
            .ToList();
        var id = Value(fields, "_id")?.Trim('"') ?? string.Create(CultureInfo.InvariantCulture, $"(row {index + 1} has none)");
        return new(id, long.TryParse(Value(fields, "timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var second) ? second : null, row.GetRawText(), fields);
    }

    static string? Value(List<KeyValuePair<string, string>> fields, string name) => fields.Find(field => field.Key == name).Value;
}
