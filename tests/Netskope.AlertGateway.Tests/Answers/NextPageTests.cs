using System.Buffers;
using Netskope.AlertGateway.Answers;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Answers;

public class NextPageTests
{
    const int Limit = 10;

    static readonly Window Ends = new(1000, 2000);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(Limit - 1)]
    public void PageThatIsNotFull_IsTheLast(int rows) => NextPage.Of(Ask(), Ends, Page(rows, 1500, 1)).ShouldBeNull();

    [Fact]
    public void WalkBehindDescendingRows_GoesOnInTheLastSecondSeen()
    {
        var next = NextPage.Of(Ask(), Ends, Page(Limit, 1500, 3));

        next.ShouldBe("alerts?starttime=1000&endtime=1500&limit=10&skip=3");
    }

    [Fact]
    public void FirstPageWithinOneSecond_GoesOnInThatSecond() =>
        NextPage.Of(Ask(), Ends, Page(Limit, 1500, Limit)).ShouldBe("alerts?starttime=1000&endtime=1500&limit=10&skip=10");

    [Fact]
    public void FurtherPageThatLeavesItsSecond_SkipsOnlyTheRowsOfTheNewOne() =>
        NextPage.Of(Ask(skip: 7), Ends, Page(Limit, 1500, 3)).ShouldBe("alerts?starttime=1000&endtime=1500&limit=10&skip=3");

    [Fact]
    public void FurtherPageWithinTheSecondItsWindowEndsIn_CountsOn() =>
        NextPage.Of(Ask(skip: 7), Ends, Page(Limit, 2000, Limit)).ShouldBe("alerts?starttime=1000&endtime=2000&limit=10&skip=17");

    [Fact]
    public void WalkWithoutAnOrder_Counts()
    {
        const string Counted = "alerts?starttime=1000&endtime=2000&limit=10&skip=15";

        NextPage.Of(Ask(skip: 5), Ends, new Page(ReadOnlySequence<byte>.Empty, 0, [], Limit, null, default)).ShouldBe(Counted);
        NextPage.Of(Ask(skip: 5), Ends, Page(Limit, 2001, 1)).ShouldBe(Counted);
        NextPage.Of(Ask(skip: 5, unsorted: true), Ends, Page(Limit, 1500, 1)).ShouldBe("alerts?starttime=1000&endtime=2000&unsorted=true&limit=10&skip=15");
    }

    [Fact]
    public void InsertionWindow_IsNotCutByTimestamps() =>
        NextPage.Of(Ask(AskedWindow.InsertedBetween(1000, 2000), skip: 5), Ends, Page(Limit, 1500, 1))
            .ShouldBe("alerts?insertionstarttime=1000&insertionendtime=2000&limit=10&skip=15");

    [Fact]
    public void RelativeWindow_BecomesAnAbsoluteOne() =>
        NextPage.Of(Ask(AskedWindow.Last(3600)), Ends, Page(Limit, 1500, 1)).ShouldBe("alerts?starttime=1000&endtime=1500&limit=10&skip=1");

    [Fact]
    public void PageWithMoreRowsThanWereAskedFor_LosesNone() =>
        NextPage.Of(Ask(AskedWindow.InsertedBetween(1000, 2000), skip: 5), Ends, Page(Limit + 2, 1500, 1)).ShouldNotBeNull().ShouldEndWith("&skip=17");

    [Fact]
    public void Filters_GoAlong()
    {
        var question = new Question("alerts", Asked.By("a&type=DLP"), "Legal Hold", false, AskedWindow.Last(3600), Limit, 0, unsorted: false);

        var next = Walk.Parse(NextPage.Of(question, Ends, Page(Limit, 1500, 1)).ShouldNotBeNull());

        (next.EffectiveQuery?.Text, next.Type, next.Acked, next.Limit).ShouldBe(("a&type=DLP", "Legal Hold", false, Limit));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    public void Walk_MeetsEveryRowOnce_WhileOthersArriveLate(int seed)
    {
        for (var population = 0; population < TestDepth.Cases(250); population++)
        {
            var random = new Random((seed * 1000) + population);
            var met = new Walk(random).Follow(out var expected);

            met.Order(StringComparer.Ordinal).ShouldBe(expected.Order(StringComparer.Ordinal), $"population {population}");
        }
    }

    static Page Page(int rows, long lastSecond, int inSecond) => new(ReadOnlySequence<byte>.Empty, 0, [], rows, new PageTail(lastSecond, inSecond), default);

    static Question Ask(AskedWindow? window = null, long skip = 0, bool unsorted = false) =>
        new("alerts", Asked.By(null), null, null, window ?? AskedWindow.Between(1000, 2000), Limit, skip, unsorted);
}
