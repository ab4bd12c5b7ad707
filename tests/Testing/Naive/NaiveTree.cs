using System.Diagnostics;
using Netskope.Query;

namespace Netskope.Testing.Naive;

/// <summary>What the parser has read, as a naive tree: for queries of which only the text is known.</summary>
static class NaiveTree
{
    public static Condition Of(Query.Condition condition) => condition switch
    {
        Query.Term term => new Term(term.Field, Enum.Parse<Operator>(term.Operator.ToString()), [.. term.Values.Select(value => value.Text)]),
        Negation not => new Not(Of(not.Inner)),
        Junction group => new Group(Of(group.Connective), [.. group.Parts.Select(Of)]),
        Mixture mixture => new Mix([.. mixture.Parts.Select(Of)], [.. mixture.Between.Select(Of)]),
        _ => throw new UnreachableException(),
    };

    static Connective Of(Query.Connective connective) => connective == Query.Connective.And ? Connective.And : Connective.Or;
}
