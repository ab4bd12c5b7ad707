namespace Netskope.Query.Tests;

/// <summary><c>Tables/canonical.txt</c>: a query and its canonical print. It begins with the queries of Netskope's own documentation.</summary>
public sealed class CanonicalTableTests
{
    public static TheoryData<string, string> Rows => [.. Table.Read("canonical.txt").Select(block => (block[0], block[1]))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Query_HasThisPrint(string query, string print) => Queries.Parsed(query).Canonical.ShouldBe(print);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Print_IsItsOwnPrint(string query, string print)
    {
        Queries.Parsed(print).Canonical.ShouldBe(print);
        Queries.Parsed(print).Condition.ShouldBe(Queries.Parsed(query).Condition);
    }
}
