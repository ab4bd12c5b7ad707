namespace Netskope.Query.Tests;

public sealed class LimitTests
{
    static string Terms(int count, string connective = " or ") => string.Join(connective, Enumerable.Range(0, count).Select(i => $"user eq u{i}"));

    static string Nested(int depth) => new string('(', depth) + "user eq a" + new string(')', depth);

    static string List(int count) => $"user in [{string.Join(',', Enumerable.Range(0, count))}]";

    [Fact]
    public void Terms_256AreTaken_257AreNot()
    {
        Queries.Parsed(Terms(256));
        var error = Queries.Refused(Terms(257));
        error.Message.ShouldContain("256");
        error.Position.ShouldBe(Terms(256).Length + " or ".Length);
        error.Length.ShouldBe("user".Length);
    }

    [Fact]
    public void Brackets_32AreTaken_33AreNot()
    {
        Queries.Parsed(Nested(32));
        var error = Queries.Refused(Nested(33));
        error.Message.ShouldContain("32");
        error.Position.ShouldBe(32);
    }

    [Fact]
    public void Brackets_SideBySide_AreNoDepth() =>
        Queries.Parsed(string.Join(" and ", Enumerable.Repeat("(user eq a or app eq b)", 100))).Canonical.ShouldBe("app eq 'b' or user eq 'a'");

    [Fact]
    public void Negations_CountAsBrackets()
    {
        static string Negated(int depth) => string.Concat(Enumerable.Repeat("not (", depth)) + "user eq a" + new string(')', depth);
        Queries.Parsed(Negated(32));
        Queries.Refused(Negated(33)).Message.ShouldContain("32");
    }

    [Fact]
    public void ListItems_1000AreTaken_1001AreNot()
    {
        Queries.Parsed(List(1000));
        Queries.Refused(List(1001)).Message.ShouldContain("1000");
    }
}
