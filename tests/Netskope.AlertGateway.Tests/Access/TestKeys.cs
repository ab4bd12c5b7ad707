using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Netskope.AlertGateway.Access;
using Netskope.AlertGateway.Tests.Diagnostics;
using Netskope.AlertGateway.Tests.Infrastructure;

namespace Netskope.AlertGateway.Tests.Access;

static class TestKeys
{
    /// <summary>Makes a key and lets it in.</summary>
    /// <returns>The key itself, which no setting has.</returns>
    public static string AddKey(this IDictionary<string, string?> settings, string client, string expires = "2126-03-31", string scopes = "alerts.read,events.read")
    {
        var key = KeyText.New();
        var index = settings.Keys.Count(name => name.StartsWith("Access:Keys:", StringComparison.Ordinal) && name.EndsWith(":Client", StringComparison.Ordinal));
        var setting = string.Create(CultureInfo.InvariantCulture, $"Access:Keys:{index}");
        (settings[setting + ":Client"], settings[setting + ":Expires"], settings[setting + ":Scopes"]) = (client, expires, scopes);
        settings[setting + ":Sha256"] = Hash(key);
        return key;
    }

    public static string Hash(string key) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static Action<HttpRequestMessage> Headers(params (string Name, string Value)[] headers) => request =>
    {
        foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
    };
}

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
