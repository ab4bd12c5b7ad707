namespace Netskope.Query;

/// <summary>
/// Walks over a query's text, forwards only but for the look-ahead of a word. It counts the characters it looks at, so
/// that a test can hold the work to a multiple of the length.
/// </summary>
ref struct Scanner(ReadOnlySpan<char> text)
{
    readonly ReadOnlySpan<char> _text = text;

    public int Position { get; set; }

    public int Steps { get; private set; }

    public readonly bool AtEnd => Position >= _text.Length;

    /// <summary>The character at the position; NUL at the end.</summary>
    public readonly char Current => AtEnd ? '\0' : _text[Position];

    public readonly ReadOnlySpan<char> From(int start) => _text[start..Position];

    public void Advance()
    {
        Position++;
        Steps++;
    }

    public void SkipBlanks()
    {
        while (IsBlank(Current)) Advance();
    }

    /// <summary>Letters, digits and <c>_-.</c>: a field, a keyword or an operator.</summary>
    public ReadOnlySpan<char> Name()
    {
        var start = Position;
        while (IsNameLetter(Current)) Advance();
        return From(start);
    }

    /// <summary>A run of the characters that make operators.</summary>
    public ReadOnlySpan<char> Sign()
    {
        var start = Position;
        while (IsSign(Current)) Advance();
        return From(start);
    }

    /// <summary>One bare word of a value.</summary>
    public ReadOnlySpan<char> BareWord()
    {
        var start = Position;
        while (IsBare(Current)) Advance();
        return From(start);
    }

    /// <summary>The name that begins at the position, without moving.</summary>
    public ReadOnlySpan<char> PeekName()
    {
        var start = Position;
        var name = Name();
        Position = start;
        return name;
    }

    /// <summary>Up to the next blank or bracket, to show what is in the way.</summary>
    public ReadOnlySpan<char> PeekPiece()
    {
        var end = Position;
        while (end < _text.Length && end - Position < 40 && !IsBlank(_text[end]) && _text[end] is not ('(' or ')' or '[' or ']')) end++;
        Steps += end - Position;
        if (end == Position && end < _text.Length) end++;
        return _text[Position..end];
    }

    public static bool IsBlank(char c) => c is ' ' or '\t' or '\r' or '\n';

    public static bool IsNameLetter(char c) => char.IsAsciiLetterOrDigit(c) || c is '_' or '-' or '.';

    public static bool IsSign(char c) => c is '=' or '<' or '>' or '~' or '!';

    public static bool IsQuote(char c) => c is '\'' or '"';

    static bool IsBare(char c) => c > ' ' && !IsSign(c) && !IsQuote(c) && c is not ('(' or ')' or '[' or ']' or ',') && !IsOdd(c);

    /// <summary>What can only be there by mistake outside quotes: control characters, exotic blanks, typographic quotes, what can not be seen.</summary>
    public static bool IsOdd(char c) =>
        char.IsControl(c) || (c > ' ' && char.IsWhiteSpace(c)) || c is >= '\u2018' and <= '\u201f' or >= '\u200b' and <= '\u200f' or '\ufeff';
}
