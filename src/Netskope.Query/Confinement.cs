using System.Diagnostics.CodeAnalysis;

namespace Netskope.Query;

/// <summary>
/// Joins a caller's query with a restriction, as trees: no text of the caller's is ever put beside other text. The joined
/// query is printed anew, and only with values of which nobody can doubt where they end and what they are.
/// </summary>
public static class Confinement
{
    /// <summary>What both ask for together; the restriction alone when the caller asks nothing.</summary>
    /// <param name="caller">The caller's condition, or null.</param>
    /// <param name="restriction">What the caller is confined to; the operator's own, and certain (<see cref="IsCertain"/>).</param>
    /// <param name="confined">The joined condition.</param>
    /// <param name="refusal">Why there is none: the value that can not be printed with certainty, and what to write.</param>
    public static bool TryConfine(
        Condition? caller, Condition restriction, [NotNullWhen(true)] out Condition? confined, [NotNullWhen(false)] out string? refusal)
    {
        confined = caller is null ? restriction : Junction.Of(Connective.And, restriction, caller);
        refusal = caller is null ? null : Refusal(caller);
        if (refusal is not null) confined = null;
        return refusal is null;
    }

    /// <summary>Whether a condition holds only values that can be printed with certainty.</summary>
    public static bool IsCertain(Condition condition, [NotNullWhen(false)] out string? why) => (why = Refusal(condition)) is null;

    static string? Refusal(Condition condition) => condition.Terms
        .SelectMany(term => term.Values.Select(value => Doubt(term.Operator, value) is { } doubt ? $"A value of '{term.Field}' {doubt}" : null))
        .FirstOrDefault(refusal => refusal is not null);

    static string? Doubt(Operator op, QueryValue value)
    {
        if (value.Form == ValueForm.SeveralWords) return "has several words without quotes: quote it.";
        if (value.Text.AsSpan().ContainsAny('\'', '"')) return "holds a quote, which can not be asked for here: match a part without it, by like.";
        if (HasOddBackslashes(value.Text))
        {
            return op is Operator.Like or Operator.NotLike
                ? "holds a single backslash: leave it out (a dot also matches itself), or write each backslash twice."
                : "holds a single backslash: write each backslash twice.";
        }

        return value.Text.Any(char.IsControl) || !IsWellFormed(value.Text) ? "holds a character that can not be asked for here: match a part without it, by like." : null;
    }

    static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return false;
            i++;
        }

        return true;
    }

    static bool HasOddBackslashes(string text)
    {
        var run = 0;
        foreach (var c in text)
        {
            if (c == '\\') run++;
            else if (run % 2 == 1) return true;
            else run = 0;
        }

        return run % 2 == 1;
    }
}
