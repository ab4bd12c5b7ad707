using System.Text.RegularExpressions;
using Microsoft.Net.Http.Headers;
using Netskope.AlertGateway.Answers;

namespace Netskope.AlertGateway.Resources;

/// <summary>Reads a caller's <c>Cache-Control</c> (RFC 9111, 5.2.1).</summary>
static partial class CallerDemands
{
    public static Demands Of(IHeaderDictionary headers)
    {
        if (headers.CacheControl.Count == 0) return default;

        // A number too great stands for a very great one (RFC 9111, 1.2.2); the framework's parser would drop the whole header.
        var text = LongNumber().Replace(headers.CacheControl.ToString(), "2147483647");
        if (!CacheControlHeaderValue.TryParse(text, out var asked)) return Unreadable(text);

        // no-cache asks for an answer that is validated now: a stale one can not stand in, nor one older than Cache:MinAge.
        var mostAge = asked.NoCache ? TimeSpan.Zero : asked.MaxAge;
        var staleIfError = HeaderUtilities.TryParseSeconds(text, "stale-if-error", out var limit) ? limit : Refused(text, "stale-if-error");
        return new(mostAge, asked.MaxStaleLimit, staleIfError, asked.OnlyIfCached);
    }

    /// <summary>What can be told of a header that does not parse as a whole; an unreadable max-age counts as 0 (RFC 9111, 4.2.1).</summary>
    static Demands Unreadable(string text)
    {
        var wantsFresh = text.Contains("no-cache", StringComparison.OrdinalIgnoreCase) || text.Contains("max-age", StringComparison.OrdinalIgnoreCase);
        return new(
            wantsFresh ? TimeSpan.Zero : null,
            Refused(text, "max-stale"),
            Refused(text, "stale-if-error"),
            text.Contains("only-if-cached", StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>A limit that stands there and can not be read is the strictest.</summary>
    static TimeSpan? Refused(string text, string directive) => text.Contains(directive, StringComparison.OrdinalIgnoreCase) ? TimeSpan.Zero : null;

    [GeneratedRegex("[0-9]{10,}", RegexOptions.NonBacktracking)]
    private static partial Regex LongNumber();
}
