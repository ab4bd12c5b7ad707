using System.Text;
using System.Text.Json;

namespace Netskope.AlertGateway.Diagnostics;

/// <summary>
/// Who asked for what and what came of it: a line of JSON when a request is over, and where that is required one before it is
/// answered. Its shape is fixed (<c>docs/telemetry.md</c>); a value is always a JSON string or number, so that no caller can
/// write a line of its own.
/// </summary>
sealed class AccessRecord
{
    /// <summary>More than the longest question that a tenant is asked, so that nothing can be pushed out of sight.</summary>
    public const int MostLength = 16_000;

    const int MostOther = 2000;

    /// <summary>The outcome of a request whose caller did not wait for the end.</summary>
    public const string CallerLeft = "caller-left";

    /// <summary>The outcome of an answer that could not be passed on to its end.</summary>
    public const string BrokenOff = "broken-off";

    public DateTimeOffset Arrived { get; init; }

    public string? Caller { get; set; }

    /// <summary>Which of the profiles in the settings the caller has.</summary>
    public string? Profile { get; set; }

    /// <summary>Where the caller is, as far as known proxies tell.</summary>
    public string? Address { get; set; }

    public string? Resource { get; set; }

    /// <summary>What is asked; <see cref="Question"/> and <see cref="Query"/> are made of it when a line is written.</summary>
    public IRecorded? Asked { get; set; }

    /// <summary>The canonical form of what was asked.</summary>
    public string? Question { get; set; }

    /// <summary>The query in it as the tenant is asked, in canonical form.</summary>
    public string? Query { get; set; }

    public string? Window { get; set; }

    public int? Rows { get; set; }

    public string? Source { get; set; }

    /// <summary>How many bytes of what is passed on were given to the connection.</summary>
    public long? Bytes { get; set; }

    /// <summary><c>ok</c>, <c>not-modified</c>, <c>caller-left</c>, <c>broken-off</c>, or the slug of the problem.</summary>
    public string Outcome { get; set; } = "ok";

    /// <summary>Why a token was refused: the kind of fault, never its text.</summary>
    public string? Reason { get; set; }

    /// <summary>The caller's own name for the request.</summary>
    public string? Request { get; set; }

    /// <param name="method">The request's method.</param>
    /// <param name="traceId">What problem documents call it by.</param>
    /// <param name="ending">What came of it; null while nobody knows.</param>
    public string ToJson(string method, string traceId, Ending? ending = null)
    {
        using var line = new MemoryStream();
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            json.WriteString("time", Arrived.UtcDateTime);
            json.WriteString("phase", ending is null ? "asked" : "closed");
            Write(json, "caller", Caller);
            Write(json, "profile", Profile);
            Write(json, "address", Address);
            json.WriteString("method", method);
            Write(json, "resource", Resource);
            Write(json, "question", Question, MostLength);
            Write(json, "query", Query, MostLength);
            if (ending is { } known) Write(json, known);
            json.WriteString("trace", traceId);
            Write(json, "request", Request);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(line.GetBuffer(), 0, (int)line.Length);
    }

    void Write(Utf8JsonWriter json, Ending ending)
    {
        Write(json, "window", Window);
        if (Rows is { } rows) json.WriteNumber("rows", rows);
        else json.WriteNull("rows");
        json.WriteNumber("bytes", ending.Bytes);
        Write(json, "source", Source);
        json.WriteNumber("status", ending.Status);
        json.WriteString("outcome", Outcome);
        Write(json, "reason", Reason);
        json.WriteNumber("ms", Math.Round(ending.Took.TotalMilliseconds, 1));
    }

    static void Write(Utf8JsonWriter json, string name, string? value, int most = MostOther)
    {
        if (value is null) json.WriteNull(name);
        else json.WriteString(name, value.Length <= most ? value : value[..most] + "…");
    }
}

/// <summary>What came of a request.</summary>
readonly record struct Ending(int Status, long Bytes, TimeSpan Took);

static class RecordedRequests
{
    public static AccessRecord? Record(this HttpContext context) => context.Features.Get<AccessRecord>();
}
