namespace Netskope.Testing.Naive;

/// <summary>How a tenant may read <c>a and b or c</c> without brackets: it is documented nowhere.</summary>
enum Precedence
{
    /// <summary>As docs/query-language.md takes it.</summary>
    AndFirst,

    OrFirst,
    InOrder,
}

/// <summary>Reads a canonical print as a tenant may read it: a reader of its own, which shares nothing with the gateway's.</summary>
/// <param name="text">A print: one blank between words, keywords in small letters.</param>
/// <param name="precedence">What binds tighter.</param>
/// <param name="escapes">Whether a backslash takes a quote's meaning from it.</param>
sealed class NaiveReader(string text, Precedence precedence, bool escapes)
{
    static readonly (string Word, Operator Operator)[] Words =
    [
        ("eq", Operator.Eq), ("neq", Operator.Neq), ("like", Operator.Like), ("notlike", Operator.NotLike), ("gt", Operator.Gt), ("gte", Operator.Gte), ("lt", Operator.Lt),
        ("lte", Operator.Lte), ("startswith", Operator.StartsWith), ("in", Operator.In), ("not_in", Operator.NotIn), ("from", Operator.Range),
    ];

    int _at;

    /// <exception cref="FormatException">It is no print.</exception>
    public static Condition Read(string text, Precedence precedence = Precedence.AndFirst, bool escapes = false)
    {
        var reader = new NaiveReader(text, precedence, escapes);
        var whole = reader.Whole();
        return reader._at == text.Length ? whole : throw reader.Unexpected();
    }

    Condition Whole()
    {
        List<Condition> parts = [Part()];
        List<Connective> between = [];
        while (true)
        {
            if (Take(" and ")) between.Add(Connective.And);
            else if (Take(" or ")) between.Add(Connective.Or);
            else return Joined(parts, between);
            parts.Add(Part());
        }
    }

    Condition Joined(List<Condition> parts, List<Connective> between)
    {
        if (parts.Count == 1) return parts[0];
        if (between.TrueForAll(connective => connective == between[0])) return new Group(between[0], parts);
        if (precedence == Precedence.AndFirst) return new Mix(parts, between);
        if (precedence == Precedence.InOrder) return parts.Skip(1).Zip(between).Aggregate(parts[0], (sum, next) => new Group(next.Second, sum, next.First));
        List<List<Condition>> runs = [[parts[0]]];
        foreach (var (part, connective) in parts.Skip(1).Zip(between))
        {
            if (connective == Connective.Or) runs[^1].Add(part);
            else runs.Add([part]);
        }

        return new Group(Connective.And, [.. runs.Select(run => new Group(Connective.Or, run))]);
    }

    Condition Part()
    {
        var isNegated = Take("not (");
        if (!isNegated && !Take("(")) return Term();
        var inner = Whole();
        if (!Take(")")) throw Unexpected();
        return isNegated ? new Not(inner) : inner;
    }

    Term Term()
    {
        var (field, word) = (Word(), Word());
        var op = Array.Find(Words, known => known.Word == word);
        if (op.Word is null) throw Unexpected();
        return op.Operator switch
        {
            Operator.In or Operator.NotIn => new(field, op.Operator, List()),
            Operator.Range => new(field, op.Operator, Value(), Behind(" to ")),
            _ => new(field, op.Operator, Value()),
        };
    }

    List<string> List()
    {
        if (!Take("[")) throw Unexpected();
        List<string> values = [Value()];
        while (Take(", ")) values.Add(Value());
        return Take("]") ? values : throw Unexpected();
    }

    string Behind(string word) => Take(word) ? Value() : throw Unexpected();

    string Value()
    {
        if (Take("'")) return Quoted('\'');
        if (Take("\"")) return Quoted('"');
        return Until(" ,])");
    }

    string Quoted(char quote)
    {
        var start = _at;
        while (_at < text.Length && text[_at] != quote) _at += escapes && text[_at] == '\\' ? 2 : 1;
        return _at < text.Length ? text[start.._at++] : throw Unexpected();
    }

    string Word()
    {
        var word = Until(" ");
        return Take(" ") ? word : throw Unexpected();
    }

    string Until(string ends)
    {
        var start = _at;
        while (_at < text.Length && !ends.Contains(text[_at], StringComparison.Ordinal)) _at++;
        return _at > start ? text[start.._at] : throw Unexpected();
    }

    bool Take(string piece)
    {
        if (string.CompareOrdinal(text, _at, piece, 0, piece.Length) != 0) return false;
        _at += piece.Length;
        return true;
    }

    FormatException Unexpected() => new($"column {_at + 1} of {text}");
}
