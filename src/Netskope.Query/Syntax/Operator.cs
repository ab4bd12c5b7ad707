namespace Netskope.Query;

/// <summary>How a term compares a field with its values; aliases (<c>=</c>, <c>~</c>, <c>notin</c> …) are one operator.</summary>
public enum Operator
{
    Eq,
    Neq,
    Like,
    NotLike,
    Gt,
    Gte,
    Lt,
    Lte,
    StartsWith,
    In,
    NotIn,

    /// <summary><c>from … to …</c>, both ends included.</summary>
    Range,
}

/// <summary>The spellings of operators.</summary>
static class Operators
{
    static readonly string[] Words = ["eq", "neq", "like", "notlike", "gt", "gte", "lt", "lte", "startswith", "in", "not_in", "from"];

    static readonly (string Sign, Operator Operator)[] Signs =
    [
        ("=", Operator.Eq), ("==", Operator.Eq), ("!=", Operator.Neq), ("~", Operator.Like), ("!~", Operator.NotLike),
        (">", Operator.Gt), (">=", Operator.Gte), ("<", Operator.Lt), ("<=", Operator.Lte),
    ];

    // What other query languages and plain speech call them.
    static readonly (string Wrong, string Right)[] Mistaken =
    [
        ("equals", "eq"), ("equal", "eq"), ("is", "eq"), ("not", "neq, notlike or not_in"), ("ne", "neq"), ("isnot", "neq"), ("not_eq", "neq"), ("contains", "like"), ("matches", "like"),
        ("ilike", "like"), ("not_like", "notlike"), ("ge", "gte"), ("le", "lte"), ("begins", "startswith"), ("beginswith", "startswith"),
        ("between", "from … to …"), ("within", "in"), ("any", "in"), ("===", "=="), ("!==", "!="), ("<>", "!="), ("=<", "<="), ("=>", ">="), ("=~", "~"),
        ("!", "!="), ("~=", "~"), ("~~", "~"),
    ];

    /// <summary>The spelling in a canonical print.</summary>
    public static string Word(Operator op) => Words[(int)op];

    public static bool TryWord(ReadOnlySpan<char> word, out Operator op)
    {
        for (var i = 0; i < Words.Length; i++)
        {
            if (!word.Equals(Words[i], StringComparison.OrdinalIgnoreCase)) continue;
            op = (Operator)i;
            return true;
        }

        op = Operator.NotIn;
        return word.Equals("notin", StringComparison.OrdinalIgnoreCase);
    }

    public static bool TrySign(ReadOnlySpan<char> sign, out Operator op)
    {
        foreach (var (known, its) in Signs)
        {
            if (!sign.SequenceEqual(known)) continue;
            op = its;
            return true;
        }

        op = default;
        return false;
    }

    /// <summary>What somebody who wrote this probably meant.</summary>
    public static string? Meant(string wrong)
    {
        foreach (var (mistaken, right) in Mistaken)
        {
            if (mistaken.Equals(wrong, StringComparison.OrdinalIgnoreCase)) return right;
        }

        return char.IsAsciiLetter(wrong[0]) ? NearestName.Of(wrong, Words) : null;
    }

    public static bool TakesList(Operator op) => op is Operator.In or Operator.NotIn;
}
