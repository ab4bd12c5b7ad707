using System.Collections.Concurrent;
using System.Text.Json;

namespace Soak;

/// <summary>What was answered before: one question and one window have one entity tag and one number of rows.</summary>
sealed class Books
{
    readonly ConcurrentDictionary<(string Target, string Window), (string Tag, int Rows)> _answers = new();

    /// <summary>What is wrong with a page, if anything is.</summary>
    public string? Fault(string target, int limit, bool mayMove, Got got)
    {
        if (got.ContentTag is not { Length: 32 } tag) return "no ETag";
        if (got.Window is not { } window) return "no Gateway-Window";
        int rows;
        try
        {
            using var page = JsonDocument.Parse(got.Body);
            if (page.RootElement.GetProperty("status").GetString() != "success") return "its status is not success";
            rows = page.RootElement.GetProperty("data").GetArrayLength();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "not a page: " + e.GetType().Name;
        }

        if (rows > limit) return $"{rows} rows where at most {limit} were asked";
        if (rows == limit != (got.Next is not null)) return $"{rows} rows of {limit}, {(got.Next is null ? "without" : "with")} a Link";

        // Rows still arrive in a window that moves: asked for anew, it may have more of them.
        if (mayMove) return null;
        var first = _answers.GetOrAdd((target, window), (tag, rows));
        return first == (tag, rows) ? null : $"{rows} rows tagged {tag}, before that {first.Rows} tagged {first.Tag}";
    }
}
