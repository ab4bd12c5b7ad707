using System.Globalization;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Edges;

public sealed class SlowCallerTests(ImpatientFixture gateway) : ContractTests<ImpatientFixture>(gateway)
{
    const string Form = "Content-Type: application/x-www-form-urlencoded\r\n";

    [Fact]
    public Task HeadThatDoesNotEnd_Is408_AndTheConnectionCloses() => AtOnceAsync(
        ["GET /health/live HTTP/1.1\r\n", "GET /health/live HTTP/1.1\r\nHost: gateway\r\nX: a", "G"],
        (start, heard) => Requests.Statuses(heard).ShouldBe([408], start));

    [Fact]
    public async Task HeadThatDrips_Is408_HoweverOftenAByteComes()
    {
        await using var wire = await Wire.ConnectAsync(Gateway);
        var heard = wire.ReadToEndAsync();
        await wire.SendAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\nX: ");
        var dripped = 0;
        while (!heard.IsCompleted && await wire.TrySendAsync("a"))
        {
            (++dripped).ShouldBeLessThan(200);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System, TestContext.Current.CancellationToken);
        }

        Requests.Statuses(await heard).ShouldBe([408]);
    }

    [Fact]
    public async Task BodyThatDoesNotCome_Is408_InTheFormOfAllErrors()
    {
        string[] bodies = ["Content-Length: 7\r\n\r\nlim", "Transfer-Encoding: chunked\r\n\r\n3\r\nlim\r\n", "Content-Length: 7\r\n\r\n"];
        await AtOnceAsync(bodies.Select(body => Gateway.Head(Gateway.Question(""), "POST") + Form + body), static (sent, heard) =>
        {
            Requests.Statuses(heard).ShouldBe([408], sent);
            heard.ShouldContain("\"status\":\"error\"");
        });

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task SlowReader_HoldsNoTenantCallNorMemoryOfFlights_OthersAreAnswered_ThenItIsCutOff()
    {
        const string target = "/api/v1/alerts?timeperiod=86400&limit=2000";
        await using var slow = await Wire.ConnectAsync(Gateway, receiveBuffer: 4096);
        await slow.SendAsync(Gateway.Head(target) + "Accept-Encoding: identity\r\n\r\n");
        var head = await slow.ReadUntilAsync("\r\n\r\n");
        Requests.Statuses(head).ShouldBe([200]);
        var length = long.Parse(head.Split("Content-Length: ")[1].Split('\r')[0], CultureInfo.InvariantCulture);
        length.ShouldBeGreaterThan(1_000_000);

        Gateway.Tenant.Record.Count.ShouldBe(1, "the flight has landed");
        var flights = Gateway.GatewayServices.GetRequiredService<InFlightBytes>();
        flights.Reserved.ShouldBe(0);
        var other = await Gateway.GetAsync(target, ("Accept-Encoding", "br"));
        other.IsHit.ShouldBeTrue();

        // Its buffers, ours and the system's, are full: nothing moves. After its grace the server gives it up.
        await Gateway.IdleAsync();
        (await slow.CountToEndAsync()).ShouldBeLessThan(length);
    }

    /// <summary>Sends each text on a connection of its own, and waits until all of them are closed: they wait together.</summary>
    async Task AtOnceAsync(IEnumerable<string> texts, Action<string, string> verify)
    {
        var heard = await Task.WhenAll(texts.Select(async text =>
        {
            await using var wire = await Wire.ConnectAsync(Gateway);
            await wire.SendAsync(text);
            return (Sent: text, Heard: await wire.ReadToEndAsync());
        }));
        foreach (var (sent, answer) in heard) verify(sent, answer);
    }
}

public sealed class IdleConnectionTests(ImpatientFixture gateway) : ContractTests<ImpatientFixture>(gateway)
{
    [Fact]
    public async Task ThousandIdleConnections_LeaveTheGatewayAnswering_AndAreClosed()
    {
        var idle = new List<Wire>();
        try
        {
            for (var i = 0; i < 1_000; i++) idle.Add(await Wire.ConnectAsync(Gateway));

            (await Gateway.GetAsync(Gateway.Question())).ShouldBePage();
            (await Gateway.GetAsync("/health/live", token: null)).Status.ShouldBe(200);

            foreach (var wire in idle) (await wire.CountToEndAsync()).ShouldBe(0, "KeepAliveTimeout closes it, without a word");
        }
        finally
        {
            foreach (var wire in idle) await wire.DisposeAsync();
        }
    }

    [Fact]
    public async Task ConnectionAfterAnAnswer_IsClosed_WhenItStaysIdle()
    {
        await using var wire = await Wire.ConnectAsync(Gateway);
        await wire.SendAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\n\r\n");

        Requests.Statuses(await wire.ReadToEndAsync()).ShouldBe([200]);
    }
}

public sealed class ConnectionCountTests
{
    [Fact]
    public async Task ConnectionsOverTheBound_AreClosedAtOnce_AndOnesThatLeaveMakeRoom()
    {
        await using var gateway = new GatewayFixture { Services = static services => services.Configure<KestrelServerOptions>(static server => server.Limits.MaxConcurrentConnections = 3) };
        await gateway.InitializeAsync();
        var held = new List<Wire>();
        try
        {
            for (var i = 0; i < 3; i++)
            {
                var wire = await Wire.ConnectAsync(gateway);
                held.Add(wire);
                await wire.SendAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\n\r\n");
                (await wire.ReadUntilAsync("\r\n\r\n")).ShouldStartWith("HTTP/1.1 200");
            }

            await using (var over = await Wire.ConnectAsync(gateway)) (await over.CountToEndAsync()).ShouldBe(0);

            await held[0].DisposeAsync();
            await Eventually.HoldsAsync("there is room again", async () =>
            {
                await using var next = await Wire.ConnectAsync(gateway);
                await next.TrySendAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n");
                return await next.CountToEndAsync() > 0;
            });
        }
        finally
        {
            foreach (var wire in held) await wire.DisposeAsync();
        }
    }
}
