namespace Netskope.Query.Tests;

public sealed class V2PrintTests
{
    [Theory]
    [InlineData("alert_type = DLP", "alert_type eq \"DLP\"")]
    [InlineData("user neq a", "user ne \"a\"")]
    [InlineData("count > 1 and count >= 2 and count < 3 and count <= 4 and count eq 5", "count eq 5 AND count gt 1 AND count ge 2 AND count lt 3 AND count le 4")]
    [InlineData("count eq abc", "count eq \"abc\"")]
    [InlineData("user eq 5", "user eq \"5\"")]
    [InlineData("unknown > 5 and unknown eq 5", "unknown eq \"5\" AND unknown gt 5")]
    [InlineData("unknown from 1 to 5", "unknown between [1, 5]")]
    [InlineData("timestamp from 1607990400 to 1610158997", "timestamp between [1607990400, 1610158997]")]
    [InlineData("user in [b, a]", "user in [\"a\", \"b\"]")]
    [InlineData("user not_in [a]", "user ne \"a\"")]
    [InlineData("user not_in [a, b] or app eq x", "app eq \"x\" OR (user ne \"a\" AND user ne \"b\")")]
    [InlineData("user like smith", "user like \"*smith*\"")]
    [InlineData(@"user like '10\.' or user like '.pptx(?i)'", "user like \"*.pptx*\" OR user like \"*10.*\"")]
    [InlineData("organization_unit startswith Fin", "organization_unit like \"Fin*\"")]
    [InlineData("user eq a and (app eq b or app eq c)", "user eq \"a\" AND (app eq \"b\" OR app eq \"c\")")]
    [InlineData("user eq a and app eq b or app eq c", "(app eq \"b\" AND user eq \"a\") OR app eq \"c\"")]
    [InlineData("app eq a or user eq b and count eq 1 or app eq c", "app eq \"a\" OR (count eq 1 AND user eq \"b\") OR app eq \"c\"")]
    [InlineData("not (user eq a)", "user ne \"a\"")]
    [InlineData("not (not (user eq a))", "user eq \"a\"")]
    [InlineData("not (user eq a or app in [x, y]) and count eq 1", "count eq 1 AND ((app ne \"x\" AND app ne \"y\") AND user ne \"a\")")]
    [InlineData("not (user neq a and app not_in [x, y])", "app in [\"x\", \"y\"] OR user eq \"a\"")]
    [InlineData("not (app notlike x)", "app like \"*x*\"")]
    [InlineData("not (app eq a and user eq b or count eq 1)", "(app ne \"a\" OR user ne \"b\") AND count ne 1")]
    [InlineData("user eq \"O'Neil\"", "user eq \"O'Neil\"")]
    public void Query_IsWritten(string query, string v2)
    {
        V2Print.TryPrint(Queries.Parsed(query).Condition, out var text, out var refusal).ShouldBeTrue(refusal);
        text.ShouldBe(v2);
        refusal.ShouldBeNull();
    }

    [Theory]
    [InlineData("user like example.com", true)]
    [InlineData(@"user like 'example\.com'", false)]
    [InlineData(@"user like 'example\.com.'", true)]
    [InlineData("user like example", false)]
    [InlineData("user eq example.com and app startswith x", true)]
    [InlineData("user eq example.com or (app eq x or not (app notlike 'a.b'))", true)]
    [InlineData("user eq a and app like 'a.b' or count eq 1", true)]
    [InlineData("user eq example.com and count from 1 to 2.5", false)]
    [InlineData("app eq Access Denied", true)]
    public void Approximation_IsToldFromTheRest(string query, bool isApproximate) => V2Print.IsApproximate(Queries.Parsed(query).Condition).ShouldBe(isApproximate);

    [Fact]
    public void ListThatIsTakenApart_IsBounded()
    {
        var field = new string('f', 11_000);
        var query = Queries.Parsed($"{field} not_in [{string.Join(',', Enumerable.Range(0, 1000))}]").Condition;
        var before = GC.GetAllocatedBytesForCurrentThread();

        V2Print.TryPrint(query, out _, out var refusal).ShouldBeFalse();

        refusal!.ShouldContain("far too long");
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(500_000);
    }

    [Theory]
    [InlineData("app notlike x", "The tenant is asked by API v2, which can not leave out what is like something (notlike of 'app'): leave the condition out and filter the rows that come.")]
    [InlineData("not (app like x)", "The tenant is asked by API v2, which can not leave out what is like something (not around like of 'app'): leave the condition out and filter the rows that come.")]
    [InlineData("not (count > 5)", "v2 has no counterpart for 'not' around 'count gt': write the opposite operator where there is one.")]
    [InlineData("not (timestamp from 1 to 2)", "v2 has no counterpart for 'not' around 'timestamp from': write the opposite operator where there is one.")]
    [InlineData("not (app startswith x)", "v2 has no counterpart for 'not' around 'app startswith': write the opposite operator where there is one.")]
    [InlineData("user eq netskope.com\\\\johnd", "v2 has no way to write a value of 'user' that holds a double quote, a backslash or a control character: match a part without it, by like.")]
    [InlineData("user eq 'a\tb'", "v2 has no way to write a value of 'user' that holds a double quote, a backslash or a control character: match a part without it, by like.")]
    [InlineData("not (count > 5) and not (app startswith x)", "v2 has no counterpart for 'not' around 'app startswith': write the opposite operator where there is one.")]
    [InlineData("user eq 'say \"x\"'", "v2 has no way to write a value of 'user' that holds a double quote, a backslash or a control character: match a part without it, by like.")]
    [InlineData("user like 'a*'", "v2 has no way to write 'a*' behind like of 'user': use plain text without *, ?, double quotes, backslashes and control characters.")]
    [InlineData("user like 'a?'", "v2 has no way to write 'a?' behind like of 'user': use plain text without *, ?, double quotes, backslashes and control characters.")]
    [InlineData(@"user like 'a\d'", @"v2 has no way to write 'a\d' behind like of 'user': use plain text without *, ?, double quotes, backslashes and control characters.")]
    [InlineData("user startswith 'a*'", "v2 has no way to write 'a*' behind startswith of 'user': use plain text without *, ?, double quotes, backslashes and control characters.")]
    public void WhatV2Lacks_IsRefused_ByName(string query, string why)
    {
        V2Print.TryPrint(Queries.Parsed(query).Condition, out var text, out var refusal).ShouldBeFalse();
        text.ShouldBeNull();
        refusal.ShouldBe(why);
    }
}
