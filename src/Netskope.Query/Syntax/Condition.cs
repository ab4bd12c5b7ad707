namespace Netskope.Query;

/// <summary>
/// A query as a tree, in canonical form: nested groups of one connective are one group, and the parts of a group and the
/// values of a list are sorted and stand there once. Trees that are equal ask the same.
/// </summary>
public abstract class Condition : IEquatable<Condition>
{
    // The order of kinds within a group; nothing depends on which it is.
    private protected abstract int Rank { get; }

    public bool Equals(Condition? other) => other is not null && Compare(this, other) == 0;

    public override bool Equals(object? obj) => Equals(obj as Condition);

    public override int GetHashCode() => CanonicalPrint.Of(this).GetHashCode(StringComparison.Ordinal);

    public override string ToString() => CanonicalPrint.Of(this);

    /// <summary>All its terms, however they are joined, in the order in which they stand.</summary>
    public IEnumerable<Term> Terms => this switch
    {
        Term term => [term],
        Negation negation => negation.Inner.Terms,
        Junction group => group.Parts.SelectMany(part => part.Terms),
        Mixture mixture => mixture.Parts.SelectMany(part => part.Terms),
        _ => [],
    };

    /// <summary>The same fields and operators, with other values in the place of its own.</summary>
    public abstract Condition WithValues(Func<QueryValue, QueryValue> instead);

    /// <summary>The order of the parts of a group.</summary>
    internal static int Compare(Condition a, Condition b) =>
        ReferenceEquals(a, b) ? 0
        : a.Rank != b.Rank ? a.Rank.CompareTo(b.Rank)
        : a.CompareToSame(b);

    private protected abstract int CompareToSame(Condition other);

    private protected static int Compare<T>(IReadOnlyList<T> a, IReadOnlyList<T> b, Comparison<T> compare)
    {
        for (var i = 0; i < a.Count && i < b.Count; i++)
        {
            if (compare(a[i], b[i]) is not 0 and var difference) return difference;
        }

        return a.Count.CompareTo(b.Count);
    }
}

/// <summary>A field, an operator and the values it is compared with: one, two for a range, or a list.</summary>
public sealed class Term : Condition
{
    public Term(string field, Operator op, params IReadOnlyList<QueryValue> values) =>
        (Field, Operator, Values) = (field, op, Operators.TakesList(op) ? SortedSet.Of(values, QueryValue.Compare) : values);

    public string Field { get; }

    public Operator Operator { get; }

    public IReadOnlyList<QueryValue> Values { get; }

    private protected override int Rank => 0;

    public override Condition WithValues(Func<QueryValue, QueryValue> instead) => new Term(Field, Operator, [.. Values.Select(instead)]);

    private protected override int CompareToSame(Condition other)
    {
        var term = (Term)other;
        var order = string.CompareOrdinal(Field, term.Field);
        if (order == 0) order = Operator.CompareTo(term.Operator);
        return order != 0 ? order : Compare(Values, term.Values, QueryValue.Compare);
    }
}

/// <summary><c>not ( … )</c>.</summary>
public sealed class Negation(Condition inner) : Condition
{
    public Condition Inner { get; } = inner;

    private protected override int Rank => 1;

    public override Condition WithValues(Func<QueryValue, QueryValue> instead) => new Negation(Inner.WithValues(instead));

    private protected override int CompareToSame(Condition other) => Compare(Inner, ((Negation)other).Inner);
}

public enum Connective
{
    And,
    Or,
}

/// <summary>Two or more conditions joined by one connective; their order and repetition do not count.</summary>
public sealed class Junction : Condition
{
    Junction(Connective connective, IReadOnlyList<Condition> parts) => (Connective, Parts) = (connective, parts);

    public Connective Connective { get; }

    public IReadOnlyList<Condition> Parts { get; }

    private protected override int Rank => 2;

    /// <summary>One or more conditions joined: a group, or what is left of it when all are the same.</summary>
    public static Condition Of(Connective connective, params ReadOnlySpan<Condition> parts)
    {
        var all = new List<Condition>(parts.Length);
        foreach (var part in parts)
        {
            if (part is Junction group && group.Connective == connective) all.AddRange(group.Parts);
            else all.Add(part);
        }

        var different = SortedSet.Of(all, Compare);
        return different.Count == 1 ? different[0] : new Junction(connective, different);
    }

    public override Condition WithValues(Func<QueryValue, QueryValue> instead) => Of(Connective, [.. Parts.Select(part => part.WithValues(instead))]);

    private protected override int CompareToSame(Condition other)
    {
        var group = (Junction)other;
        return Connective != group.Connective ? Connective.CompareTo(group.Connective) : Compare(Parts, group.Parts, Compare);
    }
}

/// <summary>
/// <c>a and b or c</c> without brackets. How the tenant groups it is only inferred (<c>and</c> binds tighter), so that it
/// stays as it is: equal to neither bracketing, its parts in the order in which they stand.
/// </summary>
public sealed class Mixture(IReadOnlyList<Condition> parts, IReadOnlyList<Connective> between) : Condition
{
    public IReadOnlyList<Condition> Parts { get; } = parts;

    /// <summary>The connective behind each part but the last.</summary>
    public IReadOnlyList<Connective> Between { get; } = between;

    private protected override int Rank => 3;

    public override Condition WithValues(Func<QueryValue, QueryValue> instead) => new Mixture([.. Parts.Select(part => part.WithValues(instead))], Between);

    private protected override int CompareToSame(Condition other)
    {
        var mixture = (Mixture)other;
        var order = Compare(Parts, mixture.Parts, Compare);
        return order != 0 ? order : Compare(Between, mixture.Between, static (a, b) => a.CompareTo(b));
    }
}
