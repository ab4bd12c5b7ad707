using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using Netskope.Testing;

namespace Netskope.Simulator.Tests;

/// <summary>What each fault looks like to whoever asks the tenant.</summary>
public sealed class FaultShapeTests
{
    public static TheoryData<FaultKind> Kinds => [.. Enum.GetValues<FaultKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task EveryKind_CanBeOrderedAtTheBackDoor(FaultKind kind)
    {
        await using var tenant = await RunningTenant.StartAsync();

        using var ordered = await tenant.SendAsync(HttpMethod.Post, "/simulator/faults", $$"""{"kind":"{{kind}}"}""", "application/json");

        ordered.StatusCode.ShouldBe(HttpStatusCode.Created);
        tenant.Tenant.Faults.Orders.ShouldHaveSingleItem().Name.ShouldBe($"{kind}");
    }

    [Theory]
    [InlineData(FaultKind.Unauthorized401, 401)]
    [InlineData(FaultKind.NotFound404, 404)]
    [InlineData(FaultKind.TooManyRequests429, 429)]
    [InlineData(FaultKind.BadGateway502, 502)]
    [InlineData(FaultKind.Unavailable503, 503)]
    [InlineData(FaultKind.GatewayTimeout504, 504)]
    [InlineData(FaultKind.RateLimited512, 512)]
    [InlineData(FaultKind.OtherStatus, 204)]
    public async Task Statuses_AreTheirNames(FaultKind kind, int status)
    {
        using var response = await AskAsync(kind);

        ((int)response.StatusCode).ShouldBe(status);
        response.Headers.RetryAfter.ShouldBeNull();
    }

    [Theory]
    [InlineData(FaultKind.TooManyRequests429)]
    [InlineData(FaultKind.Unavailable503)]
    [InlineData(FaultKind.RateLimited512)]
    public async Task RetryAfter_IsSentAsWritten(FaultKind kind)
    {
        using var response = await AskAsync(kind, new FaultDetails { RetryAfter = "17" });

        response.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(17));
    }

    [Theory]
    [InlineData(FaultKind.JsonArray, "[{", "}]")]
    [InlineData(FaultKind.MissingData, "{\"status\":\"success\",\"msg\":\"\",\"rows\":[{", "}]}")]
    [InlineData(FaultKind.MissingStatus, "{\"msg\":\"\",\"data\":[{", "}]}")]
    [InlineData(FaultKind.DuplicateData, "{\"status\":\"success\",\"data\":[],\"data\":[{", "}]}")]
    [InlineData(FaultKind.DuplicateDataEscaped, "{\"status\":\"success\",\"d\\u0061ta\":[],\"data\":[{", "}]}")]
    [InlineData(FaultKind.DuplicateStatus, "{\"status\":\"error\",\"data\":[{", "}],\"status\":\"success\"}")]
    [InlineData(FaultKind.DuplicateStatusEscaped, "{\"\\u0073tatus\":\"error\",\"data\":[{", "}],\"status\":\"success\"}")]
    [InlineData(FaultKind.DataOfWrongType, "{\"status\":\"success\",\"data\":{\"rows\":[{", "}]}}")]
    [InlineData(FaultKind.TrailingBytes, "{\"status\":\"success\"", "}]}\n<!-- 0.31 s -->")]
    [InlineData(FaultKind.ByteOrderMark, "\uFEFF{\"status\":\"success\"", "}]}")]
    [InlineData(FaultKind.ErrorsAsText, "{\"status\":\"error\"", "\"errors\":\"The request could not be processed\"}")]
    [InlineData(FaultKind.HtmlIn200, "<!DOCTYPE html>", "</html>\n")]
    [InlineData(FaultKind.EmptyBody, "", "")]
    public async Task Bodies_AreWhatTheirNameSays(FaultKind kind, string begins, string ends)
    {
        using var response = await AskAsync(kind);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var body = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop));
        body.ShouldStartWith(begins, Case.Sensitive);
        body.ShouldEndWith(ends, Case.Sensitive);
    }

    [Fact]
    public async Task ErrorAfterRows_IsWellFormedAndLarge()
    {
        using var response = await AskAsync(FaultKind.ErrorAfterRows);

        var body = await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop);
        body.Length.ShouldBeGreaterThan(3 * 1024 * 1024);
        JsonElement.Parse(body).GetProperty("status").GetString().ShouldBe("error");
    }

    [Theory]
    [InlineData(TokenForm.Plain, "a+b/c-1234")]
    [InlineData(TokenForm.CaseSwapped, "A+B/C-1234")]
    [InlineData(TokenForm.PercentEncoded, "a%2Bb%2Fc-1234")]
    [InlineData(TokenForm.PercentEncodedWholly, "%61%2B%62%2F%63%2D%31%32%33%34")]
    [InlineData(TokenForm.JsonEscaped, "\\u0061\\u002b\\u0062\\u002f\\u0063\\u002d\\u0031\\u0032\\u0033\\u0034")]
    [InlineData(TokenForm.Base64, "YStiL2MtMTIzNA==")]
    [InlineData(TokenForm.Base64Url, "YStiL2MtMTIzNA")]
    [InlineData(TokenForm.Base64OfBody, "eyJ0b2tlbiI6ImErYi9jLTEyMzQifQ==")]
    public async Task TokenEchoed_WritesTheCallsToken(TokenForm form, string written)
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.Token = "a+b/c-1234");
        tenant.Tenant.Faults.Order(FaultKind.TokenEchoed, details: new FaultDetails { TokenForm = form });

        using var response = await tenant.AskAsync();

        (await RunningTenant.JsonAsync(response)).GetProperty("errors")[0].GetString()!.ShouldContain($"'{written}'", Case.Sensitive);
    }

    [Theory]
    [InlineData(FaultKind.ResetBeforeAnswer)]
    [InlineData(FaultKind.ResetInBody)]
    [InlineData(FaultKind.ContentLengthTooLarge)]
    public async Task BrokenTransfers_Throw(FaultKind kind) => await Should.ThrowAsync<HttpRequestException>(async () =>
    {
        using var response = await AskAsync(kind);
        await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop);
    });

    [Fact]
    public async Task SlowDrip_DripsOnTheTenantsClock()
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(FaultKind.SlowDrip, details: new FaultDetails { Duration = TimeSpan.FromSeconds(5) });

        var reading = ReadAsync(tenant);
        while (!reading.IsCompleted)
        {
            await Task.WhenAny(reading, tenant.Clock.WhenTimersAsync(1, RunningTenant.Stop));
            tenant.Clock.Advance(TimeSpan.FromSeconds(5));
        }

        JsonElement.Parse(await reading).GetProperty("status").GetString().ShouldBe("success");

        static async Task<string> ReadAsync(RunningTenant tenant)
        {
            using var response = await tenant.AskAsync("timeperiod=3600&limit=1");
            return await response.Content.ReadAsStringAsync(RunningTenant.Stop);
        }
    }

    [Fact]
    public async Task GzipBomb_IsSmallOnTheWireAndAPageInside()
    {
        using var response = await AskAsync(FaultKind.GzipBomb, new FaultDetails { Bytes = 10_000_000 });

        var packed = await response.Content.ReadAsByteArrayAsync(RunningTenant.Stop);
        packed.Length.ShouldBeLessThan(100_000);
        await using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        using var page = await JsonDocument.ParseAsync(gzip, cancellationToken: RunningTenant.Stop);
        page.RootElement.GetProperty("status").GetString().ShouldBe("success");
    }

    [Fact]
    public async Task WrongContentType_IsAGoodPage()
    {
        using var response = await AskAsync(FaultKind.WrongContentType);

        response.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        (await RunningTenant.JsonAsync(response)).GetProperty("status").GetString().ShouldBe("success");
    }

    [Fact]
    public async Task ClockOffset_ShowsInTheDateOnly()
    {
        await using var tenant = await RunningTenant.StartAsync(options => options.ClockOffset = TimeSpan.FromMinutes(-7));

        using var response = await tenant.AskAsync();

        var now = tenant.Clock.GetUtcNow();
        (response.Headers.Date!.Value - (now - TimeSpan.FromMinutes(7))).Duration().ShouldBeLessThan(TimeSpan.FromSeconds(2));
        tenant.Tenant.Record.Calls[0].At.ShouldBe(now);
    }

    static async Task<HttpResponseMessage> AskAsync(FaultKind kind, FaultDetails? details = null)
    {
        await using var tenant = await RunningTenant.StartAsync();
        tenant.Tenant.Faults.Order(kind, details: details);
        return await tenant.AskAsync();
    }
}
