using System.Globalization;
using Netskope.AlertGateway.IntegrationTests.Failures;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

/// <summary>v1's face on a tenant that speaks v2 alone, in whatever order it gives its rows.</summary>
public abstract class V2TenantTests<TSubject, TGateway>(FixtureFor<TSubject, TGateway> fixture) : ContractTests<TSubject, TGateway>(fixture)
    where TSubject : ISubject
    where TGateway : V2Fixture, new()
{
    [Fact]
    public async Task Rows_AreTheTenantsNewestFirst_ByteForByte_InV1sEnvelope()
    {
        var start = Gateway.Settled - 86_400;
        var truth = Gateway.Truth.Select(new AlertFilter { Start = start, End = Gateway.Settled });

        var answer = (await Gateway.GetAsync(Subject.Target($"starttime={start}&endtime={Gateway.Settled}&limit=10000"))).ShouldBePage();

        using var expected = new MemoryStream();
        expected.Write("""{"status":"success","msg":"","data":["""u8);
        foreach (var key in truth)
        {
            if (expected.GetBuffer()[expected.Length - 1] != (byte)'[') expected.WriteByte((byte)',');
            expected.Write(Population.RowBytes(key).Span);
        }

        expected.Write("]}"u8);
        answer.Bytes.AsSpan().SequenceEqual(expected.GetBuffer().AsSpan(0, (int)expected.Length)).ShouldBeTrue("the bytes are not the tenant's");
    }

    [Fact]
    public async Task Token_IsInTheHeaderAlone_AndTheCallersIsNowhere()
    {
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();

        foreach (var call in Gateway.Tenant.Record.Calls)
        {
            (call.Method, call.Path, call.TokenPlace).ShouldBe(("GET", Subject.V2Path, TokenPlace.Header));
            call.RawQuery.ShouldNotContain(GatewayFixture.TenantToken);
            call.Body.ShouldBeEmpty();
            call.Headers.Keys.ShouldNotContain("Authorization");
        }
    }

    [Theory]
    [InlineData("&query=app%20in%20['Slack',%20Dropbox]%20and%20not%20(user%20eq%20x)")]
    [InlineData("&query=user%20like%20'example\\.org'%20or%20app%20eq%20'Google%20Drive'%20and%20count%20%3E%200")]
    [InlineData("&skip=7")]
    [InlineData("&skip=100000")]
    [InlineData("&unsorted=true&skip=3")]
    [InlineData("&query=compliance_standards.standard%20eq%20'NIST-CSF-1.1'")]
    public async Task Question_FindsWhatAV1TenantFinds(string more)
    {
        var window = $"starttime={Gateway.Settled - 86_400}&endtime={Gateway.Settled}&limit=50";
        var v1 = await Gateway.AskV1Async(window + more.Replace("&type=dlp", "&type=DLP", StringComparison.Ordinal));

        var answer = (await Gateway.GetAsync(Subject.Target(window + more))).ShouldBePage();

        if (more.Contains("unsorted", StringComparison.Ordinal)) answer.Rows.Count.ShouldBe(50);
        else answer.Ids.ShouldBe(v1);
    }

    [Fact]
    public async Task InsertionWindow_FindsRowsThatHappenedLongBefore()
    {
        var window = $"insertionstarttime={Gateway.Settled - 7200}&insertionendtime={Gateway.Settled - 3600}&limit=10000";
        var v1 = await Gateway.AskV1Async(window);

        (await Gateway.GetAsync(Subject.Target(window))).ShouldBePage().Ids.ShouldBe(v1);
        v1.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task LimitAboveV2sBound_IsServedInSeveralCalls()
    {
        var window = $"starttime={Gateway.Settled - (4 * 86_400)}&endtime={Gateway.Settled}&limit=1000&skip=5";

        var ids = (await Gateway.GetAsync(Subject.Target(window))).ShouldBePage().Ids;
        var calls = Gateway.Tenant.Record.Calls;

        calls.Count.ShouldBeGreaterThan(1);
        calls.ShouldAllBe(call => int.Parse(call.Query["limit"], CultureInfo.InvariantCulture) <= V2Fixture.MaxLimit);
        ids.Count.ShouldBe(1000);
        ids.ShouldBe(await Gateway.AskV1Async(window));
    }

    [Fact]
    public async Task WalkByLink_MeetsEveryRowOnce()
    {
        var seen = new List<string>();
        var window = $"starttime={Gateway.Settled - (2 * 86_400)}&endtime={Gateway.Settled}";
        for (var next = Subject.Target($"{window}&limit=130"); next is not null;)
        {
            var page = (await Gateway.GetAsync(next)).ShouldBePage();
            seen.AddRange(page.Ids);
            next = page.Next;
        }

        seen.ShouldBe(await Gateway.AskV1Async(window + "&limit=10000"));
    }

    [Theory]
    [InlineData("app%20notlike%20x", "notlike")]
    [InlineData("not%20(count%20%3E%205)", "'not' around 'count gt'")]
    [InlineData("user%20eq%20corp%5C%5Cann", "backslash")]
    public async Task QueryThatV2Lacks_Is400_NamingThePart_AndTheTenantIsNotAsked(string query, string part)
    {
        (await Gateway.GetAsync(Gateway.Question("&query=" + query))).ShouldBeProblem(400, "invalid-request").Errors["query"].ShouldContain(part);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task QueryThatGrowsInV2sWords_Is400_NamingBothLengths_AndTheTenantIsNotAsked()
    {
        var values = string.Join(',', Enumerable.Range(0, 300));
        var answer = await Gateway.GetAsync(Gateway.Question($"&query=compliance_standards.standard%20not_in%20[{values}]"));

        answer.ShouldBeProblem(400).Errors["query"].ShouldContain("too long");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task SameRowsAgainAndAgain_EndAsA502_AfterFewCalls()
    {
        var row = string.Join(',', Enumerable.Range(0, V2Fixture.MaxLimit).Select(i => string.Create(CultureInfo.InvariantCulture, $$"""{"_id":"{{i}}","timestamp":{{Gateway.Settled}}}""")));
        Gateway.Tenant.OrderAnswer(200, $$"""{"ok":1,"result":[{{row}}]}""", "application/json");

        (await Gateway.GetAsync(Subject.Target($"starttime={Gateway.Settled - 1}&endtime={Gateway.Settled}&limit=10000"))).ShouldBeProblem(502, "tenant-unexpected").Text.ShouldContain("same rows");
        Gateway.Tenant.Record.Count.ShouldBeLessThan(5);
    }

    [Theory]
    [InlineData("""{"message":"limit is 5 at most"}""", null)]
    [InlineData("no json", null)]
    [InlineData("{\"message\":\"cut", null)]
    [InlineData("not Brotli", "br")]
    public async Task A400ThatIsNotAboutTheQuery_IsTheTenants(string body, string? coding)
    {
        Gateway.Tenant.OrderAnswer(400, body, "application/json", response => response.Headers.ContentEncoding = coding);

        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(502, "tenant-unexpected");
    }

    [Theory]
    [InlineData(FaultKind.AuthorizationErrorIn200)]
    [InlineData(FaultKind.Unauthorized401)]
    [InlineData(FaultKind.Forbidden403)]
    [InlineData(FaultKind.ErrorIn200)]
    [InlineData(FaultKind.InternalError500)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.TruncatedTransfer)]
    [InlineData(FaultKind.NotFound404)]
    [InlineData(FaultKind.HtmlIn200)]
    public async Task TenantsFault_HasItsRow_AndTheNextAnswerIsGood(FaultKind kind)
    {
        var fault = TenantFaults.Of(Subject, kind);
        var question = Gateway.Question();
        Gateway.Tenant.Faults.Order(kind);

        (await Gateway.GetAsync(question)).ShouldBeProblem(fault.Status, fault.Slug);
        (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse();
    }
}

/// <summary>What alerts alone have.</summary>
public abstract class AlertV2TenantTests<TGateway>(FixtureFor<V2Alerts, TGateway> fixture) : V2TenantTests<V2Alerts, TGateway>(fixture)
    where TGateway : V2Fixture, new()
{
    [Theory]
    [InlineData("&type=dlp")]
    [InlineData("&acked=true")]
    [InlineData("&type=Security+Assessment&acked=false")]
    [InlineData("&type=DLP&query=user%20like%20'example\\.org'%20or%20app%20eq%20'Google%20Drive'%20and%20count%20%3E%200")]
    public Task Question_FindsWhatAV1TenantFinds_OfAlerts(string more) => Question_FindsWhatAV1TenantFinds(more);
}

public abstract class DescendingV2TenantTests<TSubject>(FixtureFor<TSubject, V2Fixture> fixture) : ContractTests<TSubject, V2Fixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task OtherOrderThanTheOperatorSaid_IsNoPage()
    {
        Gateway.Tenant.Options.V2Order = V2Order.Ascending;
        try
        {
            (await Gateway.GetAsync(Gateway.Question("&limit=50"))).ShouldBeProblem(502, "tenant-unexpected").Text.ShouldContain("Netskope:V2Order");
        }
        finally
        {
            Gateway.Tenant.Options.V2Order = V2Order.Descending;
        }
    }
}

public sealed class DescendingV2AlertsTests(FixtureFor<V2Alerts, V2Fixture> fixture) : DescendingV2TenantTests<V2Alerts>(fixture);

public sealed class DescendingV2EventsTests(FixtureFor<V2Events, V2Fixture> fixture) : DescendingV2TenantTests<V2Events>(fixture);

public sealed class DescendingV2AlertsTenantTests(FixtureFor<V2Alerts, V2Fixture> fixture) : AlertV2TenantTests<V2Fixture>(fixture);

public sealed class DescendingV2EventsTenantTests(FixtureFor<V2Events, V2Fixture> fixture) : V2TenantTests<V2Events, V2Fixture>(fixture);

public abstract class V2LimitTests<TSubject> : SubjectTests<TSubject>
    where TSubject : ISubject
{
    [Fact]
    public async Task LimitThatIsCutWithoutAWord_LosesNoRow()
    {
        await using var gateway = new V2Fixture { Subject = Subject, Simulate = static tenant => (tenant.V2MaxLimit, tenant.V2CutsLimit, tenant.AlertsPerDay, tenant.EventsPerDay) = (1000, true, 2500, 2500) };
        gateway.Settings["Netskope:V2MaxLimit"] = "10000";
        await gateway.InitializeAsync();
        var window = $"starttime={gateway.Settled - 86_400}&endtime={gateway.Settled}&limit=2200";

        var ids = (await gateway.GetAsync(Subject.Target(window))).ShouldBePage().Ids;

        ids.Count.ShouldBe(2200);
        ids.ShouldBe(await gateway.AskV1Async(window));
    }

    [Fact]
    public async Task LegacyQueryThatCanNotBeRead_Is400_WithThePlace()
    {
        await using var gateway = new V2Fixture { Subject = Subject };
        gateway.Settings["Gateway:Compatibility"] = "Legacy";
        await gateway.InitializeAsync();

        (await gateway.GetAsync(gateway.Question("&query=user%20equals%20a"))).ShouldBeLegacyError(400).Text.ShouldContain("did you mean eq?");
        gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }
}

public sealed class V2AlertsLimitTests : V2LimitTests<V2Alerts>;

public sealed class V2EventsLimitTests : V2LimitTests<V2Events>;

public abstract class AscendingV2TenantTests<TSubject>(FixtureFor<TSubject, AscendingV2Fixture> fixture) : ContractTests<TSubject, AscendingV2Fixture>(fixture)
    where TSubject : ISubject
{
    [Fact]
    public async Task MoreRowsThanMayBeScanned_Is400_AskingForLess()
    {
        var (start, end) = (Gateway.Settled - (4 * 86_400), Gateway.Settled + (28 * 3600));
        var window = $"starttime={start}&endtime={end}&limit=10";
        Gateway.Truth.Count(new AlertFilter { Start = start, End = end }).ShouldBeGreaterThan(10_100);

        (await Gateway.GetAsync(Subject.Target($"{window}&skip=10050"))).ShouldBeProblem(400).Text.ShouldContain("narrower window");
    }
}

public sealed class AscendingV2AlertsTests(FixtureFor<V2Alerts, AscendingV2Fixture> fixture) : AscendingV2TenantTests<V2Alerts>(fixture);

public sealed class AscendingV2EventsTests(FixtureFor<V2Events, AscendingV2Fixture> fixture) : AscendingV2TenantTests<V2Events>(fixture);

public sealed class AscendingV2AlertsTenantTests(FixtureFor<V2Alerts, AscendingV2Fixture> fixture) : AlertV2TenantTests<AscendingV2Fixture>(fixture);

public sealed class AscendingV2EventsTenantTests(FixtureFor<V2Events, AscendingV2Fixture> fixture) : V2TenantTests<V2Events, AscendingV2Fixture>(fixture);

public sealed class UnorderedV2AlertsTenantTests(FixtureFor<V2Alerts, UnorderedV2Fixture> fixture) : AlertV2TenantTests<UnorderedV2Fixture>(fixture);

public sealed class UnorderedV2EventsTenantTests(FixtureFor<V2Events, UnorderedV2Fixture> fixture) : V2TenantTests<V2Events, UnorderedV2Fixture>(fixture);

public class V2Fixture : GatewayFixture
{
    public const int MaxLimit = 500;

    public V2Fixture()
    {
        Settings["Netskope:ApiVersion"] = "v2";
        Settings["Netskope:V2MaxLimit"] = MaxLimit.ToString(CultureInfo.InvariantCulture);
        Settings["Netskope:MaxRowsScanned"] = "10000";
        Simulate = static tenant => (tenant.V2MaxLimit, tenant.AlertsPerDay, tenant.EventsPerDay) = (MaxLimit, 3000, 3000);
    }

    /// <summary>A moment of this run that all rows known by then stay behind.</summary>
    public long Settled { get; } = (AnchoredTimeProvider.Start - TimeSpan.FromHours(28)).ToUnixTimeSeconds();

    public async Task<IReadOnlyList<string>> AskV1Async(string parameters)
    {
        using var page = System.Text.Json.JsonDocument.Parse(await AskTenantAsync(parameters));
        Tenant.Record.Clear();
        return [.. page.RootElement.GetProperty("data").EnumerateArray().Select(row => row.GetProperty("_id").GetString()!)];
    }
}

public sealed class AscendingV2Fixture : V2Fixture
{
    public AscendingV2Fixture()
    {
        Settings["Netskope:V2Order"] = "Unknown";
        Simulate = static tenant => (tenant.V2MaxLimit, tenant.AlertsPerDay, tenant.EventsPerDay, tenant.V2Order, tenant.V2EndExclusive) = (MaxLimit, 3000, 3000, V2Order.Ascending, true);
    }
}

public sealed class UnorderedV2Fixture : V2Fixture
{
    public UnorderedV2Fixture()
    {
        Settings["Netskope:V2Order"] = "Unknown";
        Simulate = static tenant => (tenant.V2MaxLimit, tenant.AlertsPerDay, tenant.EventsPerDay, tenant.V2Order, tenant.V2StartInclusive) = (MaxLimit, 3000, 3000, V2Order.Unordered, true);
    }
}
