using System.Text;

namespace Netskope.Testing.Naive;

/// <summary>Queries of somebody who wants out: pieces of syntax, and what other languages take for one, thrown into a good query.</summary>
static class Hostile
{
    static readonly string[] Pieces =
    [
        "'", "\"", "(", ")", "[", "]", ",", " or ", " and ", " not ", "or 1 eq 1", "' or ''='", ") or (user eq 'x'", "--", "/*", "*/", "#", ";", "\0", "\u00a0", "\u202e", "\u2019",
        "user", " eq ", "=", "~", "'admin'", "\\", "\\\\", "\\'", "%27", "%2527", "in ['a']", "from 1 to 2", "\ud83d\ude00", "\ud83d", "é", "1", "like '.*'", "not (", "((((((((", "))))", "\r\n",
    ];

    static readonly string[] Openings = ["", "", "not (", "(", "user neq 'x' or ", "app like '' or ", "(user neq 'x') or ", "not (user eq 'x' and app eq 'y') or "];

    /// <summary>A query with pieces thrown into it, or nothing but pieces. Few can be read.</summary>
    public static string Next(Random random)
    {
        var text = new StringBuilder(random.Next(4) == 0 ? "" : Spelling.Of(Conditions.Next(random), random));
        for (var count = random.Next(1, 6); count > 0; count--) text.Insert(random.Next(text.Length + 1), random.Pick(Pieces));
        return text.ToString();
    }

    /// <summary>A query that can be read more often than not: whole conditions that select much are joined to it, and pieces stand within quotes.</summary>
    public static string NextReadable(Random random)
    {
        var opening = random.Pick(Openings);
        var text = opening + Spelling.Of(Conditions.Next(random), random) + (opening.StartsWith("not", StringComparison.Ordinal) || opening == "(" ? ")" : "");
        if (random.Chance(50)) text += random.Pick(" or ", " and ") + $"{random.Pick("user", "app", "alert_type", "x_unknown")} {random.Pick("eq", "neq", "like", "LIKE", "startswith")} {Quoted(random)}";
        return random.Chance(25) ? $"({text})" : text;
    }

    static string Quoted(Random random)
    {
        var text = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => random.Pick(Pieces)));
        return random.Chance(50) ? $"'{text.Replace('\'', '"')}'" : $"\"{text.Replace('"', '\'')}\"";
    }
}
