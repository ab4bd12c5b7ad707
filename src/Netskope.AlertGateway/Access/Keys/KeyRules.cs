using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Requests;
using Netskope.AlertGateway.Settings;
using Netskope.Query;

namespace Netskope.AlertGateway.Access;

/// <summary>What makes <c>Access:Keys</c> sound. No failure repeats a value: a key may have been written in its place.</summary>
sealed class KeyRules(EndpointTable endpoints) : SettingRules<AccessOptions>
{
    public const string ClientShape = "1 to 200 letters, digits and ._-:/@, such as reporting";
    public const string ScopeShape = "letters, digits and ._-:/, such as alerts.read";

    const string Command = "dotnet Netskope.AlertGateway.dll key new --client <name>";

    protected override void Check(AccessOptions o)
    {
        var hashes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < o.Keys.Count; i++)
        {
            var (key, setting) = (o.Keys[i], $"{AccessOptions.Section}:Keys:{i}");
            Require(key.Client.Length > 0, setting + ":Client", "is missing; write the application's name, as client_id would be in a token");
            Require(key.Client.Length == 0 || IsClient(key.Client), setting + ":Client", $"may be {ClientShape}");
            Require(key.Sha256.Length > 0, setting + ":Sha256", $"is missing; \"{Command}\" makes a key and writes all that belongs here");
            Require(key.Sha256.Length == 0 || IsHash(key.Sha256), setting + ":Sha256", $"is not the SHA-256 of a key, 64 hexadecimal digits; \"{Command}\" makes a key and writes all that belongs here");
            Require(!IsHash(key.Sha256) || hashes.Add(key.Sha256), setting + ":Sha256", $"is that of another key in {AccessOptions.Section}:Keys; make each client a key of its own");
            Require(key.Scopes.Count > 0, setting + ":Scopes", "is missing; write what the key grants, such as alerts.read");
            Require(key.Scopes.All(IsScope), setting + ":Scopes", $"may have {ScopeShape}");
            foreach (var scope in key.Scopes.Where(IsScope)) CheckScope(scope, setting + ":Scopes");
            Require(key.Expires.Length > 0, setting + ":Expires", "is missing; write the last day of the key, such as 2027-03-31");
            Require(
                key.Expires.Length == 0 || KeyEnd.TryRead(key.Expires, out _),
                setting + ":Expires",
                "is neither a day nor a moment with its offset; write such as 2027-03-31 or 2027-03-31T18:00:00+02:00");
        }
    }

    void CheckScope(string scope, string setting)
    {
        var known = endpoints.All.Select(endpoint => endpoint.Scope).Distinct(StringComparer.Ordinal).ToList();
        var near = NearestName.Of(scope, known);
        Require(known.Contains(scope, StringComparer.Ordinal), setting, $"has {scope}, which no endpoint asks for; {(near is null ? $"it may have {BoundParameters.Alternatives(known)}" : $"did you mean {near}?")}");
    }

    /// <summary>Such that it can be pasted wherever settings are written.</summary>
    public static bool IsClient(string text) =>
        text.Length is > 0 and <= 200 && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or ':' or '/' or '@') && !Secrets.ContainsCredential(text);

    /// <summary>As the scopes of routes.</summary>
    public static bool IsScope(string text) =>
        text.Length > 0 && Scopes.IsSound(text) && !Secrets.ContainsCredential(text);

    static bool IsHash(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}
