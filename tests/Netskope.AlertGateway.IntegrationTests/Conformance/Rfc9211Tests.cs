using Netskope.AlertGateway.IntegrationTests.Failures;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Conformance;

/// <summary>RFC 9211, Cache-Status, read as the structured field it is. The number in a name is the section.</summary>
public abstract class Rfc9211Tests<TSubject>(FixtureFor<TSubject, ClockedFixture> fixture) : ContractTests<TSubject, ClockedFixture>(fixture)
    where TSubject : ISubject
{
    const int Fresh = 3600;

    // 2.1 to 2.8, and the type each value has.
    static readonly Dictionary<string, Type> Registered = new(StringComparer.Ordinal)
    {
        ["hit"] = typeof(bool),
        ["fwd"] = typeof(Token),
        ["fwd-status"] = typeof(long),
        ["ttl"] = typeof(long),
        ["stored"] = typeof(bool),
        ["collapsed"] = typeof(bool),
        ["key"] = typeof(string),
        ["detail"] = typeof(Token),
    };

    // 2.2.
    static readonly string[] Reasons = ["bypass", "method", "uri-miss", "vary-miss", "miss", "request", "stale", "partial"];

    [Fact]
    public async Task S2Dot2_FirstCall_IsForwarded_SinceNothingWasKeptAndIsStored()
    {
        var status = await StatusAsync(Gateway.Question());

        status["fwd"].ShouldBe(new Token("uri-miss"));
        status["stored"].ShouldBe(true);
        status.ShouldNotContainKey("collapsed");
    }

    [Fact]
    public async Task S2Dot1_KeptAnswer_IsAHit_AndNotForwarded()
    {
        var question = Gateway.Question();
        await StatusAsync(question);

        var status = await StatusAsync(question);

        status["hit"].ShouldBe(true);
        status.ShouldNotContainKey("fwd");
        status.ShouldNotContainKey("stored");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(Fresh - 1)]
    public async Task S2Dot4_Ttl_IsTheFreshTimeLeft(int passed)
    {
        var question = Gateway.Question();
        await StatusAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(passed));

        (await StatusAsync(question))["ttl"].ShouldBe((long)(Fresh - passed));
    }

    [Fact]
    public async Task S2Dot2_StaleAnswer_IsTheReasonToForward()
    {
        var question = Gateway.Question();
        await StatusAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh));

        var status = await StatusAsync(question);

        status["fwd"].ShouldBe(new Token("stale"));
        status["stored"].ShouldBe(true);
        status["ttl"].ShouldBe((long)Fresh);
    }

    [Fact]
    public async Task S2Dot2_CallersDirective_IsTheReasonToForward()
    {
        var question = Gateway.Question();
        await StatusAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(10));

        var status = await StatusAsync(question, ("Cache-Control", "no-cache"));

        status["fwd"].ShouldBe(new Token("request"));
        status["stored"].ShouldBe(true);
    }

    [Theory]
    [InlineData(FaultKind.InternalError500)]
    [InlineData(FaultKind.Forbidden403)]
    [InlineData(FaultKind.TruncatedJson)]
    public async Task S2Dot4_StaleAnswerInPlaceOfAnError_HasANegativeTtl_AndSaysWhy(FaultKind fault)
    {
        var question = Gateway.Question();
        await StatusAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh + 60));
        Gateway.Tenant.Faults.Order(fault, times: int.MaxValue);

        var status = await StatusAsync(question);

        status["fwd"].ShouldBe(new Token("stale"));
        status["ttl"].ShouldBe(-60L);
        status["detail"].ShouldBe(new Token(TenantFaults.Of(Subject, fault).Slug));
        status.ShouldNotContainKey("stored");
        status.ShouldNotContainKey("hit");
    }

    [Fact]
    public async Task S2Dot4_Ttl_IsNegative_FromTheFirstMomentOn()
    {
        var question = Gateway.Question();
        await StatusAsync(question);
        Gateway.Clock!.Advance(TimeSpan.FromSeconds(Fresh) + TimeSpan.FromMilliseconds(1));
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);

        (await StatusAsync(question))["ttl"].ShouldBe(-1L);
    }

    [Fact]
    public async Task S2Dot6_Collapsed_MarksThoseWhoJoined_AndOnlyThem()
    {
        var question = Gateway.Question();
        var hold = Gateway.Tenant.Faults.Order(FaultKind.Hold);

        var asking = Enumerable.Range(0, 5).Select(_ => StatusAsync(question)).ToList();
        await Gateway.WaitForArrivalsAsync(5);
        await Gateway.WaitForCallsAsync(1);
        hold.Release();
        var statuses = await Task.WhenAll(asking);

        // One who came in just as the flight landed has a hit.
        var forwarded = statuses.Where(status => status.ContainsKey("fwd")).ToList();
        forwarded.Count(status => !status.ContainsKey("collapsed")).ShouldBe(1);
        forwarded.ShouldAllBe(status => status["fwd"].Equals(new Token("uri-miss")));
        Gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task S2_NotModified_HasItToo()
    {
        var question = Gateway.Question();
        await StatusAsync(question);

        (await StatusAsync(question, ("If-None-Match", "*"))).ShouldContainKey("hit");
    }

    /// <summary>The one member's parameters, after the rules that hold for each.</summary>
    async Task<IDictionary<string, object>> StatusAsync(string question, params (string Name, string Value)[] headers)
    {
        var answer = await Gateway.GetAsync(question, headers);
        var member = StructuredList.Parse(answer["Cache-Status"].ShouldNotBeNull()).ShouldHaveSingleItem();

        // 2: each member is a cache, named by a String or Token; hit and fwd exclude each other.
        member.Item.ShouldBe(new Token("AlertGateway"));
        foreach (var (name, value) in member.Parameters) value.GetType().ShouldBe(Registered[name], name);
        member.Parameters.ContainsKey("hit").ShouldNotBe(member.Parameters.ContainsKey("fwd"));
        if (member.Parameters.TryGetValue("fwd", out var reason)) Reasons.ShouldContain(((Token)reason).Text);
        return member.Parameters;
    }
}

public sealed class V1AlertsRfc9211Tests(FixtureFor<V1Alerts, ClockedFixture> fixture) : Rfc9211Tests<V1Alerts>(fixture);

public sealed class V2AlertsRfc9211Tests(FixtureFor<V2Alerts, ClockedFixture> fixture) : Rfc9211Tests<V2Alerts>(fixture);

public sealed class V1EventsRfc9211Tests(FixtureFor<V1Events, ClockedFixture> fixture) : Rfc9211Tests<V1Events>(fixture);

public sealed class V2EventsRfc9211Tests(FixtureFor<V2Events, ClockedFixture> fixture) : Rfc9211Tests<V2Events>(fixture);
