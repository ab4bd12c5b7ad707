using Netskope.AlertGateway.IntegrationTests.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>A gateway with keys, whose access records are read.</summary>
public class KeyedFixture : GatewayFixture
{
    public KeyedFixture()
    {
        Services = Records.AddTo;
        Narrow = Settings.AddKey("narrow", scopes: "reports.read");
        Key = Settings.AddKey("reporting");
        Next = Settings.AddKey("reporting", "2126-12-31T12:00:00+02:00");
        Ended = Settings.AddKey("reporting", "2026-01-31");
        foreach (var key in (string[])[Narrow, Key, Next, Ended]) Watch(key);
    }

    public string Key { get; }

    /// <summary>Another of the same client.</summary>
    public string Next { get; }

    public string Ended { get; }

    /// <summary>Without the scopes of pages.</summary>
    public string Narrow { get; }

    internal AccessLines Records { get; } = new();
}

/// <summary>The same as v1 clients know Netskope.</summary>
public sealed class LegacyKeyedFixture : KeyedFixture
{
    public LegacyKeyedFixture() => Settings["Gateway:Compatibility"] = "Legacy";
}
