using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Store;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Answers;

public class QuestionTests
{
    static readonly string?[] Queries =
    [
        null, "", "a", "A", "a ", " a", "a&type=DLP", "a&acked=true", "a&limit=1", "a&skip=1", "a&unsorted=true", "a%26type%3DDLP", "a+b", "a b", "a%20b",
        "a&limit=100&skip=0", "=", "&", "&query=a", "a#", "a?", "?timeperiod=3600", "é", "e\u0301", "a\0", "a\n", "a\r\n", "😀",
    ];

    static readonly AskedWindow[] Windows =
    [
        AskedWindow.Last(3600), AskedWindow.Last(86400), AskedWindow.Between(3600, 3600), AskedWindow.Between(0, 3600), AskedWindow.Between(1, 23),
        AskedWindow.Between(12, 3), AskedWindow.InsertedBetween(0, 3600), AskedWindow.InsertedBetween(1, 23),
    ];

    [Fact]
    public void EqualQuestions_HaveEqualKeys()
    {
        foreach (var make in All())
        {
            var (one, other) = (make(), make());
            one.Key.ShouldBe(other.Key);
            one.Text.ShouldBe(other.Text);
            one.TickPhase.ShouldBe(other.TickPhase);
        }
    }

    [Fact]
    public void DifferentQuestions_HaveDifferentKeys()
    {
        var seen = new Dictionary<QuestionKey, Question>();
        foreach (var make in All())
        {
            var question = make();
            seen.TryAdd(question.Key, question).ShouldBeTrue($"{question.Text} and {seen[question.Key].Text}");
        }

        seen.Count.ShouldBeGreaterThan(10_000);
    }

    [Fact]
    public void CanonicalForm_AsksTheSameQuestion()
    {
        foreach (var make in All())
        {
            var question = make();
            if (question.EffectiveQuery?.Text is "") continue; // An empty value counts as absent, and the builder never makes one.

            var parsed = Walk.Parse(question.Text);

            (parsed.EffectiveQuery?.Text, parsed.Type, parsed.Acked, parsed.Window, parsed.Limit, parsed.Skip, parsed.Unsorted)
                .ShouldBe((question.EffectiveQuery?.Text, question.Type, question.Acked, question.Window, question.Limit, question.Skip, question.Unsorted));
            parsed.Key.ShouldBe(question.Key);
        }
    }

    [Fact]
    public void RelativeQuestion_KeepsItsKey_AsTimeGoesBy()
    {
        // Its ends are no part of it; what it asks of the tenant has them.
        var question = new Question("alerts", Asked.By("a b"), "DLP", true, AskedWindow.Last(3600), 10, 20, unsorted: true);

        question.ToPageRequest(new Window(1, 3601)).ShouldBe(new PageRequest("alerts", "a b", "DLP", true, WindowKind.Event, new Window(1, 3601), 10, 20, true));
        question.Text.ShouldContain("timeperiod=3600");
        question.Text.ShouldNotContain("starttime");
    }

    [Theory]
    [InlineData("acked eq true", true)]
    [InlineData("app eq Box and ACKED eq true", true)]
    [InlineData("app eq Box", false)]
    [InlineData(null, false)]
    public void QueryAboutAcked_IsNoticed(string? query, bool asks) =>
        new Question("alerts", Asked.By(query), null, null, AskedWindow.Last(3600), 10, 0, unsorted: false).AsksAcked.ShouldBe(asks);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ParameterAcked_AsksAboutIt_WhateverItsValue(bool acked) =>
        new Question("alerts", Asked.By(null), null, acked, AskedWindow.Last(3600), 10, 0, unsorted: false).AsksAcked.ShouldBeTrue();

    static IEnumerable<Func<Question>> All() =>
        from query in Queries
        from window in Windows
        from type in new[] { null, "DLP", "Legal Hold" }
        from acked in new bool?[] { null, true, false }
        from unsorted in new[] { false, true }
        from page in new (int Limit, long Skip)[] { (100, 0), (10, 0), (1, 0), (1, 100) }
        select (Func<Question>)(() => new Question("alerts", Asked.By(query), type, acked, window, page.Limit, page.Skip, unsorted));
}
