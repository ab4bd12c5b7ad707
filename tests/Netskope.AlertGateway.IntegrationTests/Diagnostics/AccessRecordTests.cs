using System.Globalization;
using System.Text.Json;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Diagnostics;

public sealed class AccessRecordTests(RecordedFixture fixture) : ContractTests<RecordedFixture>(fixture)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.Records.Clear();
    }

    [Fact]
    public async Task MissAndHit_AreRecorded_WithWhatWasAskedAndWhatWasAnswered()
    {
        var question = Gateway.Question("&limit=7&type=POLICY&query=user%20neq%20Nobody%20and%20app%20neq%20'x'");
        foreach (var source in (string[])["miss", "hit"])
        {
            var answer = (await Gateway.GetAsync(question)).ShouldBePage();
            var record = await Gateway.Records.TakeAsync();

            Text(record, "phase").ShouldBe("closed");
            Text(record, "caller").ShouldBe("app-1");
            Text(record, "profile").ShouldBeNull();
            Text(record, "method").ShouldBe("GET");
            Text(record, "resource").ShouldBe("alerts");
            Text(record, "question").ShouldNotBeNull().ShouldStartWith("alerts?");
            Text(record, "question").ShouldNotBeNull().ShouldContain("type=policy");
            Text(record, "query").ShouldBe("app neq 'x' and user neq 'Nobody'");
            Text(record, "window").ShouldBe(answer["Gateway-Window"]);
            Number(record, "rows").ShouldBe(answer.Rows.Count);
            Number(record, "bytes").ShouldBe(answer.Raw.Length);
            Text(record, "source").ShouldBe(source);
            Number(record, "status").ShouldBe(200);
            Text(record, "outcome").ShouldBe("ok");
            Text(record, "reason").ShouldBeNull();
            Number(record, "ms").ShouldBeInRange(0, GatewayFixture.Patience.TotalMilliseconds);
            Text(record, "trace").ShouldNotBeNull().ShouldMatch("^[0-9a-f]{32}$");
            DateTimeOffset.Parse(Text(record, "time")!, CultureInfo.InvariantCulture).ShouldBe(Gateway.Now, GatewayFixture.Patience);
            Text(record, "time").ShouldNotBeNull().ShouldEndWith("Z");
        }
    }

    [Fact]
    public async Task CompressedAnswer_IsRecorded_WithTheBytesThatWereSent()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), ("Accept-Encoding", "br"));

        Number(await Gateway.Records.TakeAsync(), "bytes").ShouldBe(answer.Raw.Length);
    }

    [Fact]
    public async Task Head_IsRecorded_WithItsRowsAndNoBytes()
    {
        await Gateway.SendAsync(HttpMethod.Head, Gateway.Question("&limit=3"), Gateway.GoodToken);
        var record = await Gateway.Records.TakeAsync();

        Text(record, "method").ShouldBe("HEAD");
        Number(record, "bytes").ShouldBe(0);
        Number(record, "rows").ShouldBe(3);
        Text(record, "outcome").ShouldBe("ok");
    }

    [Fact]
    public async Task NotModified_IsRecorded_AsSuch()
    {
        var question = Gateway.Question();
        var answer = await Gateway.GetAsync(question);
        await Gateway.Records.TakeAsync();

        await Gateway.GetAsync(question, ("If-None-Match", answer["ETag"]!));
        var record = await Gateway.Records.TakeAsync();

        Number(record, "status").ShouldBe(304);
        Text(record, "outcome").ShouldBe("not-modified");
        Text(record, "source").ShouldBe("hit");
        Number(record, "bytes").ShouldBe(0);
    }

    [Fact]
    public async Task WrongParameters_AreRecorded_WithTheResource()
    {
        var answer = await Gateway.GetAsync(Gateway.Question("&limit=0"));
        var record = await Gateway.Records.TakeAsync();

        Number(record, "status").ShouldBe(400);
        Text(record, "outcome").ShouldBe("invalid-request");
        Text(record, "resource").ShouldBe("alerts");
        Text(record, "caller").ShouldBe("app-1");
        Text(record, "source").ShouldBeNull();
        Text(record, "question").ShouldBeNull();
        Text(record, "query").ShouldBeNull();
        record.GetProperty("rows").ValueKind.ShouldBe(JsonValueKind.Null);
        Text(record, "trace").ShouldBe(answer.Json.GetProperty("traceId").GetString());
    }

    [Fact]
    public async Task WithoutAToken_IsRecorded_WithoutACaller()
    {
        await Gateway.GetAsync(Gateway.Question(), token: null);
        var record = await Gateway.Records.TakeAsync();

        Number(record, "status").ShouldBe(401);
        Text(record, "outcome").ShouldBe("authentication-required");
        Text(record, "caller").ShouldBeNull();
    }

    [Fact]
    public async Task RefusedToken_IsRecorded_WithTheKindOfItsFault_AndNothingOfIt()
    {
        var expired = Gateway.Issuer.Issue(clientId: "somebody-else", scope: GatewayFixture.AllScopes, expires: Gateway.Now.AddHours(-1), notBefore: Gateway.Now.AddHours(-2));
        await Gateway.GetAsync(Gateway.Question(), expired);
        var record = await Gateway.Records.TakeAsync();

        Number(record, "status").ShouldBe(401);
        Text(record, "outcome").ShouldBe("invalid-token");
        Text(record, "reason").ShouldNotBeNullOrEmpty();
        Text(record, "caller").ShouldBeNull("nobody has vouched for the name in it");
        record.GetRawText().ShouldNotContain(expired.Split('.')[1]);
    }

    [Theory]
    [InlineData("/api/v1/nothing", 404, "not-found")]
    [InlineData("/gateway/nothing", 404, "not-found")]
    [InlineData("/api/v1/%0a%7b%22caller%22:%22me%22%7d", 404, "not-found")]
    public async Task UnknownPath_IsRecorded_AndNotQuoted(string target, int status, string outcome)
    {
        await Gateway.GetAsync(target);
        var record = await Gateway.Records.TakeAsync();

        Number(record, "status").ShouldBe(status);
        Text(record, "outcome").ShouldBe(outcome);
        Text(record, "resource").ShouldBeNull();
        record.GetRawText().ShouldNotContain("nothing");
        Text(record, "caller").ShouldNotBe("me");
    }

    [Theory]
    [InlineData("DELETE", "DELETE", 405)]
    [InlineData("PROPFIND", "other", 405)]
    [InlineData("GET{0}", "other", 400)]
    public async Task Method_IsOneOfAKnownFew(string method, string recorded, int refused)
    {
        await Gateway.SendRawAsync($"{method} /api/v1/alerts?timeperiod=3600 HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer {Gateway.GoodToken}\r\nConnection: close\r\n\r\n");
        if (refused == 400)
        {
            // What is not HTTP does not get as far as to be recorded.
            Gateway.Records.Lines.ShouldBeEmpty();
            return;
        }

        var record = await Gateway.Records.TakeAsync();
        Text(record, "method").ShouldBe(recorded);
        Number(record, "status").ShouldBe(refused);
    }

    [Fact]
    public async Task FailureOfTheTenant_IsRecorded_AsItsProblem()
    {
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500);
        await Gateway.GetAsync(Gateway.Question());
        var record = await Gateway.Records.TakeAsync();

        Number(record, "status").ShouldBe(502);
        Text(record, "outcome").ShouldBe("tenant-error");
        Text(record, "question").ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task StaleAnswer_IsRecorded_AsSuch()
    {
        var records = new AccessLines();
        await using var gateway = new GatewayFixture { Clock = new ManualTimeProvider(), Services = records.AddTo };
        await gateway.InitializeAsync();
        (await gateway.GetAsync("/api/v1/alerts?timeperiod=86400&limit=5")).ShouldBePage();
        await records.TakeAsync();

        gateway.Clock!.Advance(TimeSpan.FromSeconds(45));
        gateway.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);
        var answer = (await gateway.GetAsync("/api/v1/alerts?timeperiod=86400&limit=5")).ShouldBePage();
        var record = await records.TakeAsync();

        Text(record, "source").ShouldBe("stale");
        Text(record, "outcome").ShouldBe("ok");
        Text(record, "window").ShouldBe(answer["Gateway-Window"]);
        Number(record, "rows").ShouldBe(5);
        DateTimeOffset.Parse(Text(record, "time")!, CultureInfo.InvariantCulture).ShouldBe(gateway.Clock.GetUtcNow());
    }

    [Theory]
    [InlineData("/api/v1/alerts?timeperiod=3600&limit=1&query=user%20eq%20{0}")]
    [InlineData("/api/v1/events?type=page&timeperiod=3600&limit=1&query=user%20eq%20{0}")]
    [InlineData("/api/v1/clients?query={0}")]
    public async Task CallersOwnTokenInAParameter_IsNotRecorded(string target)
    {
        await Gateway.GetAsync(target.Replace("{0}", Gateway.GoodToken, StringComparison.Ordinal));

        var question = Text(await Gateway.Records.TakeAsync(), "question").ShouldNotBeNull();
        question.ShouldContain("***");
        foreach (var part in Gateway.GoodToken.Split('.')) question.ShouldNotContain(part);
    }

    public static TheoryData<string> Hostile =>
    [
        "me\n{\"time\":\"2026-01-01T00:00:00Z\",\"caller\":\"somebody-else\"}",
        "me\r\ninfo: Netskope.AlertGateway.AccessRecord[100]",
        "me\",\"caller\":\"somebody-else",
        "me\\\",\"outcome\":\"ok\"}",
        "me\u2028{\"caller\":\"somebody-else\"}\u2029\u0085",
        "{0} {Record} {{}} %s ${jndi:ldap://x} \u001b[2J \u0007",
        "\u202e\ufeff👩‍💻 </script>",
        new string('x', 1999) + "👩" + new string('y', 5000),
    ];

    [Theory]
    [MemberData(nameof(Hostile), DisableDiscoveryEnumeration = true)]
    public async Task HostileCallerAndQuery_ForgeNothing(string text)
    {
        var token = Gateway.Issuer.Issue(subject: text, clientId: text, scope: GatewayFixture.AllScopes);

        // A text that is no query is refused; as a value in a query it is asked.
        await Gateway.GetAsync(Gateway.Question("&limit=2&query=" + Uri.EscapeDataString(text[..Math.Min(text.Length, 300)])), token);
        var refused = await Gateway.Records.TakeAsync();
        await Gateway.GetAsync(Gateway.Question($"&limit=2&query=user eq '{Uri.EscapeDataString(text.Replace("'", "", StringComparison.Ordinal)[..Math.Min(text.Length, 300)])}'".Replace(" ", "%20", StringComparison.Ordinal)), token);
        var asked = await Gateway.Records.TakeAsync();

        foreach (var record in (JsonElement[])[refused, asked])
        {
            var caller = Text(record, "caller").ShouldNotBeNull();
            if (text.Length <= 2000) caller.ShouldBe(text);
            else caller.ShouldStartWith(text[..1999]);
            caller.Length.ShouldBeLessThanOrEqualTo(2001);
            Text(record, "method").ShouldBe("GET");
        }
    }

    [Fact]
    public async Task Category_CanBeTurnedOff()
    {
        var records = new AccessLines();
        await using (var gateway = new GatewayFixture { Services = records.AddTo })
        {
            gateway.Settings["Logging:LogLevel:Netskope.AlertGateway.AccessRecord"] = "None";
            await gateway.InitializeAsync();
            (await gateway.GetAsync(gateway.Question())).ShouldBePage();
            (await gateway.GetAsync("/api/v1/nothing")).ShouldBeProblem(404);
        }

        records.Lines.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    public async Task WhatIsNobodysData_IsNotRecorded(string target)
    {
        (await Gateway.GetAsync(target, token: null)).Status.ShouldBe(200);
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();

        Text(await Gateway.Records.TakeAsync(), "outcome").ShouldBe("ok");
    }

    static string? Text(JsonElement record, string field) => record.GetProperty(field).GetString();

    static double Number(JsonElement record, string field) => record.GetProperty(field).GetDouble();
}
