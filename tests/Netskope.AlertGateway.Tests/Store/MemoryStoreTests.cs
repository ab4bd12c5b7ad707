using Netskope.AlertGateway.Store;

using Answer = Netskope.AlertGateway.Store.Answer;

namespace Netskope.AlertGateway.Tests.Store;

public class MemoryStoreTests
{
    [Fact]
    public void WhatWasPut_IsFound_AndNothingElse()
    {
        var store = new MemoryStore(1_000_000, TimeProvider.System);
        var answer = Kept.OfSize(100);
        store.Put(Kept.Key(1), answer);

        store.TryGet(Kept.Key(1), out var found, out _).ShouldBeTrue();
        found.ShouldBeSameAs(answer);
        store.TryGet(Kept.Key(2), out _, out _).ShouldBeFalse();
        store.TryGet(new QuestionKey(1, 1), out _, out _).ShouldBeFalse();
    }

    [Fact]
    public void LeastRecentlyUsed_LeaveFirst()
    {
        var store = new MemoryStore(100_000, TimeProvider.System);
        for (var i = 0; i < 8; i++) store.Put(Kept.Key(i), Kept.OfSize(10_000));
        store.TryGet(Kept.Key(0), out _, out _).ShouldBeTrue();
        store.TryGet(Kept.Key(2), out _, out _).ShouldBeTrue();

        store.Put(Kept.Key(8), Kept.OfSize(40_000));

        store.TryGet(Kept.Key(1), out _, out _).ShouldBeFalse();
        store.TryGet(Kept.Key(3), out _, out _).ShouldBeFalse();
        store.TryGet(Kept.Key(0), out _, out _).ShouldBeTrue();
        store.TryGet(Kept.Key(2), out _, out _).ShouldBeTrue();
        store.TryGet(Kept.Key(8), out _, out _).ShouldBeTrue();
    }

    [Fact]
    public void OlderAnswer_NeverReplacesANewerOne()
    {
        var store = new MemoryStore(1_000_000, TimeProvider.System);
        var newer = Kept.OfSize(100, Kept.Noon);
        store.Put(Kept.Key(1), newer);
        store.Put(Kept.Key(1), Kept.OfSize(100, Kept.Noon - TimeSpan.FromTicks(1)));

        store.TryGet(Kept.Key(1), out var found, out _).ShouldBeTrue();
        found.ShouldBeSameAs(newer);
    }

    [Fact]
    public void NewerAnswer_ReplacesAnOlderOne_AndItsSize()
    {
        var store = new MemoryStore(1_000_000, TimeProvider.System);
        store.Put(Kept.Key(1), Kept.OfSize(50_000, Kept.Noon));
        var newer = Kept.OfSize(100, Kept.Noon + TimeSpan.FromTicks(1));
        store.Put(Kept.Key(1), newer);

        store.TryGet(Kept.Key(1), out var found, out _).ShouldBeTrue();
        found.ShouldBeSameAs(newer);
        store.Size.ShouldBeLessThan(50_000);
    }

    [Fact]
    public void AnswerOverTheBound_IsNotKept()
    {
        var store = new MemoryStore(10_000, TimeProvider.System);
        store.Put(Kept.Key(1), Kept.OfSize(10_001));

        store.TryGet(Kept.Key(1), out _, out _).ShouldBeFalse();
        store.Size.ShouldBe(0);
    }

    [Fact]
    public void ManySmallAnswers_AreChargedMoreThanTheirBytes()
    {
        // Each has a key, an entry and strings beside its bytes: the bound is on memory, not on payload.
        var store = new MemoryStore(100_000, TimeProvider.System);
        for (var i = 0; i < 10_000; i++) store.Put(Kept.Key(i), Kept.OfSize(1));

        Enumerable.Range(0, 10_000).Count(i => store.TryGet(Kept.Key(i), out _, out _)).ShouldBeLessThan(500);
    }

    [Fact]
    public async Task DerivedForm_CountsByItself_AndMayPushOthersOut()
    {
        var store = new MemoryStore(120_000, TimeProvider.System);
        var grows = Kept.Of(Kept.Content(new byte[100_000]));
        store.Put(Kept.Key(1), Kept.OfSize(60_000));
        store.Put(Kept.Key(2), grows);
        var before = store.Size;

        await GrowAsync(grows);

        store.TryGet(Kept.Key(1), out _, out _).ShouldBeFalse();
        store.TryGet(Kept.Key(2), out _, out _).ShouldBeTrue();
        store.Size.ShouldBeInRange(100_000, 120_000);
        store.Size.ShouldNotBe(before);
    }

    [Fact]
    public async Task DerivedFormMadeBeforeThePut_CountsFromTheStart()
    {
        var store = new MemoryStore(1_000_000, TimeProvider.System);
        var answer = Kept.Of(Kept.Content(new byte[100_000]));
        await answer.Content.InAsync(ContentCoding.Identity);

        store.Put(Kept.Key(1), answer);

        store.Size.ShouldBeGreaterThanOrEqualTo(100_000);
    }

    [Fact]
    public async Task AnswerThatHasLeft_CountsNothing_HoweverItGrows()
    {
        var store = new MemoryStore(1_000_000, TimeProvider.System);
        var older = Kept.Of(Kept.Content(new byte[100_000]));
        store.Put(Kept.Key(1), older);
        store.Put(Kept.Key(1), Kept.OfSize(10, Kept.Noon + TimeSpan.FromSeconds(1)));
        var before = store.Size;

        await GrowAsync(older);

        store.Size.ShouldBe(before);
    }

    [Fact]
    public void NewerOfTwoAnswers_IsReturned_WhicheverWasPut()
    {
        var store = new MemoryStore(1_000_000, TimeProvider.System);
        var newer = Kept.OfSize(100, Kept.Noon);
        var newest = Kept.OfSize(100, Kept.Noon + TimeSpan.FromTicks(1));

        store.Put(Kept.Key(1), newer).ShouldBeSameAs(newer);
        store.Put(Kept.Key(1), Kept.OfSize(100, Kept.Noon - TimeSpan.FromTicks(1))).ShouldBeSameAs(newer);
        store.Put(Kept.Key(1), newest).ShouldBeSameAs(newest);
    }

    [Fact]
    public void Store_TakesWhatFits_AndNothingLarger()
    {
        var store = new MemoryStore(10_000, TimeProvider.System);

        store.Takes(Kept.OfSize(5000)).ShouldBeTrue();
        store.Takes(Kept.OfSize(10_000)).ShouldBeFalse();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task RandomUse_KeepsTheBound_AndTheMostRecentlyUsed(int seed)
    {
        const long Most = 200_000;
        var random = new Random(seed);
        var store = new MemoryStore(Most, TimeProvider.System);
        var recent = new List<QuestionKey>(); // Most recently used last.
        var newest = new Dictionary<QuestionKey, Answer>();
        void Use(QuestionKey key)
        {
            recent.Remove(key);
            recent.Add(key);
        }

        for (var i = 0; i < 5000; i++)
        {
            var key = Kept.Key(random.Next(60));
            switch (random.Next(10))
            {
                case < 4:
                    var answer = Kept.Of(Kept.Content(new byte[random.Next(1, 20_000)]), askedAt: Kept.Noon + TimeSpan.FromSeconds(random.Next(100)));
                    var isOlder = store.TryGet(key, out var there, out _) && there.AskedAt > answer.AskedAt;
                    store.Put(key, answer);
                    if (!isOlder) newest[key] = answer;
                    Use(key);
                    break;
                case < 9:
                    if (!store.TryGet(key, out var found, out _)) break;
                    found.ShouldBeSameAs(newest[key]);
                    Use(key);
                    break;
                default:
                    if (!store.TryGet(key, out var grows, out _)) break;
                    Use(key);
                    if (grows.Size == grows.Content.Brotli.Length) await GrowAsync(grows);
                    break;
            }

            store.Size.ShouldBeInRange(0, Most);
        }

        // From the least to the most recently used: once one is there, all behind it are. Looking changes no order.
        var kept = recent.Select(key => store.TryGet(key, out _, out _)).ToList();
        kept.SkipWhile(there => !there).ShouldAllBe(there => there);
        kept.ShouldContain(false);
        kept.ShouldContain(true);
    }

    /// <summary>Until another form is held and the store has been called.</summary>
    static async Task GrowAsync(Answer answer)
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var counts = answer.Content.Grown;
        answer.Content.Grown = () =>
        {
            counts();
            called.SetResult();
        };
        await answer.Content.InAsync(ContentCoding.Identity);
        await called.Task.WaitAsync(TestContext.Current.CancellationToken);
        answer.Content.Grown = counts;
    }
}
