using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Netskope.AlertGateway.Access;

namespace Netskope.Testing;

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
