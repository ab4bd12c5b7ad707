using System.Net.Http.Headers;
using Netskope.Sandbox;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Sandbox;

public sealed class SandboxFixture : IAsyncLifetime
{
    public SandboxHost Sandbox { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Sandbox = await SandboxHost.StartAsync(["--urls", "http://127.0.0.1:0"], TestContext.Current.CancellationToken).WaitAsync(GatewayFixture.Patience);

    public async ValueTask DisposeAsync() => await Sandbox.DisposeAsync().AsTask().WaitAsync(GatewayFixture.Patience);
}

public sealed class SandboxTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    [Fact]
    public async Task PrintedCurlLine_GetsRows_AndItsRepeatIsAHit()
    {
        var tenant = fixture.Sandbox.Tenant;
        var parts = fixture.Sandbox.Curl.Split('\'');
        var (header, address) = (parts[1], parts[3]);

        var first = await AskAsync(address, header);
        var calls = tenant.Record.Count;
        var second = await AskAsync(address, header);

        first.ShouldBePage().Rows.Count.ShouldBe(10);
        second.ShouldBePage().IsHit.ShouldBeTrue();
        tenant.Record.Count.ShouldBe(calls);
    }

    static async Task<Answer> AskAsync(string address, string header)
    {
        using var wire = new HttpMessageInvoker(new SocketsHttpHandler());
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = AuthenticationHeaderValue.Parse(header["Authorization: ".Length..]);
        using var response = await wire.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response, TestContext.Current.CancellationToken);
    }
}
