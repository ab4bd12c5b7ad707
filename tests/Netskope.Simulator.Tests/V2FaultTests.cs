using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

/// <summary>The faults as v2 shows them.</summary>
public sealed class V2FaultTests
{
    [Theory]
    [InlineData(FaultKind.ErrorIn200, 200, """{"status":"error","message":"The request could not be processed"}""")]
    [InlineData(FaultKind.ErrorsAsText, 200, """{"status":"error","message":"The request could not be processed"}""")]
    [InlineData(FaultKind.AuthorizationErrorIn200, 200, """{"status":"error","message":"Authorization Error: The token is not valid"}""")]
    [InlineData(FaultKind.Unauthorized401, 401, """{"message":"The token is missing"}""")]
    [InlineData(FaultKind.Forbidden403, 403, """{"message":"Access is refused"}""")]
    [InlineData(FaultKind.InternalError500, 500, """{"message":"Something broke"}""")]
    [InlineData(FaultKind.TooManyRequests429, 429, """{"message":"API rate limit exceeded"}""")]
    public async Task Errors_ComeInV2sEnvelope(FaultKind kind, int status, string body)
    {
        using var response = await AskAsync(kind);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/json");
        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe(body);
    }

    [Fact]
    public async Task ErrorTexts_AreTheOrderers()
    {
        using var response = await AskAsync(FaultKind.ErrorIn200, new FaultDetails { ErrorCode = "Odd", Errors = ["one", "two"] });

        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"status":"error","message":"Odd: one; two"}""");
    }

    [Theory]
    [InlineData(FaultKind.NotFound404, 404)]
    [InlineData(FaultKind.BadGateway502, 502)]
    [InlineData(FaultKind.Unavailable503, 503)]
    [InlineData(FaultKind.GatewayTimeout504, 504)]
    [InlineData(FaultKind.RateLimited512, 512)]
    public async Task WhatTheServerInFrontSays_IsHtmlAsInV1(FaultKind kind, int status)
    {
        using var response = await AskAsync(kind);

        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
    }

    [Theory]
    [InlineData(null, "1")]
    [InlineData("17", "5")]
    [InlineData("soon", "never")]
    public async Task TooManyRequests_HasTheHeadersOfItsOrder(string? retryAfter, string reset)
    {
        using var response = await AskAsync(FaultKind.TooManyRequests429, new FaultDetails { RetryAfter = retryAfter, RateLimitReset = reset });

        response.Headers.GetValues("RateLimit-Reset").ShouldBe([reset]);
        (response.Headers.TryGetValues("Retry-After", out var values) ? values.Single() : null).ShouldBe(retryAfter);
    }

    [Theory]
    [InlineData(FaultKind.JsonArray, "[{", "}]")]
    [InlineData(FaultKind.MissingData, """{"ok":1,"rows":[{""", "}]}")]
    [InlineData(FaultKind.MissingStatus, """{"result":[{""", "}]}")]
    [InlineData(FaultKind.DuplicateData, """{"ok":1,"result":[],"result":[{""", "}]}")]
    [InlineData(FaultKind.DuplicateDataEscaped, """{"ok":1,"r\u0065sult":[],"result":[{""", "}]}")]
    [InlineData(FaultKind.DuplicateStatus, """{"ok":0,"result":[{""", """}],"ok":1}""")]
    [InlineData(FaultKind.DuplicateStatusEscaped, """{"\u006fk":0,"result":[{""", """}],"ok":1}""")]
    [InlineData(FaultKind.DataOfWrongType, """{"ok":1,"result":{"rows":[{""", "}]}}")]
    [InlineData(FaultKind.TrailingBytes, """{"ok":1,"result":[{""", "}]}\n<!-- 0.31 s -->")]
    [InlineData(FaultKind.ByteOrderMark, "\uFEFF{\"ok\":1,\"result\":[{", "}]}")]
    [InlineData(FaultKind.InvalidUtf8, "{\"ok\":1,\"result\":[{\"note\":\"caf\uFFFD\"},{", "}]}")]
    [InlineData(FaultKind.DepthBomb, """{"ok":1,"result":[{"deep":[[[""", "]]]}]}")]
    [InlineData(FaultKind.ErrorAfterRows, """{"result":[{""", """],"status":"error","message":"The search was interrupted"}""")]
    [InlineData(FaultKind.WrongContentType, """{"ok":1,"result":[{""", "}]}")]
    [InlineData(FaultKind.HtmlIn200, "<!DOCTYPE html>", "</html>\n")]
    [InlineData(FaultKind.EmptyBody, "", "")]
    public async Task Bodies_AreThoseOfV2(FaultKind kind, string begins, string ends)
    {
        using var response = await AskAsync(kind);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop));
        body.ShouldStartWith(begins, Case.Sensitive);
        body.ShouldEndWith(ends, Case.Sensitive);
    }

    [Theory]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.GzipCutShort)]
    public async Task CutBodies_BeginAsV2sAndEndTooSoon(FaultKind kind)
    {
        using var response = await AskAsync(kind);

        await using var body = await response.Content.ReadAsStreamAsync(RunningTenant.Stop);
        using var reader = new StreamReader(kind == FaultKind.GzipCutShort ? new GZipStream(body, CompressionMode.Decompress) : body);
        var begins = new char["""{"ok":1,"result":[""".Length];
        await reader.ReadBlockAsync(begins, RunningTenant.Stop);
        new string(begins).ShouldBe("""{"ok":1,"result":[""");
        var failure = await Should.ThrowAsync<Exception>(async () => JsonElement.Parse(new string(begins) + await reader.ReadToEndAsync(RunningTenant.Stop)));
        (failure is JsonException or InvalidDataException).ShouldBeTrue(failure.ToString());
    }

    [Theory]
    [InlineData(FaultKind.ResetBeforeAnswer)]
    [InlineData(FaultKind.ResetInBody)]
    [InlineData(FaultKind.ContentLengthTooLarge)]
    [InlineData(FaultKind.TruncatedTransfer)]
    public async Task BrokenTransfers_Throw(FaultKind kind) => await Should.ThrowAsync<HttpRequestException>(async () =>
    {
        using var response = await AskAsync(kind);
    });

    [Fact]
    public async Task SlowDrip_DripsAPageOfV2()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var truth = tenant.Truth(new AlertFilter());
        tenant.Tenant.Faults.Order(FaultKind.SlowDrip, details: new FaultDetails { Duration = TimeSpan.FromSeconds(5) });

        var reading = tenant.IdsV2Async(RunningTenant.Everything);
        while (!reading.IsCompleted)
        {
            await Task.WhenAny(reading, tenant.Clock.WhenTimersAsync(1, RunningTenant.Stop));
            tenant.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        (await reading).ShouldBe(truth);
    }

    [Fact]
    public async Task GzipBomb_IsAPageOfV2Inside()
    {
        using var response = await AskAsync(FaultKind.GzipBomb, new FaultDetails { Bytes = 10_000_000 });

        await using var gzip = new GZipStream(await response.Content.ReadAsStreamAsync(RunningTenant.Stop), CompressionMode.Decompress);
        using var page = await JsonDocument.ParseAsync(gzip, cancellationToken: RunningTenant.Stop);
        page.RootElement.GetProperty("ok").GetInt32().ShouldBe(1);
        page.RootElement.GetProperty("result").GetArrayLength().ShouldBeGreaterThan(100);
    }

    [Fact]
    public async Task TokenEchoed_RepeatsTheHeadersToken()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.TokenEchoed);

        using var response = await tenant.AskV2Async();

        (await RunningTenant.JsonAsync(response)).GetProperty("message").GetString()!.ShouldContain($"'{tenant.Tenant.Options.TokenV2}'");
    }

    [Fact]
    public async Task Hold_MayBeFollowedByAnErrorOfV2()
    {
        await using var tenant = await RunningTenant.StartAsync();
        var hold = tenant.Tenant.Faults.Order(FaultKind.Hold, details: new FaultDetails { Then = FaultKind.InternalError500 });
        var held = tenant.AskV2Async();
        await tenant.Tenant.Record.WaitForCountAsync(1, RunningTenant.Stop);
        hold.Release();

        using var response = await held;

        (await response.Content.ReadAsStringAsync(RunningTenant.Stop)).ShouldBe("""{"message":"Something broke"}""");
    }

    [Fact]
    public async Task AnOrderForV2sPath_SparesV1()
    {
        await using var tenant = await RunningTenant.StartAsync();
        using var ordered = await tenant.SendAsync(
            HttpMethod.Post, "/simulator/faults", """{"kind":"TooManyRequests429","path":"/api/v2","details":{"rateLimitReset":"3"}}""", "application/json");

        using var v1 = await tenant.AskAsync("timeperiod=3600");
        using var v2 = await tenant.AskV2Async();

        v1.StatusCode.ShouldBe(HttpStatusCode.OK);
        v2.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
        v2.Headers.GetValues("RateLimit-Reset").ShouldBe(["3"]);
    }

    static async Task<HttpResponseMessage> AskAsync(FaultKind kind, FaultDetails? details = null)
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(kind, details: details);
        return await tenant.AskV2Async();
    }
}
