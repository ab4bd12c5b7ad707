using System.Globalization;
using System.Text;
using System.Text.Json;
using Netskope.AlertGateway.IntegrationTests.Failures;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

public abstract class ErrorTests<TSubject>(FixtureFor<TSubject, GatewayFixture> fixture) : ContractTests<TSubject, GatewayFixture>(fixture)
    where TSubject : ISubject
{
    [Theory]
    [InlineData(FaultKind.ErrorIn200)]
    [InlineData(FaultKind.InternalError500)]
    [InlineData(FaultKind.AuthorizationErrorIn200)]
    [InlineData(FaultKind.Forbidden403)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.TruncatedTransfer)]
    public async Task TenantsFault_HasItsRow_AndIsNotKept(FaultKind kind)
    {
        var fault = TenantFaults.Of(Subject, kind);
        var question = Gateway.Question("&limit=200");
        Gateway.Tenant.Faults.Order(kind, times: int.MaxValue);

        (await Gateway.GetAsync(question)).ShouldBeProblem(fault.Status, fault.Slug);

        Gateway.Tenant.Faults.Clear();
        (await Gateway.GetAsync(question)).ShouldBePage().IsHit.ShouldBeFalse();
    }

    [Theory]
    [InlineData(401, 502, "upstream-credentials")]
    [InlineData(403, 502, "upstream-credentials")]
    [InlineData(502, 502, null)]
    [InlineData(504, 502, null)]
    [InlineData(429, 503, "tenant-quota")]
    [InlineData(512, 503, "tenant-quota")]
    [InlineData(503, 503, "tenant-maintenance")]
    [InlineData(302, 502, "tenant-unexpected")]
    [InlineData(404, 502, "tenant-unexpected")]
    [InlineData(418, 502, "tenant-unexpected")]
    [InlineData(400, 502, "tenant-unexpected")]
    [InlineData(204, 502, null)]
    public async Task TenantsStatus_HasItsRow_AndIsNotKept(int upstream, int status, string? type)
    {
        var question = Gateway.Question();
        Gateway.Tenant.OrderAnswer(upstream, head: response =>
        {
            if (upstream == 302) response.Headers.Location = "https://elsewhere.example/api/v1/alerts";
        });

        var answer = (await Gateway.GetAsync(question)).ShouldBeProblem(status, type);

        if (status == 503) int.Parse(answer["Retry-After"].ShouldNotBeNull(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        await Gateway.HealAsync();
        (await Gateway.GetAsync(question)).ShouldBePage();
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>login</html>")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"success\"")]
    [InlineData("""{"status":"success","msg":"","data":[{}]""")]
    [InlineData("""{"status":"success","msg":"","data":[{}]} trailing""")]
    [InlineData("""{"status":"success","msg":"","data":[{}],"data":[]}""")]
    [InlineData("""{"status":"error","data":[],"status":"success"}""")]
    [InlineData("""{"status":"success","msg":""}""")]
    [InlineData("""{"msg":"","data":[]}""")]
    [InlineData("""{"status":"success","data":{"a":1}}""")]
    [InlineData("""{"status":"Success?","data":[]}""")]
    [InlineData("""{"status":"error","errors":"as text"}""")]
    [InlineData("""{"status":"success","data":[{"a":01}]}""")]
    public async Task AnswerThatIsNoPage_Is502(string body)
    {
        var question = Gateway.Question();
        Gateway.Tenant.OrderAnswer(200, Subject.Body(body), "application/json");

        (await Gateway.GetAsync(question)).ShouldBeProblem(502);

        Gateway.Tenant.Faults.Clear();
        (await Gateway.GetAsync(question)).ShouldBePage();
    }

    [Fact]
    public async Task InvalidUtf8InAString_Is502()
    {
        byte[] body = [.. Subject.BodyBytes("{\"status\":\"success\",\"data\":[{\"a\":\""), 0xC3, 0x28, .. "\"}]}"u8];
        Gateway.Tenant.Faults.Order("invalid UTF-8", new WireFault(200, body, "application/json"), times: int.MaxValue);

        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(502);
    }

    [Fact]
    public async Task TooDeeplyNestedRow_Is502()
    {
        Gateway.Tenant.OrderAnswer(200, Subject.Body($$"""{"status":"success","data":[{"a":{{new string('[', 200)}}{{new string(']', 200)}}}]}"""), "application/json");

        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(502);
    }

    [Fact]
    public async Task PageOverTheBound_Is502PageTooLarge()
    {
        await using var small = await GatewayFixture.StartAsync(settings => settings["Netskope:MaxPageBytes"] = "1048576", simulate: static tenant => tenant.SetRowsPerDay(3000));

        var answer = await small.GetAsync(Subject.Target("timeperiod=604800&limit=10000"));

        answer.ShouldBeProblem(502, "page-too-large");
        answer.Text.ShouldContain("limit");
    }

    [Fact]
    public async Task TenantsMessage_IsPassedOn_CleanedOfSecrets()
    {
        Gateway.Tenant.Faults.Order(FaultKind.ErrorIn200, times: int.MaxValue, new FaultDetails { Errors = [$"syntax error near 'foo' token={GatewayFixture.TenantToken}"] });

        var answer = (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(502, "tenant-refusal");

        answer.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("syntax error near 'foo'");
        answer.Text.ShouldNotContain(GatewayFixture.TenantToken);
    }

    [Fact]
    public async Task WrongTenantToken_NeverLooksLikeTheCallersFault()
    {
        await using var wrong = await GatewayFixture.StartAsync(settings => settings["Netskope:Token"] = "another-tenant-token-77aa");

        var answer = (await wrong.GetAsync(wrong.Question())).ShouldBeProblem(502, "upstream-credentials");

        answer["WWW-Authenticate"].ShouldBeNull();
        answer.Text.ShouldNotContain("another-tenant-token-77aa");
    }

    [Fact]
    public async Task TenantThatIsNotThere_Is502()
    {
        await using var alone = await GatewayFixture.StartAsync();
        var question = alone.Question();
        await alone.StopTenantAsync();

        (await alone.GetAsync(question)).ShouldBeProblem(502);
    }

    [Fact]
    public async Task RowsPassUntouched_WhateverTheyHold()
    {
        var page = Subject.Body("""{ "data" : [ {"id":9223372036854775807,"neg":-91402,"f":1.10000000000000008882,"s":"a\/b\u00e9<b>&amp;","e":1E+2,"n":null,"deep":{"a":[1, 2 ,{"b":[]}]}} ] , "msg" : "" , "status" : "success", "extra":{"status":"error"} }""");
        Gateway.Tenant.OrderAnswer(200, page, "text/html");

        var answer = (await Gateway.GetAsync(Gateway.Question("&limit=10&unsorted=true"), ("Accept-Encoding", "br"))).ShouldBePage();

        answer.Bytes.ShouldBe(Subject.Page(Encoding.UTF8.GetBytes(page)));
        JsonDocument.Parse(answer.Bytes).RootElement.GetProperty("data")[0].GetProperty("id").GetRawText().ShouldBe("9223372036854775807");
    }

    [Fact]
    public async Task CompressedAnswerOfTheTenant_IsTheSamePage()
    {
        var question = Gateway.Question("&limit=100");
        Gateway.Tenant.Options.Compress = true;

        var answer = (await Gateway.GetAsync(question)).ShouldBePage();

        Gateway.Tenant.Options.Compress = false;
        answer.Bytes.ShouldBe(await Gateway.PageOfAsync(Gateway.Tenant.Record.Calls[0]));
    }
}

public sealed class V1AlertsErrorTests(FixtureFor<V1Alerts, GatewayFixture> fixture) : ErrorTests<V1Alerts>(fixture);

public sealed class V2AlertsErrorTests(FixtureFor<V2Alerts, GatewayFixture> fixture) : ErrorTests<V2Alerts>(fixture);

public sealed class V1EventsErrorTests(FixtureFor<V1Events, GatewayFixture> fixture) : ErrorTests<V1Events>(fixture);

public sealed class V2EventsErrorTests(FixtureFor<V2Events, GatewayFixture> fixture) : ErrorTests<V2Events>(fixture);

public abstract class DeadlineTests<TSubject> : SubjectTests<TSubject>
    where TSubject : ISubject
{
    [Fact]
    public async Task RequestTimeout_Is504_AndTheRepeatFindsTheAnswerOfTheSameFlight()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(settings => settings["Gateway:RequestTimeout"] = "00:00:10", clock);
        var question = gateway.Question();
        var hold = gateway.Tenant.Faults.Order(FaultKind.Hold);

        var asking = gateway.GetAsync(question);
        await gateway.WaitForCallsAsync(1);
        clock.Advance(TimeSpan.FromSeconds(11));
        var answer = (await asking).ShouldBeProblem(504);
        int.Parse(answer["Retry-After"].ShouldNotBeNull(), CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);

        var repeat = gateway.GetAsync(question);
        hold.Release();
        (await repeat).ShouldBePage();
        gateway.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task TenantTooSlow_Is504_AndNotKept()
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(settings => settings["Netskope:Timeout"] = "00:00:05", clock);
        var question = gateway.Question();
        gateway.Tenant.Faults.Order(FaultKind.Hold, times: int.MaxValue);

        var asking = gateway.GetAsync(question);
        for (var attempt = 1; !asking.IsCompleted; attempt++)
        {
            // Whether there is another attempt is the gateway's own affair: whenever one waits at the tenant, its time runs out.
            await gateway.WaitForCallsAsync(attempt);
            clock.Advance(TimeSpan.FromSeconds(6));
            await Task.WhenAny(asking, gateway.WaitForCallsAsync(attempt + 1));
        }

        (await asking).ShouldBeProblem(504)["Retry-After"].ShouldNotBeNull();
        await gateway.HealAsync();
        (await gateway.GetAsync(question)).ShouldBePage();
    }
}

public sealed class V1AlertsDeadlineTests : DeadlineTests<V1Alerts>;

public sealed class V2AlertsDeadlineTests : DeadlineTests<V2Alerts>;

public sealed class V1EventsDeadlineTests : DeadlineTests<V1Events>;

public sealed class V2EventsDeadlineTests : DeadlineTests<V2Events>;
