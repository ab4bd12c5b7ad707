using System.Runtime.CompilerServices;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Store;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests;

/// <summary>A gateway that a test has ended leaves nothing in memory: hundreds of them run in one process.</summary>
public sealed class FixtureMemoryTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task EndedFixture_IsFreed(bool hasClock)
    {
        var parts = await UseAsync(hasClock);

        await Eventually.HoldsAsync("all of it is freed", () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return parts.All(part => !part.IsAlive);
        });
    }

    // Not inlined, so that no local of the caller keeps the fixture.
    [MethodImpl(MethodImplOptions.NoInlining)]
    static async Task<WeakReference[]> UseAsync(bool hasClock)
    {
        await using var gateway = await GatewayFixture.StartAsync(clock: hasClock ? new ManualTimeProvider() : null);
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        return [new(gateway), new(gateway.GatewayServices), new(gateway.GatewayServices.GetRequiredService<MemoryStore>()), new(gateway.Tenant)];
    }
}
