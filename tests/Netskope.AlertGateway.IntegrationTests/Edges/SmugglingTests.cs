using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Edges;

/// <summary>
/// RFC 9112, 11.2: where two readers may see different requests in the same bytes, the second is refused, or the bytes are
/// read in the one way there is. In each test a question hides where a sloppy reader would find it.
/// </summary>
public sealed class SmugglingTests(EdgeFixture gateway) : ContractTests<EdgeFixture>(gateway)
{
    const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6\r\n", "6.3: two lengths")]
    [InlineData("Content-Length: 5, 6\r\n", "6.3: two lengths in one line")]
    [InlineData("Content-Length: 5, 5\r\n", "6.3: a list, equal or not")]
    [InlineData("Content-Length: -1\r\n", "RFC 9110, 8.6: digits alone")]
    [InlineData("Content-Length: 0x5\r\n", "RFC 9110, 8.6: digits alone")]
    [InlineData("Content-Length: 99999999999999999999\r\n", "RFC 9110, 8.6: beyond every number")]
    [InlineData("Transfer-Encoding: identity\r\n", "7: no such coding")]
    [InlineData("Transfer-Encoding: chunked, identity\r\n", "6.3: chunked is not last")]
    [InlineData("Transfer-Encoding: xchunked\r\n", "7: no such coding")]
    [InlineData("Transfer-Encoding: gzip\r\n", "6.3: no length")]
    [InlineData("Transfer-Encoding: gzip, chunked\r\n", "6.1: a coding that is not undone")]
    [InlineData("Transfer-Encoding: foo, chunked\r\n", "6.1: an unknown coding")]
    [InlineData("Transfer-Encoding: chunked, chunked\r\n", "6.1: chunked twice")]
    [InlineData("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "6.1: chunked twice")]
    [InlineData("Transfer-Encoding: ,chunked\r\n", "7: an empty coding")]
    [InlineData("Transfer-Encoding : chunked\r\n", "5.1: a blank before the colon")]
    [InlineData("Content-Length : 5\r\n", "5.1: a blank before the colon")]
    [InlineData("X-Folded: a\r\n Transfer-Encoding: chunked\r\n", "5.2: a folded line")]
    [InlineData(" Transfer-Encoding: chunked\r\n", "2.2: a blank before the first header")]
    [InlineData("Transfer-Encoding\u000b: chunked\r\n", "5.1: a control in a name")]
    [InlineData("X-Bare: a\rTransfer-Encoding: chunked\r\n", "2.2: CR alone")]
    [InlineData("X-Null: a\0b\r\n", "RFC 9110, 5.5: a null")]
    [InlineData("Host: other\r\n", "3.2: two hosts")]
    [InlineData("no colon\r\n", "5: no header at all")]
    public async Task HeadThatCanBeReadTwoWays_Is400_AndNothingBehindItIsRead(string header, string rule)
    {
        var (question, hidden) = (Gateway.Question("&limit=3"), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(Gateway.Head(question, "POST") + Form + header + "\r\n0\r\n\r\n" + Gateway.Last(hidden));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([400], rule);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty(rule);
    }

    [Theory]
    [InlineData("G\r\n\r\n5;a=\nb\r\n", "7.1.1: a line end in an extension")]
    [InlineData("-1\r\n", "7.1: a negative size")]
    [InlineData("0x5\r\nlimit\r\n0\r\n\r\n", "7.1: a prefix")]
    [InlineData(" 5\r\nlimit\r\n0\r\n\r\n", "7.1: a blank before the size")]
    [InlineData("ffffffffffffffff5\r\n", "7.1: a size beyond every number")]
    [InlineData("5\r\nlimitX\r\n0\r\n\r\n", "7.1: more than its size")]
    [InlineData("5\rlimit\r\n0\r\n\r\n", "7.1: CR alone")]
    public async Task ChunkThatCanBeReadTwoWays_Is400_AndNothingBehindItIsRead(string body, string rule)
    {
        var (question, hidden) = (Gateway.Question(""), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(Gateway.Head(question, "POST") + Form + "Transfer-Encoding: chunked\r\n\r\n" + body + Gateway.Last(hidden));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([400], rule);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty(rule);
    }

    [Fact]
    public async Task LengthWithAPlus_IsItsNumber_AndTheNextRequestIsWhereItIs()
    {
        // RFC 9110, 8.6 has digits alone; Kestrel reads the number and forgets how it was written, so it can not be refused.
        var (question, next) = (Gateway.Question(""), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.SendAsync(Gateway.Head(question, "POST") + Form + "Content-Length: +7\r\n\r\nlimit=3" + Gateway.Last(next));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([200, 200]);
        Gateway.Tenant.Record.Calls.Select(call => call.Query["limit"]).ShouldBe(["3", "4"]);
    }

    [Theory]
    [InlineData("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 700\r\n")]
    public async Task BothLengths_AreRefused_AndTheConnectionCloses(string lengths)
    {
        // RFC 9112, 6.1 and 6.3: "ought to be handled as an error".
        var (question, hidden) = (Gateway.Question(""), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(Gateway.Head(question, "POST") + Form + lengths + "\r\n7\r\nlimit=3\r\n0\r\n\r\n" + Gateway.Last(hidden));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([400]);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task TransferEncodingOfHttp10_IsRefused_AndTheConnectionCloses()
    {
        // RFC 9112, 6.1: a server must treat it as faulty framing.
        var (question, hidden) = (Gateway.Question(""), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(Gateway.Head(question, "POST").Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal)
            + Form + "Connection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n7\r\nlimit=3\r\n0\r\n\r\n" + Gateway.Last(hidden));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([400]);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("7;name=value\r\nlimit=3\r\n0\r\n\r\n", "7.1.1: an unknown extension is ignored")]
    [InlineData("7;a=\"q;\\\"\"\r\nlimit=3\r\n0;b\r\n\r\n", "7.1.1: a quoted extension")]
    [InlineData("0007\r\nlimit=3\r\n000\r\n\r\n", "7.1: leading zeros")]
    [InlineData("3\r\nlim\r\n4\r\nit=3\r\n0\r\nX-Trailer: a\r\n\r\n", "7.1.2: a trailer is no header")]
    public async Task ChunksReadInTheOneWay_LeaveTheNextRequestWhereItIs(string body, string rule)
    {
        var (question, next) = (Gateway.Question(""), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.SendAsync(Gateway.Head(question, "POST") + Form + "Transfer-Encoding: chunked\r\n\r\n" + body + Gateway.Last(next));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([200, 200], rule);
        Gateway.Tenant.Record.Calls.Select(call => call.Query["limit"]).ShouldBe(["3", "4"], rule);
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    [InlineData("OPTIONS")]
    [InlineData("DELETE")]
    public async Task BodyOfAMethodThatHasNone_IsNotTheNextRequest(string method)
    {
        var (question, hidden) = (Gateway.Question("&limit=3"), Gateway.Question("&limit=4"));
        var body = Gateway.Last(hidden);
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(Gateway.Head(question, method) + $"Content-Length: {body.Length}\r\n\r\n" + body + Gateway.Last("/health/live"));

        Requests.Statuses(await wire.ReadToEndAsync())[^1].ShouldBe(200, "what stands behind the body is the next request");
        Gateway.Tenant.Record.Calls.ShouldNotContain(call => call.RawQuery.Contains("limit=4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task LineEndsThatAreLfAlone_AreReadAsLineEnds_OrRefused_ButHideNothing()
    {
        // RFC 9112, 2.2: a reader may take a single LF as the end of a line.
        var (question, hidden) = (Gateway.Question("&limit=3"), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(Gateway.Head(question, "POST").Replace("\r\n", "\n", StringComparison.Ordinal)
            + $"Content-Type: application/x-www-form-urlencoded\nX: a\nContent-Length: {Gateway.Last(hidden).Length}\n\n" + Gateway.Last(hidden));
        await wire.TrySendAsync(Gateway.Last("/health/live"));

        var statuses = Requests.Statuses(await wire.ReadToEndAsync());
        statuses[0].ShouldBeOneOf(400, 200);
        Gateway.Tenant.Record.Calls.ShouldNotContain(call => call.RawQuery.Contains("limit=4", StringComparison.Ordinal));
    }

    [Fact]
    public async Task ChunkSizeThatEndsInLfAlone_Is400()
    {
        var (question, hidden) = (Gateway.Question(""), Gateway.Question("&limit=4"));
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync(Gateway.Head(question, "POST") + Form + "Transfer-Encoding: chunked\r\n\r\n7\nlimit=3\n0\n\n" + Gateway.Last(hidden));

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([400]);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task PlainTextHttp2_IsRefused()
    {
        // RFC 9113, 3.3: with prior knowledge. A proxy in front must not be led to speak a protocol that is not agreed on.
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.TrySendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldAllBe(status => status >= 400);
    }

    [Theory]
    [InlineData("h2c", "HTTP2-Settings: AAMAAABkAAQAAP__\r\n")]
    [InlineData("websocket", "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n")]
    public async Task Upgrade_IsIgnored(string protocol, string more)
    {
        await using var wire = await Wire.ConnectAsync(Gateway);

        await wire.SendAsync(Gateway.Head("/health/live") + $"Upgrade: {protocol}\r\n{more}Connection: Upgrade, close\r\n\r\n");

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([200]);
    }
}
