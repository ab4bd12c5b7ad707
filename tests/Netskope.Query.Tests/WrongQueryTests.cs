namespace Netskope.Query.Tests;

/// <summary><c>Tables/wrong-queries.txt</c>: a query that is none, and what its author reads.</summary>
public sealed class WrongQueryTests
{
    public static TheoryData<string, string> Rows => [.. Table.Read("wrong-queries.txt").Select(block => (block[0], string.Join('\n', block[1..])))];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Author_Reads(string query, string diagnostic) => Queries.Refused(query).Show(query).ShouldBe(diagnostic);

    [Fact]
    public void Table_IsLong() => Rows.Count.ShouldBeGreaterThanOrEqualTo(60);

    [Theory]
    [InlineData(40, 'x')]
    [InlineData(5000, 'x')]
    [InlineData(200, '\0')]
    [InlineData(200, '\ud83d')]
    public void LongPiece_IsShownInPart(int length, char letter)
    {
        var query = "user eq a and b" + new string(letter, length) + " equals 1 and app eq x";
        var lines = Queries.Refused(query).Show(query).Split('\n');

        lines.Length.ShouldBe(3);
        lines.ShouldAllBe(line => line.Length <= 200);
        lines[2].TrimStart().ShouldMatch("^\\^+$");
        lines.SelectMany(line => line).ShouldNotContain('\0');
    }

    [Fact]
    public void Carets_StandBelowThePiece_InALongQuery()
    {
        var padding = string.Join(" and ", Enumerable.Range(0, 20).Select(i => $"user eq user{i}"));
        var query = padding + " and app equals x and " + padding;
        var lines = Queries.Refused(query).Show(query).Split('\n');

        lines[1].Substring(lines[2].IndexOf('^', StringComparison.Ordinal), lines[2].Count(c => c == '^')).ShouldBe("equals");
        lines[1].ShouldStartWith("…");
        lines[1].ShouldEndWith("…");
    }
}
