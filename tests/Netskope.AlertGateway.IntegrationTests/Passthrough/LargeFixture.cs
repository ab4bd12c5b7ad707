using Netskope.AlertGateway.IntegrationTests.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Passthrough;

/// <summary>A tenant with more clients than any buffer holds, and a gateway whose access records are read.</summary>
public sealed class LargeFixture : GatewayFixture
{
    public const long Bytes = 16L * 1024 * 1024;

    public const string Clients = "/api/v1/clients?limit=4999";

    public LargeFixture()
    {
        (Services, Simulate) = (Records.AddTo, static tenant => tenant.ClientsBytes = Bytes);
        Settings["Passthrough:MaxResponseBytes"] = $"{Bytes + 1_000_000}";
    }

    internal AccessLines Records { get; } = new();
}
