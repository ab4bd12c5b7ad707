namespace Netskope.Testing.Naive;

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
    Range,
}

public enum Connective
{
    And,
    Or,
}

/// <summary>A query as tests build it: what was meant, without the spelling.</summary>
public abstract record Condition
{
    public sealed override string ToString() => Spelling.Plain(this);
}

/// <param name="Values">As they stand between the quotes, backslashes included; a range has two.</param>
public sealed record Term(string Field, Operator Operator, params IReadOnlyList<string> Values) : Condition;

public sealed record Not(Condition Inner) : Condition;

/// <summary>A pure <c>and</c> or a pure <c>or</c>, in brackets of its own.</summary>
public sealed record Group(Connective Connective, params IReadOnlyList<Condition> Parts) : Condition;

/// <summary>Both connectives side by side without brackets; the n-th stands behind the n-th part.</summary>
public sealed record Mix(IReadOnlyList<Condition> Parts, IReadOnlyList<Connective> Connectives) : Condition;
