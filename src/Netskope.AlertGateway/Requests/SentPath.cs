using Microsoft.AspNetCore.Http.Features;

namespace Netskope.AlertGateway.Requests;

/// <summary>The prefix that was taken off the path here; without it a proxy did that, or there is none.</summary>
sealed record SentPrefix(string Text);

static class SentPath
{
    /// <summary>Whether a path was sent letter by letter, neither percent-encoded nor with dot segments (RFC 3986, 6.2.2).</summary>
    public static bool SentPathIs(this HttpContext context, string path, Compatibility compatibility)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;

        // A server in memory has no target, and takes its path from a URI.
        if (target.Length == 0) return true;
        var sent = PathOf(target);
        if (context.Features.Get<SentPrefix>() is { Text: var prefix })
        {
            if (!sent.StartsWith(prefix)) return false;
            sent = sent[prefix.Length..];
        }

        while (compatibility == Compatibility.Legacy && sent.StartsWith("//")) sent = sent[1..];
        return sent.SequenceEqual(path);
    }

    static ReadOnlySpan<char> PathOf(ReadOnlySpan<char> target)
    {
        var query = target.IndexOf('?');
        if (query >= 0) target = target[..query];

        // The absolute form has the host in front (RFC 9112, 3.2.2).
        var scheme = target.IndexOf("://");
        if (scheme < 0) return target;
        var authority = target[(scheme + 3)..];
        var slash = authority.IndexOf('/');
        return slash < 0 ? "/" : authority[slash..];
    }
}
