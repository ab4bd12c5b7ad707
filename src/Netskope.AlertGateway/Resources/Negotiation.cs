using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Netskope.AlertGateway.Store;

namespace Netskope.AlertGateway.Resources;

/// <summary>Which coding a caller gets (RFC 9110, 12.5.3), and whether it has the bytes already (RFC 9110, 13.1.2).</summary>
static class Negotiation
{
    // In the order of preference among equals: smallest first.
    static readonly (ContentCoding Coding, string Name)[] Codings = [(ContentCoding.Brotli, "br"), (ContentCoding.Gzip, "gzip"), (ContentCoding.Identity, "identity")];

    public static string? Name(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => "br",
        ContentCoding.Gzip => "gzip",
        _ => null,
    };

    /// <summary>The acceptable coding with the highest weight; identity when nothing is asked for or nothing fits.</summary>
    public static ContentCoding Choose(StringValues acceptEncoding)
    {
        if (acceptEncoding.Count == 0 || !StringWithQualityHeaderValue.TryParseList(acceptEncoding, out var accepted)) return ContentCoding.Identity;
        var (best, most) = (ContentCoding.Identity, 0.0);
        foreach (var (coding, name) in Codings)
        {
            var weight = Weight(accepted, name);
            if (weight > most) (best, most) = (coding, weight);
        }

        return best;
    }

    static double Weight(IList<StringWithQualityHeaderValue> accepted, string name)
    {
        // Identity is acceptable unless it is ruled out, but nobody asked for it: less than all that is named.
        double? any = null;
        foreach (var entry in accepted)
        {
            if (entry.Value.Equals(name, StringComparison.OrdinalIgnoreCase) || (name == "gzip" && entry.Value.Equals("x-gzip", StringComparison.OrdinalIgnoreCase)))
                return entry.Quality ?? 1;
            if (entry.Value == "*") any = entry.Quality ?? 1;
        }

        return any ?? (name == "identity" ? 0.0001 : 0);
    }

    /// <summary>Whether <c>If-None-Match</c> names the content: <c>*</c>, or any tag of the list by weak comparison, in any coding.</summary>
    public static bool IsKnown(StringValues ifNoneMatch, EntityTags tags)
    {
        if (ifNoneMatch.Count == 0 || !EntityTagHeaderValue.TryParseList(ifNoneMatch, out var known)) return false;
        foreach (var tag in known)
        {
            if (tag.Equals(EntityTagHeaderValue.Any) || tags.Matches(tag.Tag.AsSpan())) return true;
        }

        return false;
    }
}
