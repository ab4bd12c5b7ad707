using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Hosting;

public sealed class StopTimeTests
{
    [Fact]
    public async Task HostWaits_UntilEveryRequestHasHadItsTime()
    {
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            settings["Gateway:RequestTimeout"] = "00:02:00";
            settings["Gateway:DrainTime"] = "00:00:00.100";
        });

        gateway.GatewayServices.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout.ShouldBeGreaterThan(TimeSpan.FromMinutes(4));
    }
}
