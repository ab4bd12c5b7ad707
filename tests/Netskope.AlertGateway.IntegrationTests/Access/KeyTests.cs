using System.Globalization;
using Netskope.Testing;
using static Netskope.Testing.TestKeys;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>Keys of applications that can not fetch tokens, in place of them.</summary>
public sealed class KeyTests(KeyedFixture gateway) : ContractTests<KeyedFixture>(gateway)
{
    public static TheoryData<string> LookAlikes =>
    [
        "agk_", "AGK_{rest}", "Agk_{rest}", "{upper}", "{lower}", "{shorter}", "{key}A", "{key}=", "{key},", "{key}, {key}", "\"{key}\"", "{flipped}", "agk_ {rest}",
        "agk%5F{rest}", "%61gk_{rest}", "{rest}", "agk-{rest}", "agk_{hash}", "{hash}", "agk_agk_{rest}", "agk_{long}", "agk_{other}",
    ];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();

        // Not before: a record is written behind its answer.
        Gateway.Records.Clear();
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}")]
    [InlineData("Authorization", "bearer {0}")]
    [InlineData("Authorization", "Bearer    {0}  ")]
    [InlineData("X-Api-Key", "{0}")]
    [InlineData("x-api-key", "{0}")]
    [InlineData("X-Api-Key", "   {0}  ")]
    public async Task Key_Is200_UnderItsClientsName_AndStaysHere(string header, string value)
    {
        foreach (var key in (string[])[Gateway.Key, Gateway.Next])
        {
            (await AskAsync((header, value.Replace("{0}", key, StringComparison.Ordinal)))).ShouldBePage();

            var record = await Gateway.Records.TakeAsync();
            record.GetProperty("caller").GetString().ShouldBe("reporting");
            record.GetProperty("reason").GetString().ShouldBeNull();
            foreach (var call in Gateway.Tenant.Record.Calls) (call.RawQuery + call.Body + string.Join('\n', call.Headers)).ShouldNotContain(key[4..20], Case.Insensitive);
        }
    }

    [Fact]
    public async Task Head_WithAKey_Is200()
    {
        var answer = await Gateway.SendAsync(HttpMethod.Head, Gateway.Question(), token: null, Headers(("X-Api-Key", Gateway.Key)));

        answer.Status.ShouldBe(200);
        answer.Raw.ShouldBeEmpty();
    }

    [Fact]
    public async Task KeyAndToken_ShareAnAnswer()
    {
        var question = Gateway.Question();
        (await Gateway.GetAsync(question)).ShouldBePage()["Vary"].ShouldBe("Authorization, X-Api-Key, Accept-Encoding");

        (await Gateway.GetAsync(question, Gateway.Key)).ShouldBePage().IsHit.ShouldBeTrue();
        (await Gateway.GetAsync(question, token: null, Headers(("X-Api-Key", Gateway.Key)))).ShouldBePage().IsHit.ShouldBeTrue();
    }

    [Theory]
    [MemberData(nameof(LookAlikes))]
    public async Task LookAlike_Is401_AndTheTenantIsNotAsked(string text)
    {
        var (key, rest) = (Gateway.Key, Gateway.Key[4..]);
        var presented = text
            .Replace("{key}", key, StringComparison.Ordinal)
            .Replace("{rest}", rest, StringComparison.Ordinal)
            .Replace("{upper}", key.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("{lower}", key.ToLowerInvariant(), StringComparison.Ordinal)
            .Replace("{shorter}", key[..^1], StringComparison.Ordinal)
            .Replace("{flipped}", key[..^2] + (key[^2] == 'A' ? 'B' : 'A') + key[^1], StringComparison.Ordinal)
            .Replace("{hash}", Hash(key), StringComparison.Ordinal)
            .Replace("{other}", Gateway.Next[4..^1], StringComparison.Ordinal)
            .Replace("{long}", new string('A', 20_000), StringComparison.Ordinal);

        foreach (var header in (string[])["Authorization", "X-Api-Key"])
        {
            var answer = await AskAsync((header, header == "Authorization" ? "Bearer " + presented : presented));

            answer.ShouldBeProblem(401, "invalid-token")["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("error=\"invalid_token\"");
            (answer.Text + answer["WWW-Authenticate"]).ShouldNotContain(rest[..20], Case.Insensitive);
            var record = await Gateway.Records.TakeAsync();
            record.GetProperty("caller").GetString().ShouldBeNull();
            if (header == "X-Api-Key" || presented.StartsWith("agk_", StringComparison.Ordinal)) record.GetProperty("reason").GetString().ShouldBe("UnknownKey");
            else record.GetProperty("reason").GetString().ShouldNotBeNullOrEmpty();
        }

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task EndedKey_Is401_LikeOneThatNeverWas_ButForTheRecord()
    {
        var ended = await AskAsync(("X-Api-Key", Gateway.Ended));
        var reason = (await Gateway.Records.TakeAsync()).GetProperty("reason").GetString();
        var unknown = await AskAsync(("X-Api-Key", Gateway.Ended[..^1] + "_"));

        reason.ShouldBe("KeyExpired");
        foreach (var name in (string[])["type", "title", "status", "detail"])
            ended.ShouldBeProblem(401, "invalid-token").Json.GetProperty(name).ToString().ShouldBe(unknown.ShouldBeProblem(401).Json.GetProperty(name).ToString());
        ended["WWW-Authenticate"].ShouldBe(unknown["WWW-Authenticate"]);
        ended.HeaderNames.ShouldBe(unknown.HeaderNames);
    }

    [Theory]
    [InlineData("Authorization: Bearer {key}|X-Api-Key: {key}", "both an Authorization and an X-Api-Key header", "TwoCredentials")]
    [InlineData("Authorization: Bearer {jwt}|X-Api-Key: {key}", "both an Authorization and an X-Api-Key header", "TwoCredentials")]
    [InlineData("X-Api-Key: |Authorization: Bearer {jwt}", "both an Authorization and an X-Api-Key header", "TwoCredentials")]
    [InlineData("Authorization: Basic dXNlcjpwYXNz|X-Api-Key: {key}", "both an Authorization and an X-Api-Key header", "TwoCredentials")]
    [InlineData("X-Api-Key: {key}|x-api-key: {key}", "two X-Api-Key headers", "TwoCredentials")]
    [InlineData("X-Api-Key: {key}|X-Api-Key: ", "two X-Api-Key headers", "TwoCredentials")]
    [InlineData("Authorization: Bearer {key}|Authorization: Bearer {key}", "two Authorization headers", "TwoCredentials")]
    [InlineData("X-Api-Key: ", "X-Api-Key header is empty", "EmptyKey")]
    [InlineData("X-Api-Key:    ", "X-Api-Key header is empty", "EmptyKey")]
    [InlineData("X-Api-Key: {jwt}", "The key is none of this gateway's", "UnknownKey")]
    [InlineData("X-Api-Key: Bearer {key}", "The key is none of this gateway's", "UnknownKey")]
    public async Task WhatCanNotBeJudged_Is401_AndSaysWhy(string headers, string told, string reason)
    {
        var sent = headers
            .Replace("{key}", Gateway.Key, StringComparison.Ordinal)
            .Replace("{jwt}", Gateway.GoodToken, StringComparison.Ordinal)
            .Replace("|", "\r\n", StringComparison.Ordinal);

        var answer = await Gateway.SendRawAsync($"GET {Gateway.Question()} HTTP/1.1\r\nHost: {Gateway.Address.Authority}\r\nConnection: close\r\n{sent}\r\n\r\n");

        answer.ShouldBeProblem(401, "invalid-token").Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain(told);
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldContain(told);
        (await Gateway.Records.TakeAsync()).GetProperty("reason").GetString().ShouldBe(reason);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task NoCredential_Is401WithoutErrorCode_AndTellsOfKeys()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), token: null);

        answer.ShouldBeProblem(401, "authentication-required").Text.ShouldContain("access token or key");
        answer["WWW-Authenticate"].ShouldBe("Bearer");
    }

    [Fact]
    public async Task KeyAsParameterOrCookie_OpensNothing()
    {
        foreach (var name in (string[])["token", "key", "api_key", "access_token"])
            (await Gateway.GetAsync(Gateway.Question($"&{name}={Gateway.Key}"), token: null)).ShouldBeProblem(401, "authentication-required");
        (await AskAsync(("Cookie", $"X-Api-Key={Gateway.Key}"))).ShouldBeProblem(401, "authentication-required");

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task KeyWithoutTheScope_Is403_NamingIt()
    {
        var answer = await AskAsync(("X-Api-Key", Gateway.Narrow));

        answer.ShouldBeProblem(403, "insufficient-scope").Text.ShouldContain("The key must have");
        answer["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("error=\"insufficient_scope\"");
        (await Gateway.Records.TakeAsync()).GetProperty("caller").GetString().ShouldBe("narrow");
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task TenantsTokenAsKey_Is401_AndAlarms()
    {
        (await AskAsync(("X-Api-Key", GatewayFixture.TenantToken))).ShouldBeProblem(401, "invalid-token");

        Gateway.LoggedFaults.ShouldContain(fault => fault.Line.Contains("tenant's own token", StringComparison.Ordinal));
    }

    Task<Answer> AskAsync(params (string Name, string Value)[] headers) => Gateway.GetAsync(Gateway.Question(), token: null, Headers(headers));
}

/// <summary>Legacy clients send a key where v1 clients have their token.</summary>
public sealed class LegacyKeyTests(LegacyKeyedFixture gateway) : ContractTests<LegacyKeyedFixture>(gateway)
{
    [Fact]
    public async Task KeyAsParameterToken_Is200_InQueryFormAndJson()
    {
        (await Gateway.GetAsync(Gateway.Question($"&token={Gateway.Key}"), token: null)).ShouldBePage();
        (await Gateway.GetAsync(Gateway.Question($"&%74oken=%61gk%5F{Gateway.Key[4..]}"), token: null)).ShouldBePage();
        (await Gateway.PostFormAsync(Gateway.Question(), $"token={Gateway.Key}")).ShouldBePage();
        (await Gateway.PostJsonAsync(Gateway.Question(), $$"""{"token":"{{Gateway.Key}}"}""")).ShouldBePage();
    }

    [Theory]
    [InlineData("token=%20{key}")]
    [InlineData("token={key}%20")]
    [InlineData("token={key}A")]
    [InlineData("token={ended}")]
    [InlineData("token=%2561gk_{rest}")]
    [InlineData("Token={key}")]
    [InlineData("token={key}&token={key}")]
    [InlineData("x-api-key={key}")]
    public async Task AnythingElse_Is401(string parameters)
    {
        var sent = parameters
            .Replace("{key}", Gateway.Key, StringComparison.Ordinal)
            .Replace("{ended}", Gateway.Ended, StringComparison.Ordinal)
            .Replace("{rest}", Gateway.Key[4..], StringComparison.Ordinal);

        (await Gateway.GetAsync(Gateway.Question("&" + sent), token: null)).ShouldBeLegacyError(401);
        (await Gateway.PostFormAsync(Gateway.Question(), sent)).ShouldBeLegacyError(401);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task Header_OutranksTheParameter()
    {
        (await Gateway.GetAsync(Gateway.Question("&token=garbage"), token: null, Headers(("X-Api-Key", Gateway.Key)))).ShouldBePage();
        (await Gateway.PostFormAsync(Gateway.Question(), "token=garbage", Gateway.Key)).ShouldBePage();

        (await Gateway.GetAsync(Gateway.Question($"&token={Gateway.Key}"), token: null, Headers(("X-Api-Key", "garbage")))).ShouldBeLegacyError(401);
        (await Gateway.GetAsync(Gateway.Question($"&token={Gateway.Key}"), "garbage")).ShouldBeLegacyError(401);
    }

    [Fact]
    public async Task TokenAsParameter_Is200AsBefore() =>
        (await Gateway.GetAsync(Gateway.Question($"&token={Gateway.GoodToken}"), token: null)).ShouldBePage();
}

/// <summary>A gateway that knows of no keys.</summary>
public sealed class NoKeyTests(GatewayFixture gateway) : ContractTests<GatewayFixture>(gateway)
{
    [Fact]
    public async Task KeyHeader_IsSomebodyElses()
    {
        var answer = await Gateway.GetAsync(Gateway.Question(), Gateway.GoodToken, Headers(("X-Api-Key", "of-a-proxy"), ("X-Api-Key", "and another")));

        answer.ShouldBePage()["Vary"].ShouldBe("Authorization, Accept-Encoding");
        (await Gateway.GetAsync(Gateway.Question(), token: null, Headers(("X-Api-Key", "agk_AAAA")))).ShouldBeProblem(401, "authentication-required").Text.ShouldNotContain("key");
    }

    [Fact]
    public async Task KeyAsBearer_IsABadToken() =>
        (await Gateway.GetAsync(Gateway.Question(), "agk_" + new string('A', 43))).ShouldBeProblem(401, "invalid-token")["WWW-Authenticate"].ShouldNotBeNull().ShouldContain("The access token is malformed");
}

public sealed class KeyTimeTests
{
    /// <summary>The clock begins at 2026-03-02T09:30:00Z.</summary>
    [Theory]
    [InlineData("2026-03-02", "14:29:59")]
    [InlineData("2026-03-02T12:00:00+02:00", "00:29:59")]
    [InlineData("2026-03-02T08:00:00.5-02:00", "00:30:00")]
    [InlineData("2026-03-02T10:00Z", "00:29:59")]
    public async Task Key_IsGoodToItsLastSecond_AndNoLonger(string expires, string left)
    {
        var key = "";
        await using var gateway = await GatewayFixture.StartAsync(settings => key = settings.AddKey("reporting", expires), new ManualTimeProvider());
        (await gateway.GetAsync(gateway.Question(), key)).ShouldBePage();

        gateway.Clock!.Advance(TimeSpan.Parse(left, CultureInfo.InvariantCulture));
        (await gateway.GetAsync(gateway.Question(), key)).ShouldBePage();

        gateway.Clock.Advance(TimeSpan.FromSeconds(1));
        (await gateway.GetAsync(gateway.Question(), key)).ShouldBeProblem(401, "invalid-token");
    }

    [Fact]
    public async Task Key_NeedsNoIssuer()
    {
        var key = "";
        await using var gateway = await GatewayFixture.StartAsync(settings => key = settings.AddKey("reporting"), new ManualTimeProvider(), beforeTheGateway: gateway => gateway.StopIssuerAsync());

        (await gateway.GetAsync(gateway.Question(), key)).ShouldBePage();
        (await gateway.GetAsync(gateway.Question(), token: null, Headers(("X-Api-Key", key)))).ShouldBePage();
    }

    [Fact]
    public async Task Profile_IsFoundByAKeysClient()
    {
        var (key, other) = ("", "");
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            (key, other) = (settings.AddKey("reporting"), settings.AddKey("somebody"));
            (settings["Access:Profiles:0:Name"], settings["Access:Profiles:0:Clients"]) = ("reports", "reporting");
        });

        (await gateway.GetAsync(gateway.Question(), key)).ShouldBePage();
        (await gateway.GetAsync(gateway.Question(), other)).ShouldBeProblem(403, "not-permitted");
    }
}
