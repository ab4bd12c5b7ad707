using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

public abstract class FreshnessTests<TSubject>(FixtureFor<TSubject, ClockedFixture> fixture) : ContractTests<TSubject, ClockedFixture>(fixture)
    where TSubject : ISubject
{
    long Now => Gateway.Clock!.GetUtcNow().ToUnixTimeSeconds();

    [Theory]
    [InlineData(-600, "", 30)]
    [InlineData(600, "", 30)]
    [InlineData(-2 * 3600, "", 600)]
    [InlineData(-28 * 3600, "", 3600)]
    [InlineData(-28 * 3600, "&query=acked%20eq%20true", 60)]
    public async Task AbsoluteWindow_IsFreshByItsAge(int endsIn, string more, int fresh)
    {
        var end = Now + endsIn;
        var question = Subject.Target($"starttime={end - 3600}&endtime={end}&limit=3{more}");

        (await Gateway.GetAsync(question)).ShouldBePage()["Cache-Control"].ShouldBe($"private, max-age={fresh}");

        Gateway.Clock!.Advance(TimeSpan.FromSeconds(fresh - 1));
        var kept = await Gateway.GetAsync(question);
        kept.IsHit.ShouldBeTrue();
        kept["Age"].ShouldBe((fresh - 1).ToString(CultureInfo.InvariantCulture));
        Gateway.Tenant.Record.Count.ShouldBe(1);

        Gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        await Gateway.GetAsync(question);
        await Gateway.WaitForCallsAsync(2);
    }

    [Theory]
    [InlineData(-600, 3600)]
    [InlineData(-60, 30)]
    public async Task InsertionWindow_IsFreshByItsAge(int endsIn, int fresh)
    {
        var end = Now + endsIn;

        var answer = await Gateway.GetAsync(Subject.Target($"insertionstarttime={end - 3600}&insertionendtime={end}&limit=3"));

        answer.ShouldBePage()["Cache-Control"].ShouldBe($"private, max-age={fresh}");
    }

    [Fact]
    public async Task RelativeWindow_EndsAtTheLastTick_AndMovesWithTheNext()
    {
        var question = Subject.Target("timeperiod=86400&limit=4");
        var first = await Gateway.GetAsync(question);
        var end = End(first);
        end.ShouldBeInRange(Now - 30, Now);

        Gateway.Clock!.Advance(TimeSpan.FromSeconds(end + 29 - Now));
        var sameTick = await Gateway.GetAsync(question);
        sameTick["Gateway-Window"].ShouldBe(first["Gateway-Window"]);
        Gateway.Tenant.Record.Count.ShouldBe(1);

        Gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        await Gateway.GetAsync(question);
        await Gateway.WaitForCallsAsync(2);
        var next = Subject.Asked(Gateway.Tenant.Record.Calls[1]);
        next["endtime"].ShouldBe((end + 30).ToString(CultureInfo.InvariantCulture));
        next["starttime"].ShouldBe((end + 30 - 86400).ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task PagesOfOneQuestion_ShareATick()
    {
        var first = await Gateway.GetAsync(Subject.Target("timeperiod=604800&limit=4"));
        var second = await Gateway.GetAsync(Subject.Target("timeperiod=604800&limit=4&skip=4"));

        second["Gateway-Window"].ShouldBe(first["Gateway-Window"]);
        second.Ids.Intersect(first.Ids, StringComparer.Ordinal).ShouldBeEmpty();
    }

    [Fact]
    public async Task NoCache_GetsAnAnswerNoOlderThanMinAge()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);

        Gateway.Clock!.Advance(TimeSpan.FromSeconds(4));
        (await Gateway.GetAsync(question, ("Cache-Control", "no-cache"))).IsHit.ShouldBeTrue();
        Gateway.Clock.Advance(TimeSpan.FromSeconds(2));
        (await Gateway.GetAsync(question, ("Cache-Control", "no-cache"))).IsHit.ShouldBeFalse();

        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task MaxAge_BoundsTheAgeOfTheAnswer()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(100));

        (await Gateway.GetAsync(question, ("Cache-Control", "max-age=200"))).IsHit.ShouldBeTrue();
        (await Gateway.GetAsync(question, ("Cache-Control", "max-age=50"))).IsHit.ShouldBeFalse();

        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task TenantFails_LastGoodAnswerIsGiven_MarkedStale_WithinItsLimit()
    {
        var question = Gateway.Question();
        var good = await Gateway.GetAsync(question);
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);

        Gateway.Clock!.Advance(TimeSpan.FromHours(2));
        var stale = (await Gateway.GetAsync(question)).ShouldBePage();
        stale.Bytes.ShouldBe(good.Bytes);
        stale["Cache-Status"].ShouldNotBeNull().ShouldMatch(@";\s*ttl=-\d+");

        (await Gateway.GetAsync(question, ("Cache-Control", "stale-if-error=0"))).ShouldBeProblem(502);

        Gateway.Clock.Advance(TimeSpan.FromHours(24));
        (await Gateway.GetAsync(question)).ShouldBeProblem(502);
    }

    static long End(Answer answer) => long.Parse(answer["Gateway-Window"]!.Split('-')[1], CultureInfo.InvariantCulture);
}

/// <summary>What alerts alone have.</summary>
public abstract class AlertFreshnessTests<TSubject>(FixtureFor<TSubject, ClockedFixture> fixture) : FreshnessTests<TSubject>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData(-28 * 3600, "&acked=true", 60)]
    [InlineData(-600, "&acked=true", 30)]
    public Task AbsoluteWindow_IsFreshByItsAge_OfAlerts(int endsIn, string more, int fresh) => AbsoluteWindow_IsFreshByItsAge(endsIn, more, fresh);
}

public sealed class V1AlertsFreshnessTests(FixtureFor<V1Alerts, ClockedFixture> fixture) : AlertFreshnessTests<V1Alerts>(fixture);

public sealed class V2AlertsFreshnessTests(FixtureFor<V2Alerts, ClockedFixture> fixture) : AlertFreshnessTests<V2Alerts>(fixture);

public sealed class V1EventsFreshnessTests(FixtureFor<V1Events, ClockedFixture> fixture) : FreshnessTests<V1Events>(fixture);

public sealed class V2EventsFreshnessTests(FixtureFor<V2Events, ClockedFixture> fixture) : FreshnessTests<V2Events>(fixture);
