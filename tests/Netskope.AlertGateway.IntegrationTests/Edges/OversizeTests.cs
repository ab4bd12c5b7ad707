using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Edges;

public sealed class OversizeTests(EdgeFixture gateway) : ContractTests<EdgeFixture>(gateway)
{
    const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";

    public static TheoryData<string, string, int> Heads => new()
    {
        { "a target of 20,000 characters", "GET /api/v1/alerts?query=" + new string('a', 20_000) + " HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n", 414 },
        { "a target without an end", "GET /" + new string('a', 40_000), 414 },
        { "a header of 40,000 characters", "GET / HTTP/1.1\r\nHost: gateway\r\nX: " + new string('a', 40_000) + "\r\n\r\n", 431 },
        { "a header without an end", "GET / HTTP/1.1\r\nHost: gateway\r\nX: " + new string('a', 40_000), 431 },
        { "a header name without an end", "GET / HTTP/1.1\r\nHost: gateway\r\n" + new string('a', 40_000), 431 },
        { "300 headers", "GET / HTTP/1.1\r\nHost: gateway\r\n" + string.Concat(Enumerable.Range(0, 300).Select(i => string.Create(CultureInfo.InvariantCulture, $"X-{i}: a\r\n"))) + "\r\n", 431 },
        { "300 times the same header", "GET / HTTP/1.1\r\nHost: gateway\r\n" + string.Concat(Enumerable.Repeat("Cookie: a=b\r\n", 300)) + "\r\n", 431 },
    };

    [Theory]
    [MemberData(nameof(Heads), DisableDiscoveryEnumeration = true)]
    public async Task OversizeHead_IsRefused_AndTheConnectionCloses(string what, string head, int status)
    {
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(head);

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([status], what);
    }

    [Fact]
    public async Task TargetUpToTheLimit_IsRead()
    {
        var answer = await Gateway.SendRawAsync(Gateway.Last("/api/v1/alerts?timeperiod=86400&query=" + new string('a', 15_000)));

        answer.Status.ShouldBe(400, "it is the query's length that is wrong, and the answer says so");
        answer.Text.ShouldContain("query");
    }

    [Fact]
    public async Task BodyDeclaredOverTheLimit_Is413_BeforeItIsSent()
    {
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.SendAsync(Gateway.Head(Gateway.Question(), "POST") + Form + "Content-Length: 65537\r\n\r\n");

        var heard = await ReadToEndAsync(wire);
        Requests.Statuses(heard).ShouldBe([413]);
        heard.ShouldContain("\"status\":\"error\"");
    }

    [Fact]
    public async Task ChunkedBodyOverTheLimit_Is413_WhenItPassesIt()
    {
        var chunk = "2000\r\n" + new string('a', 0x2000) + "\r\n";
        await using var wire = await Wire.ConnectAsync(Gateway);

        // No last chunk: a gateway that reads on for the end would not answer.
        await wire.TrySendAsync(Gateway.Head(Gateway.Question(), "POST") + Form + "Transfer-Encoding: chunked\r\n\r\n" + string.Concat(Enumerable.Repeat(chunk, 9)));

        Requests.Statuses(await ReadToEndAsync(wire)).ShouldBe([413]);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Content-Length: 65536\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n10000\r\n")]
    public async Task BodyUpToTheLimit_IsRead(string framing)
    {
        var body = "limit=3".PadRight(65536);
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.SendAsync(Gateway.Head(Gateway.Question(""), "POST") + Form + "Connection: close\r\n" + framing + body
            + (framing.StartsWith('T') ? "\r\n0\r\n\r\n" : ""));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([200]);
    }

    [Fact]
    public async Task ExpectContinue_IsAnsweredBeforeTheBody_WhenItIsRead()
    {
        // RFC 9110, 10.1.1.
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.SendAsync(Gateway.Head(Gateway.Question(""), "POST") + Form + "Expect: 100-continue\r\nContent-Length: 7\r\nConnection: close\r\n\r\n");
        (await wire.ReadUntilAsync("\r\n\r\n")).ShouldBe("HTTP/1.1 100 Continue\r\n\r\n");
        await wire.SendAsync("limit=3");

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([200]);
        Gateway.Tenant.Record.Calls.ShouldHaveSingleItem().Query["limit"].ShouldBe("3");
    }

    [Fact]
    public async Task ExpectContinue_WithABodyOverTheLimit_Is413_WithoutAContinue()
    {
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.SendAsync(Gateway.Head(Gateway.Question(""), "POST") + Form + "Expect: 100-continue\r\nContent-Length: 70000\r\n\r\n");

        Requests.Statuses(await ReadToEndAsync(wire)).ShouldBe([413]);
    }

    [Theory]
    [InlineData("bytes=0-9")]
    [InlineData("bytes=0-0,2-2,4-4,6-6,8-8,10-10")]
    [InlineData("bytes=-1")]
    [InlineData("rows=0-9")]
    public async Task Range_IsIgnored(string range)
    {
        // RFC 9110, 14.2: a server may ignore it. Twenty lines of it are no more work than none.
        var answer = await Gateway.SendRawAsync(Gateway.Last(Gateway.Question("&limit=5"), string.Concat(Enumerable.Repeat($"Range: {range}\r\n", 20))));

        answer.ShouldBePage();
        answer["Content-Range"].ShouldBeNull();
        answer["Accept-Ranges"].ShouldBeNull();
    }

    [Fact]
    public void Limits_AreSetOnPurpose()
    {
        var server = Gateway.GatewayServices.GetRequiredService<IOptions<KestrelServerOptions>>().Value;
        var limits = server.Limits;

        server.AddServerHeader.ShouldBeFalse();
        limits.MaxRequestLineSize.ShouldBe(16 * 1024);
        limits.MaxRequestHeadersTotalSize.ShouldBe(32 * 1024);
        limits.MaxRequestHeaderCount.ShouldBe(100);
        limits.MaxRequestBodySize.ShouldBe(128 * 1024, "what frames the chunks counts there");
        limits.MaxConcurrentConnections.ShouldBe(5_000);
        limits.RequestHeadersTimeout.ShouldBe(TimeSpan.FromSeconds(10));
        limits.KeepAliveTimeout.ShouldBeGreaterThan(TimeSpan.FromSeconds(60));
        limits.MinRequestBodyDataRate.ShouldNotBeNull();
        limits.MinResponseDataRate.ShouldNotBeNull();
    }

    /// <summary>All that comes. Behind its answer the server waits for the rest of the body, for seconds, unless it learns that there is none.</summary>
    static async Task<string> ReadToEndAsync(Wire wire)
    {
        var head = await wire.ReadUntilAsync("\r\n\r\n");
        wire.EndSending();
        return head + await wire.ReadToEndAsync();
    }
}
