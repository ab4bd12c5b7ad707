using Netskope.Query;

namespace Netskope.Simulator;

/// <summary>The patterns of v2's <c>like</c>, as terms of v1.</summary>
/// <remarks>
/// Assumptions: <c>"*text*"</c> is v1's <c>like</c> (a part, in any case), <c>"text*"</c> its <c>startswith</c> (with case), and a dot is a
/// dot. Nobody documents other patterns: they are refused, so that nothing comes to depend on a guess.
/// </remarks>
static class V2Like
{
    /// <returns>Null for a pattern that is not played.</returns>
    public static Term? Read(string field, string pattern)
    {
        var isPart = pattern.Length > 1 && pattern[0] == '*';
        if (!pattern.EndsWith('*'))
        {
            return null;
        }

        var text = isPart ? pattern[1..^1] : pattern[..^1];
        if (text.AsSpan().ContainsAny('*', '?'))
        {
            return null;
        }

        // For v1 a dot is any character, and a backslash takes that from it.
        return isPart
            ? new Term(field, Operator.Like, V2Query.Literal(text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(".", @"\.", StringComparison.Ordinal)))
            : new Term(field, Operator.StartsWith, V2Query.Literal(text));
    }
}
