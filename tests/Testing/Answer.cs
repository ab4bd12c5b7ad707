using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Netskope.Testing;

/// <summary>A whole answer, read to its end.</summary>
public sealed class Answer
{
    readonly ILookup<string, string> _headers;
    byte[]? _decoded;
    JsonDocument? _json;

    Answer(int status, IEnumerable<KeyValuePair<string, string>> headers, byte[] raw)
    {
        Status = status;
        _headers = headers.ToLookup(header => header.Key, header => header.Value, StringComparer.OrdinalIgnoreCase);
        Raw = raw;
    }

    public int Status { get; }

    /// <summary>The body as it came over the wire.</summary>
    public byte[] Raw { get; }

    /// <summary>The body without its coding.</summary>
    public byte[] Bytes => _decoded ??= Decode();

    public string Text => Encoding.UTF8.GetString(Bytes);

    public JsonElement Json => (_json ??= JsonDocument.Parse(Bytes)).RootElement;

    /// <summary>The header, joined if it is there more than once; null if it is not there.</summary>
    public string? this[string header] => _headers.Contains(header) ? string.Join(", ", _headers[header]) : null;

    public IEnumerable<string> HeaderNames => _headers.Select(header => header.Key);

    public IReadOnlyList<JsonElement> Rows => [.. Json.GetProperty("data").EnumerateArray()];

    public IReadOnlyList<string> Ids => [.. Rows.Select(row => row.GetProperty("_id").GetString()!)];

    public bool IsHit => this["Cache-Status"]?.Split(';').Any(part => part.Trim() is "hit") ?? false;

    /// <summary>The target of the link to the next page, as it would be asked from this gateway.</summary>
    public string? Next
    {
        get
        {
            if (this["Link"] is not { } link || !link.Contains("rel=\"next\"", StringComparison.Ordinal)) return null;
            var target = link[(link.IndexOf('<', StringComparison.Ordinal) + 1)..link.IndexOf('>', StringComparison.Ordinal)];
            return target.StartsWith('/') ? target : new Uri(target).PathAndQuery;
        }
    }

    /// <summary>The problem's messages per parameter.</summary>
    public IDictionary<string, string> Errors =>
        Json.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
            ? errors.EnumerateObject().ToDictionary(error => error.Name, error => string.Join(' ', error.Value.EnumerateArray().Select(text => text.GetString())), StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal);

    public static async Task<Answer> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var raw = await response.Content.ReadAsByteArrayAsync(ct);
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated);
        return new Answer((int)response.StatusCode, headers.SelectMany(h => h.Value.Select(value => KeyValuePair.Create(h.Key, value))), raw);
    }

    /// <summary>From the bytes of one HTTP/1.1 answer whose body, if there is one, is not chunked.</summary>
    public static Answer Parse(byte[] bytes)
    {
        var end = bytes.AsSpan().IndexOf("\r\n\r\n"u8);
        end.ShouldBeGreaterThan(0, "there was no HTTP answer");
        var lines = Encoding.Latin1.GetString(bytes, 0, end).Split("\r\n");
        var headers = lines.Skip(1).Select(line => line.Split(':', 2)).Select(pair => KeyValuePair.Create(pair[0], pair[1].Trim()));
        return new Answer(int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture), headers, bytes[(end + 4)..]);
    }

    /// <summary>An error as the contract has it: the status, a registered type, nothing kept, nothing sniffed.</summary>
    public Answer ShouldBeProblem(int status, string? type = null)
    {
        Status.ShouldBe(status, Text);
        this["Content-Type"].ShouldNotBeNull().ShouldStartWith("application/problem+json");
        this["Cache-Control"].ShouldBe("no-store");
        Json.GetProperty("status").GetInt32().ShouldBe(status);
        Json.GetProperty("title").GetString().ShouldNotBeNullOrWhiteSpace();
        Json.GetProperty("traceId").GetString().ShouldNotBeNullOrWhiteSpace();
        var uri = Json.GetProperty("type").GetString().ShouldNotBeNull();
        uri.ShouldNotBe("about:blank");
        if (type is not null) uri.ShouldEndWith(type, Case.Sensitive);
        return this;
    }

    /// <summary>An error as v1 clients know it, with the right status all the same.</summary>
    public Answer ShouldBeLegacyError(int status)
    {
        Status.ShouldBe(status, Text);
        this["Content-Type"].ShouldNotBeNull().ShouldStartWith("application/json");
        this["Cache-Control"].ShouldBe("no-store");
        Json.GetProperty("status").GetString().ShouldBe("error");
        Json.GetProperty("errorCode").GetString().ShouldNotBeNullOrWhiteSpace();
        Json.GetProperty("errors").EnumerateArray().ShouldNotBeEmpty();
        return this;
    }

    public Answer ShouldBePage()
    {
        Status.ShouldBe(200, Status == 200 ? null : Text);
        this["Content-Type"].ShouldNotBeNull().ShouldStartWith("application/json");
        Json.GetProperty("status").GetString().ShouldBe("success");
        return this;
    }

    byte[] Decode()
    {
        if (Raw.Length == 0 || this["Content-Encoding"] is not ("br" or "gzip")) return Raw;
        using var source = new MemoryStream(Raw);
        using Stream plain = this["Content-Encoding"] == "br" ? new BrotliStream(source, CompressionMode.Decompress) : new GZipStream(source, CompressionMode.Decompress);
        using var bytes = new MemoryStream();
        plain.CopyTo(bytes);
        return bytes.ToArray();
    }
}
