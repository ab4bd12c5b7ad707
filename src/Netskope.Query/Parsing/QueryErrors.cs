using System.Globalization;

namespace Netskope.Query;

/// <summary>The errors of queries, in the words in which their authors read them.</summary>
static class QueryErrors
{
    const int MostQuoted = 24;

    public static QueryError Empty { get; } = new(0, 1, "The query is empty: write a condition such as alert_type eq DLP, or leave the parameter out.");

    public static QueryError NeverClosed(int at, char bracket) =>
        new(at, 1, bracket == '(' ? "This '(' is never closed: write ')' where the group ends." : "This '[' is never closed: write ']' where the list ends.");

    public static QueryError ClosesNothing(int at, char bracket) =>
        new(at, 1, $"This '{bracket}' closes nothing: leave it out, or write '{(bracket == ')' ? '(' : '[')}' where its {(bracket == ')' ? "group" : "list")} begins.");

    public static QueryError TooDeep(int at) => new(at, 1, $"More than {QueryLimits.MostDepth} brackets are open here: nest them less deeply.");

    public static QueryError EmptyBrackets(int at, int length) => new(at, length, "These brackets are empty: write a condition between them, or leave them out.");

    public static QueryError TooManyTerms(int at, int length) =>
        new(at, length, $"This is one condition more than the {QueryLimits.MostTerms} that a query may have: write field in [ … ] for several values of one field, or ask in parts.");

    public static QueryError MissingAtEnd(int end, string behind) => new(end, 1, $"A condition is missing behind the last '{behind}': write one, or leave '{behind}' out.");

    public static QueryError MissingBefore(int at, ReadOnlySpan<char> what) => new(at, what.Length, $"A condition is missing before '{what}': write one, or leave '{what}' out.");

    public static QueryError QuotedField(int at) => new(at, 1, "A condition begins with a field, and a field is not quoted: write it as in user eq 'x'.");

    public static QueryError NotWithoutBrackets(int at) => new(at, 3, "'not' takes a group in brackets: write not (…), or neq, notlike or not_in behind the field.");

    public static QueryError NoField(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> piece) =>
        Scanner.IsOdd(text[at]) ? OddCharacter(text, at)
        : text[at] == '!' && piece.Length == 1 ? new(at, 1, "'!' negates nothing here: write not (…).")
        : Scanner.IsSign(text[at]) ? MissingField(at, piece)
        : new(at, piece.Length, $"A condition begins with a field, of letters, digits and _-. as in alert_type eq DLP; {Quoted(piece)} is none.");

    public static QueryError MissingField(int at, ReadOnlySpan<char> op) => new(at, op.Length, $"A field is missing before '{op}': write it as in user {op} 'x'.");

    public static QueryError NoOperator(int at, ReadOnlySpan<char> field) =>
        new(at, field.Length, $"Behind the field {Quoted(field)} an operator and a value are missing: write them as in {Shorten(field)} eq 'x'.");

    public static QueryError UnknownOperator(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> piece)
    {
        if (Scanner.IsOdd(text[at])) return OddCharacter(text, at);
        if (piece[0] == '%') return new(at, piece.Length, "This looks percent-encoded twice: encode the query once.");
        var meant = Operators.Meant(piece.ToString());
        return new(at, piece.Length, $"{Quoted(piece)} is no operator{(meant is null ? ": write eq, neq, like, gt, lt, in or another." : $"; did you mean {meant}?")}");
    }

    public static QueryError NotJoined(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> piece)
    {
        if (Scanner.IsOdd(text[at])) return OddCharacter(text, at);
        if (piece[0] == ']') return ClosesNothing(at, ']');
        var meant = piece.StartsWith("&&") ? "and" : piece.StartsWith("||") ? "or" : null;
        if (meant is null && at > 0 && Scanner.IsQuote(text[at - 1])) return EndedBefore(at, piece.Length, text[at - 1]);
        if (NearestName.Of(piece.ToString(), ["and", "or"]) is { } near) return new(at, piece.Length, $"{Quoted(piece)} joins nothing; did you mean {near}?");
        return new(at, meant is null ? piece.Length : 2, meant is not null
            ? $"'{piece[..2]}' joins nothing: write '{meant}'."
            : text[..at].TrimEnd().EndsWith(')')
            ? $"Only 'and', 'or' or ')' may follow a group: write one of them before {Quoted(piece)}."
            : $"Only 'and', 'or' or ')' may follow here. If {Quoted(piece)} belongs to the value before it, put the whole value in quotes; if a new condition begins, join it by 'and' or 'or'.");
    }

    static QueryError EndedBefore(int at, int length, char quote) =>
        new(at, length, $"The value before this ended with its {quote}: a value that holds a {quote} goes between {Other(quote)} quotes; what else follows needs a blank, and 'and' or 'or'.");

    public static QueryError MissingValue(ReadOnlySpan<char> text, int at, string behind)
    {
        if (at >= text.Length) return new(at, 1, $"A value is missing behind '{behind}'; the empty value is written ''.");
        var c = text[at];
        return Scanner.IsOdd(c) ? OddCharacter(text, at)
            : c is '[' ? new(at, 1, $"'{behind}' takes one value: write in [ … ] for several, or put a value that begins with '[' in quotes.")
            : Scanner.IsSign(c) ? new(at, 1, $"'{c}' is a second operator: leave it out, or put a value that begins with it in quotes.")
            : new(at, 1, $"A value is missing behind '{behind}'; the empty value is written ''{(c == '(' ? ", and one that begins with '(' goes in quotes." : ".")}");
    }

    public static QueryError KeywordAsValue(int at, ReadOnlySpan<char> word, string op) =>
        new(at, word.Length, $"A value is missing behind '{op}', before '{word}'; if '{word}' is the value, quote it: '{word}'.");

    public static QueryError UnclosedQuote(int at, char quote) =>
        new(at, 1, $"This quote is never closed: write another {quote} where the value ends. A value that holds a {quote} goes between {Other(quote)} quotes.");

    public static QueryError OddBackslashes(int at, int length) =>
        new(at, length, "A single backslash at the end of a value may or may not hide the quote behind it: write each backslash twice.");

    public static QueryError OddBackslash(int at) => new(at, 1, "A single backslash at the end of a value: write each backslash twice.");

    public static QueryError QuoteInWord(int at, char quote) =>
        new(at, 1, $"A quote inside a bare value: put the whole value in {Other(quote)} quotes.");

    public static QueryError SignInWord(int at, char sign) => new(at, 1, $"'{sign}' can not stand in a bare value: put the whole value in quotes.");

    public static QueryError NewCondition(int at, ReadOnlySpan<char> word) =>
        new(at, word.Length, $"If {Quoted(word)} begins a new condition, join it by 'and' or 'or'; if it belongs to the value before it, put the whole value in quotes.");

    public static QueryError NoList(int at, string op) => new(at, 1, $"'{op}' takes a list in square brackets: write {op} ['a', 'b'].");

    public static QueryError EmptyList(int at, int length) => new(at, length, "This list is empty: write at least one value.");

    public static QueryError NoComma(ReadOnlySpan<char> text, int at, ReadOnlySpan<char> piece) =>
        Scanner.IsOdd(text[at]) ? OddCharacter(text, at) : new(at, piece.Length, $"Values of a list are parted by commas, and the list ends with ']': write one of them before {Quoted(piece)}.");

    public static QueryError NoValueBeforeComma(int at) => new(at, 1, "A value is missing before this comma.");

    public static QueryError NoValueBehindComma(int at) => new(at, 1, "A value is missing behind the last comma.");

    public static QueryError TooManyItems(int at) => new(at, 1, $"The list has more than {QueryLimits.MostListItems} values: ask in parts.");

    public static QueryError NoTo(int at) => new(at, 1, "A range needs its upper end: write it as in timestamp from 1600000000 to 1600003600.");

    static QueryError OddCharacter(ReadOnlySpan<char> text, int at)
    {
        var c = text[at];
        var code = "U+" + ((int)c).ToString("X4", CultureInfo.InvariantCulture);
        var advice = c switch
        {
            >= '\u2018' and <= '\u201b' => "This is a typographic quote: write '.",
            >= '\u201c' and <= '\u201f' => "This is a typographic quote: write \".",
            _ when char.IsWhiteSpace(c) && !char.IsControl(c) => "This is no plain blank: write a space, or quote the value it belongs to.",
            _ => "This character can not be seen and does not belong here: leave it out.",
        };
        return new(at, 1, $"{advice} ({code})");
    }

    static string Other(char quote) => quote == '\'' ? "double" : "single";

    static string Quoted(ReadOnlySpan<char> piece) => Scanner.IsQuote(piece[0]) ? Shorten(piece) : $"'{Shorten(piece)}'";

    static string Shorten(ReadOnlySpan<char> piece) => QueryError.Plain(piece.Length <= MostQuoted ? piece : piece[..MostQuoted]) + (piece.Length <= MostQuoted ? "" : "…");
}
