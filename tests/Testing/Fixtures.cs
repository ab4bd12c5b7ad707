namespace Netskope.Testing;

/// <summary>The gateway as v1 clients know Netskope.</summary>
public sealed class LegacyFixture : GatewayFixture
{
    public LegacyFixture() => Settings["Gateway:Compatibility"] = "Legacy";
}

/// <summary>The gateway in memory, with a clock turned by hand.</summary>
public sealed class ClockedFixture : GatewayFixture
{
    public ClockedFixture() => Clock = new ManualTimeProvider();
}

/// <summary>Both: v1 clients, and a clock turned by hand.</summary>
public sealed class LegacyClockedFixture : GatewayFixture
{
    public LegacyClockedFixture()
    {
        Clock = new ManualTimeProvider();
        Settings["Gateway:Compatibility"] = "Legacy";
    }
}
