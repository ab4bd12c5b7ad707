using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Conformance;

/// <summary>RFC 9111, HTTP Caching, with the clock in hand. The number in a name is the section.</summary>
public abstract class Rfc9111Tests<TSubject>(FixtureFor<TSubject, ClockedFixture> fixture) : ContractTests<TSubject, ClockedFixture>(fixture)
    where TSubject : ISubject
{
    // Of a window that ended over 27 hours ago.
    const int Fresh = 3600;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(59)]
    [InlineData(Fresh - 1)]
    public async Task S5Dot1_Age_IsTheWholeSecondsSinceTheTenantWasAsked(int passed)
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(passed));

        (await Gateway.GetAsync(question))["Age"].ShouldBe(Text(passed));
    }

    [Fact]
    public async Task S4Dot2Dot1_Lifetime_IsTheWholeFreshTime_NotWhatIsLeft()
    {
        // A caller's own cache takes Age off max-age: what is left must not be taken off twice.
        var question = Gateway.Question();
        var first = await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(1000));
        var second = await Gateway.GetAsync(question);

        first["Cache-Control"].ShouldBe("private, max-age=3600");
        second["Cache-Control"].ShouldBe("private, max-age=3600");
        second["Age"].ShouldBe("1000");
    }

    [Fact]
    public async Task S4Dot2_AtTheEndOfItsLifetime_ItIsStale()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);

        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh));

        (await Gateway.GetAsync(question)).IsHit.ShouldBeFalse("fresh is a lifetime greater than the age");
        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task S5Dot2Dot2Dot7_Private_KeepsItOutOfSharedCaches_SinceItIsForWhoMayAsk() =>
        (await Gateway.GetAsync(Gateway.Question()))["Cache-Control"].ShouldNotBeNull().Split(", ").ShouldContain("private");

    [Theory]
    [InlineData("max-age=100", 100, true)]
    [InlineData("max-age=100", 101, false)]
    [InlineData("max-age=0", 5, true)]
    [InlineData("max-age=0", 6, false)]
    [InlineData("MAX-AGE=100", 101, false)]
    [InlineData("max-age=99999999999999999999", 3000, true)]
    public async Task S5Dot2Dot1Dot1_MaxAge_BoundsTheAge_DownToMinAge(string directive, int passed, bool hit) => await ShouldBeHitAsync(directive, passed, hit);

    [Theory]
    [InlineData("max-stale")]
    [InlineData("max-stale=600")]
    public async Task S5Dot2Dot1Dot2_MaxStale_IsNoReasonForAStaleAnswer_WhileTheTenantAnswers(string directive) => await ShouldBeHitAsync(directive, Fresh + 10, hit: false);

    [Theory]
    [InlineData("max-stale=60", 50, 200)]
    [InlineData("max-stale=60", 61, 502)]
    [InlineData("max-stale=0", 1, 502)]
    public async Task S5Dot2Dot1Dot2_MaxStale_BoundsWhatStandsInForAnError(string directive, int stale, int status)
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh + stale));
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);

        (await Gateway.GetAsync(question, ("Cache-Control", directive))).Status.ShouldBe(status);
    }

    [Theory]
    [InlineData("min-fresh=3600", 10)]
    [InlineData("no-transform", 10)]
    [InlineData("no-store", 10)]
    [InlineData("made-up=\"x, max-age=0\"", 10)]
    [InlineData("made-up", 10)]
    public async Task S5Dot2Dot1_DirectivesThatAreNotImplemented_AreIgnored(string directive, int passed) => await ShouldBeHitAsync(directive, passed, hit: true);

    [Theory]
    [InlineData("no-cache", 5, true)]
    [InlineData("no-cache", 6, false)]
    [InlineData("No-Cache", 6, false)]
    [InlineData("max-age=100, no-cache", 6, false)]
    public async Task S5Dot2Dot1Dot4_NoCache_GetsAnAnswerNoOlderThanMinAge(string directive, int passed, bool hit) => await ShouldBeHitAsync(directive, passed, hit);

    [Fact]
    public async Task S5Dot2Dot1Dot4_NoCache_WithAFailingTenant_GetsNoOldAnswer()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(10));
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);

        (await Gateway.GetAsync(question, ("Cache-Control", "no-cache"))).ShouldBeProblem(502);
        (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeTrue("what was kept is as good as before");
    }

    [Fact]
    public async Task S5Dot2Dot1Dot7_OnlyIfCached_WithWhatIsStale_Is504()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh));

        (await Gateway.GetAsync(question, ("Cache-Control", "only-if-cached"))).ShouldBeProblem(504, "nothing-kept");
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task S5Dot2Dot1Dot7_OnlyIfCached_WithMaxAge_MeetsBoth()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(100));

        (await Gateway.GetAsync(question, ("Cache-Control", "only-if-cached, max-age=50"))).ShouldBeProblem(504);
        (await Gateway.GetAsync(question, ("Cache-Control", "only-if-cached, max-age=100"))).ShouldBePage().IsHit.ShouldBeTrue();
    }

    [Theory]
    [InlineData(400, "&limit=0", 200)]
    [InlineData(502, "&limit=10", 500)]
    [InlineData(503, "&limit=10", 429)]
    [InlineData(503, "&limit=10", 503)]
    public async Task S3_Errors_AreNoStore_AndAreNotStored(int status, string more, int upstream)
    {
        var question = Gateway.Question(more);
        if (upstream != 200) Gateway.Tenant.OrderAnswer(upstream);

        var answer = (await Gateway.GetAsync(question)).ShouldBeProblem(status);

        answer["Cache-Control"].ShouldBe("no-store");
        answer["ETag"].ShouldBeNull();
        answer["Age"].ShouldBeNull();
        await Gateway.HealAsync();
        if (upstream != 200) (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse();
    }

    [Fact]
    public async Task S4Dot2Dot4_StaleAnswer_ShowsItsWholeAge_AndIsNotFreshForTheCaller()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh + 100));
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);

        var stale = (await Gateway.GetAsync(question)).ShouldBePage();

        stale["Age"].ShouldBe(Text(Fresh + 100));
        stale["Cache-Control"].ShouldBe("private, max-age=3600", "older than its lifetime: no cache of the caller takes it for fresh");
    }

    [Fact]
    public async Task S4Dot2Dot4_StaleAnswer_IsNeverGiven_WhileTheTenantAnswers()
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh + 1));

        var renewed = (await Gateway.GetAsync(question)).ShouldBePage();

        renewed["Age"].ShouldBe("0");
        Gateway.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task S4Dot3Dot4_NotModified_OfAKeptAnswer_HasItsAge()
    {
        var question = Gateway.Question();
        var tag = (await Gateway.GetAsync(question))["ETag"]!;
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(77));

        var answer = await Gateway.GetAsync(question, ("If-None-Match", tag));

        answer.Status.ShouldBe(304);
        answer["Age"].ShouldBe("77");
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    async Task ShouldBeHitAsync(string directive, int passed, bool hit)
    {
        var question = Gateway.Question();
        await Gateway.GetAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(passed));

        (await Gateway.GetAsync(question, ("Cache-Control", directive))).ShouldBePage().IsHit.ShouldBe(hit);

        Gateway.Tenant.Record.Count.ShouldBe(hit ? 1 : 2);
    }

    static string Text(int seconds) => seconds.ToString(CultureInfo.InvariantCulture);
}

public sealed class V1AlertsRfc9111Tests(FixtureFor<V1Alerts, ClockedFixture> fixture) : Rfc9111Tests<V1Alerts>(fixture);

public sealed class V2AlertsRfc9111Tests(FixtureFor<V2Alerts, ClockedFixture> fixture) : Rfc9111Tests<V2Alerts>(fixture);

public sealed class V1EventsRfc9111Tests(FixtureFor<V1Events, ClockedFixture> fixture) : Rfc9111Tests<V1Events>(fixture);

public sealed class V2EventsRfc9111Tests(FixtureFor<V2Events, ClockedFixture> fixture) : Rfc9111Tests<V2Events>(fixture);
