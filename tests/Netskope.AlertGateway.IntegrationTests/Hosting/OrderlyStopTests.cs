using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Netskope.Sandbox;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Hosting;

public sealed class NeighboursFixture : IAsyncLifetime
{
    public Neighbours Neighbours { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Neighbours = await Neighbours.StartAsync(new NeighbourOptions(), TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience);

    public async ValueTask DisposeAsync() => await Neighbours.DisposeAsync().AsTask().WaitAsync(GatewayFixture.Patience);
}

/// <summary>The program as a process, told to stop by SIGTERM.</summary>
public sealed class OrderlyStopTests(NeighboursFixture fixture) : IClassFixture<NeighboursFixture>, IDisposable
{
    const string Alerts = "/api/v1/alerts?timeperiod=3600&limit=";

    readonly CancellationTokenSource _deadline = Deadline();
    readonly HttpMessageInvoker _wire = new(new SocketsHttpHandler());

    Tenant Tenant => fixture.Neighbours.Tenant;

    CancellationToken Ct => _deadline.Token;

    [Fact]
    public async Task RequestUnderWay_GetsItsAnswer_WhileTheGatewayIsNotReady_ThenItExitsWith0()
    {
        await using var gateway = await StartAsync();
        (await StatusAsync(gateway, "/health/ready")).ShouldBe(HttpStatusCode.OK);
        Tenant.Record.Clear();
        Tenant.Faults.Order(FaultKind.Hold);
        var held = GetAsync(gateway, Alerts + "11");
        await Tenant.Record.WaitForCountAsync(1, Ct).WaitAsync(Ct);

        await gateway.TerminateAsync(Ct);

        await UntilAsync(async () => await StatusAsync(gateway, "/health/ready") == HttpStatusCode.ServiceUnavailable);
        (await StatusAsync(gateway, "/health/live")).ShouldBe(HttpStatusCode.OK);
        held.IsCompleted.ShouldBeFalse();
        Tenant.Faults.Clear();
        using var answer = await held;
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Headers.ConnectionClose.ShouldBe(true);
        (await answer.Content.ReadAsByteArrayAsync(Ct)).Length.ShouldBe((int)answer.Content.Headers.ContentLength!);
        (await gateway.WaitForExitAsync(Ct)).ShouldBe(0);
    }

    [Fact]
    public async Task IdleConnections_DoNotDelayTheStop()
    {
        await using var gateway = await StartAsync(("Gateway:RequestTimeout", "00:01:00"));
        var sockets = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 50; i++)
            {
                var socket = new TcpClient();
                sockets.Add(socket);
                await socket.ConnectAsync(IPAddress.Loopback, gateway.Address.Port, Ct);
                await socket.GetStream().WriteAsync("GET /health/live HTTP/1.1\r\nHost: gateway\r\n\r\n"u8.ToArray(), Ct);
                (await socket.GetStream().ReadAsync(new byte[4096], Ct)).ShouldBeGreaterThan(0);
            }

            await gateway.TerminateAsync(Ct);

            // Long before the time that requests have.
            (await gateway.WaitForExitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(20), TimeProvider.System, Ct)).ShouldBe(0);
        }
        finally
        {
            foreach (var socket in sockets) socket.Dispose();
        }
    }

    [Fact]
    public async Task DrainTime_KeepsServing_WithoutBeingReady()
    {
        await using var gateway = await StartAsync(("Gateway:DrainTime", "00:00:05"));
        (await StatusAsync(gateway, Alerts + "12")).ShouldBe(HttpStatusCode.OK);

        await gateway.TerminateAsync(Ct);

        await UntilAsync(async () => await StatusAsync(gateway, "/health/ready") == HttpStatusCode.ServiceUnavailable);
        using (var late = await GetAsync(gateway, Alerts + "12"))
        {
            late.StatusCode.ShouldBe(HttpStatusCode.OK);
            late.Headers.ConnectionClose.ShouldBe(true);
        }

        (await gateway.WaitForExitAsync(Ct)).ShouldBe(0);
    }

    public void Dispose()
    {
        Tenant.Faults.Clear();
        _wire.Dispose();
        _deadline.Dispose();
    }

    async Task<GatewayProcess> StartAsync(params (string Name, string Value)[] more)
    {
        var gateway = await GatewayProcess.StartAsync([.. fixture.Neighbours.Settings, .. more.Select(m => KeyValuePair.Create<string, string?>(m.Name, m.Value))], Ct);
        await gateway.KnowsTheIssuerAsync();
        return gateway;
    }

    async Task<HttpStatusCode> StatusAsync(GatewayProcess gateway, string target)
    {
        using var answer = await GetAsync(gateway, target);
        return answer.StatusCode;
    }

    async Task<HttpResponseMessage> GetAsync(GatewayProcess gateway, string target)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, target));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", fixture.Neighbours.Token);
        return await _wire.SendAsync(request, Ct);
    }

    async Task UntilAsync(Func<Task<bool>> isSo)
    {
        while (!await isSo()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Ct);
    }

    static CancellationTokenSource Deadline()
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        deadline.CancelAfter(GatewayFixture.Patience);
        return deadline;
    }
}
