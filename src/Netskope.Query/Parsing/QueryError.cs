using System.Globalization;
using System.Text;

namespace Netskope.Query;

/// <summary>Why a query is no query: where, what is wrong, and what to write.</summary>
/// <param name="Position">Where the offending piece begins, in UTF-16 code units from 0.</param>
/// <param name="Length">How long it is; at least 1, also at the end of the text.</param>
/// <param name="Message">For the author of the query. It may repeat a piece of it, without control characters.</param>
public sealed record QueryError(int Position, int Length, string Message)
{
    const int MostShown = 72;

    /// <summary>The message with its column, and the query (the part around the place, of a long one) with a line of carets below.</summary>
    public string Show(string query)
    {
        var start = query.Length <= MostShown ? 0 : Math.Clamp(Position - (MostShown / 2), 0, query.Length - MostShown);
        var end = Math.Min(query.Length, start + MostShown);
        var (before, after) = (start > 0 ? "…" : "", end < query.Length ? "…" : "");
        var carets = Math.Clamp(end - Position, 1, Math.Max(1, Length));
        return new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"column {Position + 1}: {Message}\n")
            .Append(before).Append(Plain(query.AsSpan(start, end - start))).Append(after).Append('\n')
            .Append(' ', before.Length + Position - start).Append('^', carets)
            .ToString();
    }

    /// <summary>The text on one line, each character in one place.</summary>
    internal static string Plain(ReadOnlySpan<char> text)
    {
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            var isPair = i + 1 < text.Length && char.IsSurrogatePair(c, text[i + 1]);
            if (isPair) plain.Append(c).Append(text[++i]);
            else plain.Append(c is '\t' or '\r' or '\n' ? ' ' : IsUnprintable(c) ? '\ufffd' : c);
        }

        return plain.ToString();
    }

    static bool IsUnprintable(char c) =>
        char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator;
}

/// <summary>What is doubtful about a query that parses.</summary>
public enum Doubt
{
    /// <summary>A field that Netskope's documentation does not list: the tenant may ignore the term.</summary>
    UnknownField,

    /// <summary>An operator that the documentation does not list for the field.</summary>
    UnlistedOperator,

    /// <summary>Several words without quotes: the tenant may take the first one alone.</summary>
    UnquotedWords,
}

/// <summary>Something doubtful; the request goes on.</summary>
/// <param name="Doubt">What it is.</param>
/// <param name="Position">Where, in UTF-16 code units from 0.</param>
/// <param name="Suggestion">The known field that was probably meant.</param>
public sealed record QueryWarning(Doubt Doubt, int Position, string? Suggestion = null);
