using System.Text.Json;
using Netskope.AlertGateway.IntegrationTests.Edges;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

/// <summary>An answer that has begun can only be finished, or seen to be unfinished.</summary>
public sealed class BrokenOffTests(LargeFixture gateway) : ContractTests<LargeFixture>(gateway)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.Records.Clear();
        (Gateway.Tenant.Options.ClientsBytes, Gateway.Tenant.Options.ClientsContentLength) = (LargeFixture.Bytes, false);
    }

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task LargeAnswer_ComesToItsEnd_ByteForByte(bool announced)
    {
        Gateway.Tenant.Options.ClientsContentLength = announced;

        var answer = (await Gateway.GetAsync(LargeFixture.Clients)).ShouldBePage();

        answer.Raw.LongLength.ShouldBeInRange(LargeFixture.Bytes - 10_000, LargeFixture.Bytes + 10_000);
        (answer["Content-Length"] is not null).ShouldBe(announced);
        answer.Raw.ShouldBe(await Gateway.AskTenantAsync("clients", "limit=4999"));
        var record = await Gateway.Records.TakeAsync();
        record.GetProperty("outcome").GetString().ShouldBe("ok");
        record.GetProperty("bytes").GetInt64().ShouldBe(answer.Raw.LongLength);
    }

    [Theory]
    [InlineData(FaultKind.TruncatedTransfer)]
    [InlineData(FaultKind.ResetInBody)]
    [InlineData(FaultKind.ContentLengthTooLarge)]
    [InlineData(FaultKind.TruncatedJson)]
    [InlineData(FaultKind.ErrorAfterRows)]
    [InlineData(FaultKind.TrailingBytes)]
    public async Task AnswerThatGoesWrongInTheMiddle_EndsTheConnection(FaultKind kind)
    {
        (Gateway.Tenant.Options.ClientsBytes, Gateway.Tenant.Options.ClientsContentLength) = (4_000_000, true);
        Gateway.Tenant.Faults.Order(kind, details: new FaultDetails { Fraction = 0.9 });

        await Should.ThrowAsync<HttpRequestException>(() => Gateway.GetAsync(LargeFixture.Clients));

        var record = await Gateway.Records.TakeAsync();
        ShouldBeBrokenOff(record);
        record.GetProperty("bytes").GetInt64().ShouldBeGreaterThan(64 * 1024);
    }

    [Fact]
    public async Task AnswerWithoutALength_HasNoLastChunk_WhenItGoesWrong()
    {
        Gateway.Tenant.Options.ClientsBytes = 1_000_000;
        Gateway.Tenant.Faults.Order(FaultKind.TruncatedJson, details: new FaultDetails { Fraction = 0.999 });

        await using var wire = await Wire.ConnectAsync(Gateway);
        await wire.SendAsync(Gateway.Last(LargeFixture.Clients));
        var heard = await wire.ReadToEndAsync();

        heard.ShouldStartWith("HTTP/1.1 200");
        heard.ShouldContain("Transfer-Encoding: chunked");
        heard.ShouldNotEndWith("0\r\n\r\n");
        ShouldBeBrokenOff(await Gateway.Records.TakeAsync());
    }

    [Fact]
    public async Task AnswerThatGrowsBeyondTheBound_EndsTheConnection()
    {
        Gateway.Tenant.Options.ClientsBytes = LargeFixture.Bytes + 4_000_000;

        await Should.ThrowAsync<HttpRequestException>(() => Gateway.GetAsync(LargeFixture.Clients));

        ShouldBeBrokenOff(await Gateway.Records.TakeAsync());
    }

    [Fact]
    public async Task TenantThatStandsStill_EndsTheConnection()
    {
        await using var impatient = new LargeFixture();
        impatient.Settings["Netskope:Timeout"] = "00:00:01";
        await impatient.InitializeAsync();

        // In pieces of 100 KB: the first is enough to begin with.
        impatient.Tenant.Options.ClientsBytes = 20_000_000;
        impatient.Tenant.Faults.Order(FaultKind.SlowDrip, details: new FaultDetails { Duration = TimeSpan.FromMinutes(10) });

        await Should.ThrowAsync<HttpRequestException>(() => impatient.GetAsync(LargeFixture.Clients));

        ShouldBeBrokenOff(await impatient.Records.TakeAsync());
    }

    [Fact]
    public async Task CallerWhoLeaves_EndsTheUpstreamCall()
    {
        Gateway.Tenant.Options.ClientsBytes = 20 * LargeFixture.Bytes;
        var (call, wire) = (default(Call), await Wire.ConnectAsync(Gateway, receiveBuffer: 16 * 1024));
        await using (wire)
        {
            await wire.SendAsync(Gateway.Last("/api/v1/clients"));
            (await wire.ReadUntilAsync("\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
            call = Gateway.Tenant.Record.Calls.ShouldHaveSingleItem();
            call.Ended.IsCompleted.ShouldBeFalse("the caller reads slowly, and so does the gateway");
        }

        (await call.Ended.WaitAsync(GatewayFixture.Patience, TimeProvider.System, Stop)).ShouldBeFalse();
        (await Gateway.Records.TakeAsync()).GetProperty("outcome").GetString().ShouldBe("caller-left");
    }

    static void ShouldBeBrokenOff(JsonElement record)
    {
        record.GetProperty("outcome").GetString().ShouldBe("broken-off");
        record.GetProperty("status").GetInt32().ShouldBe(200);
    }
}
