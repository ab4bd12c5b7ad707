using Netskope.Query;

namespace Netskope.Simulator.Tests;

public sealed class V2QueryTests
{
    /// <param name="v1">The same in v1.</param>
    [Theory]
    [InlineData("""alert_type eq "DLP" """, "alert_type eq 'DLP'")]
    [InlineData("alert_type EQ DLP", "alert_type eq 'DLP'")]
    [InlineData("""user Ne "a" """, "user neq 'a'")]
    [InlineData("count gt 1 AND count ge 2 and count lt 3 And count LE 4", "count gt '1' and count gte '2' and count lt '3' and count lte '4'")]
    [InlineData("""user in ["b","a", 3]""", "user in ['3', 'a', 'b']")]
    [InlineData("""count IN [ 3 ]""", "count in ['3']")]
    [InlineData("count between [10, 100]", "count from '10' to '100'")]
    [InlineData("""user like "*smith*" """, "user like 'smith'")]
    [InlineData("""user like "*10.77.*" """, @"user like '10\\.77\\.'")]
    [InlineData("""user like "*a\b*" """, @"user like 'a\\\\b'")]
    [InlineData("""user like "Fin*" """, "user startswith 'Fin'")]
    [InlineData("""user like "a.b*" """, "user startswith 'a.b'")]
    [InlineData("""user eq "O'Neil" """, "user eq \"O'Neil\"")]
    [InlineData("""user eq "EXAMPLE\mrivera" """, @"user eq 'EXAMPLE\\mrivera'")]
    [InlineData("""user eq "" """, "user eq ''")]
    [InlineData("""app eq "x"AND(user eq "y")""", "app eq 'x' and user eq 'y'")]
    [InlineData("user eq a AND app eq b OR app eq c", "app eq 'c' or (app eq 'b' and user eq 'a')")]
    [InlineData("user eq a AND (app eq b OR app eq c)", "user eq 'a' and (app eq 'b' or app eq 'c')")]
    [InlineData("app-risk eq high AND compliance_standards.standard eq x", "app-risk eq 'high' and compliance_standards.standard eq 'x'")]
    [InlineData("user eq eq", "user eq 'eq'")]
    public void AQuery_IsUnderstood(string v2, string v1)
    {
        V2Query.TryParse(v2, out var condition, out var error).ShouldBeTrue(error);

        ParsedQuery.TryParse(v1, out var expected, out _).ShouldBeTrue();
        condition.ToString().ShouldBe(expected.Canonical);
        error.ShouldBeNull();
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("app", 4)]
    [InlineData("app eq", 7)]
    [InlineData("app neq x", 5)]
    [InlineData("count gte 1", 7)]
    [InlineData("count lte 1", 7)]
    [InlineData("app notlike x", 5)]
    [InlineData("app not_in [x]", 5)]
    [InlineData("app startswith x", 5)]
    [InlineData("count from 1 to 2", 7)]
    [InlineData("not (app eq x)", 1)]
    [InlineData("NOT app eq x", 1)]
    [InlineData("app = x", 5)]
    [InlineData("app eq 'x'", 8)]
    [InlineData("app eq \"x", 8)]
    [InlineData("app eq Google Drive", 15)]
    [InlineData("app eq and", 8)]
    [InlineData("app eq x AND", 13)]
    [InlineData("app eq x && user eq y", 10)]
    [InlineData("AND app eq x", 1)]
    [InlineData("(app eq x", 10)]
    [InlineData("app eq x)", 9)]
    [InlineData("()", 2)]
    [InlineData("app in x", 8)]
    [InlineData("app in []", 9)]
    [InlineData("app in [x, ]", 12)]
    [InlineData("app in [x y]", 11)]
    [InlineData("count between 1", 15)]
    [InlineData("app like *x*", 10)]
    public void WhatV2DoesNotHave_IsASyntaxErrorThatSaysWhere(string query, int column)
    {
        V2Query.TryParse(query, out var condition, out var error).ShouldBeFalse();

        condition.ShouldBeNull();
        error.ShouldStartWith($"syntax error at column {column}: expected ");
    }

    [Theory]
    [InlineData("count between [1]")]
    [InlineData("count between [1, 2, 3]")]
    public void Between_TakesTwoValues(string query)
    {
        V2Query.TryParse(query, out _, out var error).ShouldBeFalse();

        error.ShouldEndWith("expected two values in between");
    }

    [Theory]
    [InlineData("*x")]
    [InlineData("x")]
    [InlineData("")]
    [InlineData("a*b")]
    [InlineData("a*b*")]
    [InlineData("*a*b*")]
    [InlineData("*a?b*")]
    public void OtherPatterns_AreNotPlayed(string pattern)
    {
        V2Query.TryParse($"app like \"{pattern}\"", out _, out var error).ShouldBeFalse();

        error.ShouldBe($"like \"{pattern}\" is not played here: only like \"*text*\" and like \"text*\" are");
    }

    [Fact]
    public void Depth_IsBounded()
    {
        V2Query.TryParse(Nested(100), out _, out var error).ShouldBeTrue(error);
        V2Query.TryParse(Nested(101), out _, out _).ShouldBeFalse();
        V2Query.TryParse(Nested(1_000_000), out _, out _).ShouldBeFalse();

        static string Nested(int depth) => new string('(', depth) + "app eq x" + new string(')', depth);
    }

    [Fact]
    public void Conditions_AreBounded()
    {
        V2Query.TryParse(string.Join(" OR ", Enumerable.Range(0, 4096).Select(i => $"app eq {i}")), out _, out var error).ShouldBeTrue(error);
        V2Query.TryParse(string.Join(" OR ", Enumerable.Range(0, 4097).Select(i => $"app eq {i}")), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void AnyPieceOfAQuery_IsReadOrRefusedWithoutAnException()
    {
        const string Whole = """(app like "*a.b*" AND count between [1, 2]) OR user in ["x",'y\] and not count >= "5""";
        for (var from = 0; from < Whole.Length; from++)
        {
            for (var to = from; to <= Whole.Length; to++)
            {
                if (!V2Query.TryParse(Whole[from..to], out _, out var error))
                {
                    error.ShouldNotBeEmpty();
                }
            }
        }
    }
}
