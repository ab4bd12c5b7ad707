namespace Netskope.Query.Tests;

public sealed class WarningTests
{
    [Theory]
    [InlineData("alert_type eq DLP")]
    [InlineData("user in [a, b] and count from 1 to 2 and alert_name like x")]
    [InlineData("first_accessed from 1 to 2")]
    public void WhatIsDocumented_HasNone(string query) => Queries.Parsed(query).Warnings.ShouldBeEmpty();

    [Theory]
    [InlineData("user eq a and alert_typ eq DLP", 14, "alert_type")]
    [InlineData("usr eq a", 0, "user")]
    [InlineData("something_else eq a", 0, null)]
    public void UnknownField_IsDoubted(string query, int position, string? meant) =>
        Queries.Parsed(query).Warnings.ShouldBe([new(Doubt.UnknownField, position, meant)]);

    [Theory]
    [InlineData("acked in [true]", 0)]
    [InlineData("user eq a and alert gt 5", 14)]
    [InlineData("dst_latitude neq 5", 0)]
    [InlineData("user from a to b", 0)]
    public void OperatorThatIsNotListed_IsDoubted(string query, int position) =>
        Queries.Parsed(query).Warnings.ShouldBe([new(Doubt.UnlistedOperator, position)]);

    [Theory]
    [InlineData("app eq Access Denied", 7)]
    [InlineData("app in [x, Access Denied, Access Granted]", 11)]
    [InlineData("app eq x and (app eq Access  Denied)", 21)]
    public void WordsWithoutQuotes_AreDoubted(string query, int position) =>
        Queries.Parsed(query).Warnings.ShouldBe([new(Doubt.UnquotedWords, position)]);

    [Fact]
    public void OneTermsWords_AreNotDoubtedAgainForTheNext() =>
        Queries.Parsed("app eq Access Denied and user eq a and user eq b").Warnings.Count.ShouldBe(1);

    [Fact]
    public void AtMostFive_AreGiven() =>
        Queries.Parsed(string.Join(" and ", Enumerable.Range(0, 50).Select(i => $"nothing{i} eq 1"))).Warnings.Select(w => w.Position).ShouldBe([0, 18, 36, 54, 72]);
}
