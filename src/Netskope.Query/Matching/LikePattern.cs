using System.Text;
using System.Text.RegularExpressions;

namespace Netskope.Query;

/// <summary>
/// What <c>like</c> looks for, as a regular expression. Of those it takes what Netskope's examples use: <c>\.</c>, <c>.</c> and
/// <c>(?i)</c>; everything else is literal. Matching takes time linear in the text.
/// </summary>
static class LikePattern
{
    const string IgnoreCase = "(?i)";

    public static Regex Of(string value)
    {
        var pattern = new StringBuilder(value.Length + 16);
        for (var i = 0; i < value.Length; i++)
        {
            var c = value[i];
            if (value.AsSpan(i).StartsWith(IgnoreCase)) i += IgnoreCase.Length - 1;
            else if (c == '.') pattern.Append(@"[\s\S]");
            else if (c == '\\' && i + 1 < value.Length && !char.IsLetterOrDigit(value[i + 1])) Literal(pattern, value[++i]);
            else Literal(pattern, c);
        }

        return new(pattern.ToString(), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
    }

    static void Literal(StringBuilder pattern, char c) => pattern.Append(Regex.Escape(c.ToString()));
}
