namespace Netskope.Query;

static class Keywords
{
    public static bool IsAnd(ReadOnlySpan<char> word) => Is(word, "and");

    public static bool IsOr(ReadOnlySpan<char> word) => Is(word, "or");

    public static bool IsNot(ReadOnlySpan<char> word) => Is(word, "not");

    public static bool IsTo(ReadOnlySpan<char> word) => Is(word, "to");

    public static bool Joins(ReadOnlySpan<char> word) => IsAnd(word) || IsOr(word);

    /// <summary>Any word with a meaning of its own.</summary>
    public static bool IsAny(ReadOnlySpan<char> word) => Joins(word) || IsNot(word) || IsTo(word) || Operators.TryWord(word, out _);

    static bool Is(ReadOnlySpan<char> word, string keyword) => word.Equals(keyword, StringComparison.OrdinalIgnoreCase);
}
