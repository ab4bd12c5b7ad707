using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Netskope.Sandbox;

/// <summary>Signs access tokens and publishes the keys to check them with. Keys live as long as the process.</summary>
public sealed class TokenIssuer(IssuerOptions options, TimeProvider time, IServer server) : IDisposable
{
    readonly Lock _gate = new();
    IssuerKeys _keys = new(1);
    int _generation = 1;
    int _jwksReads;
    int _discoveryReads;
    Func<CancellationToken, Task<bool>> _jwksMood = static _ => Task.FromResult(true);

    /// <summary>The address that was really bound: known once the host has started.</summary>
    public string Issuer =>
        server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault()
        ?? throw new InvalidOperationException("The issuer has an address only after its host has started.");

    public IssuerKeys SigningKey
    {
        get
        {
            lock (_gate) return _keys;
        }
    }

    public int JwksReads => Volatile.Read(ref _jwksReads);

    public int DiscoveryReads => Volatile.Read(ref _discoveryReads);

    /// <summary>Publishes new keys and drops the old ones.</summary>
    public void Rollover()
    {
        lock (_gate) _keys = new IssuerKeys(++_generation);
    }

    public void DelayJwks(TimeSpan delay) => _jwksMood = async ct =>
    {
        await Task.Delay(delay, TimeProvider.System, ct);
        return true;
    };

    /// <summary>Readers of the keys get no answer until they give up.</summary>
    public void HangJwks() => _jwksMood = async ct =>
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, ct);
        return false;
    };

    public void FailJwks() => _jwksMood = static _ => Task.FromResult(false);

    public void HealJwks() => _jwksMood = static _ => Task.FromResult(true);

    /// <summary>A good token unless an argument says otherwise; <paramref name="claims"/> and <paramref name="header"/> may change anything.</summary>
    /// <param name="subject">The <c>sub</c> claim.</param>
    /// <param name="clientId">The <c>client_id</c> claim.</param>
    /// <param name="issuer">The <c>iss</c> claim, by default the bound address.</param>
    /// <param name="audience">The <c>aud</c> claim, by default that of the options.</param>
    /// <param name="scope">The <c>scope</c> claim: names with blanks between.</param>
    /// <param name="scp">The <c>scp</c> claim: a string or an array.</param>
    /// <param name="roles">The <c>roles</c> claim.</param>
    /// <param name="notBefore">By default now.</param>
    /// <param name="expires">By default now and the lifetime of the options.</param>
    /// <param name="typ">The header's <c>typ</c>; null leaves it out.</param>
    /// <param name="algorithm">RS, PS or ES with 256, 384 or 512 (ES: 256).</param>
    /// <param name="keys">Keys to sign with, by default the published ones.</param>
    /// <param name="claims">Last changes to the claims.</param>
    /// <param name="header">Last changes to the header.</param>
    public string Issue(
        string subject = "app-1",
        string? clientId = "app-1",
        string? issuer = null,
        string? audience = null,
        string? scope = null,
        JsonNode? scp = null,
        IEnumerable<string>? roles = null,
        DateTimeOffset? notBefore = null,
        DateTimeOffset? expires = null,
        string? typ = "at+jwt",
        string algorithm = "RS256",
        IssuerKeys? keys = null,
        Action<JsonObject>? claims = null,
        Action<JsonObject>? header = null)
    {
        var now = time.GetUtcNow();
        keys ??= SigningKey;

        var head = new JsonObject { ["alg"] = algorithm, ["kid"] = keys.IdFor(algorithm) };
        if (typ is not null) head["typ"] = typ;
        header?.Invoke(head);

        var body = new JsonObject
        {
            ["iss"] = issuer ?? Issuer,
            ["aud"] = audience ?? options.Audience,
            ["sub"] = subject,
            ["jti"] = Guid.NewGuid().ToString("N", CultureInfo.InvariantCulture),
            ["iat"] = now.ToUnixTimeSeconds(),
            ["nbf"] = (notBefore ?? now).ToUnixTimeSeconds(),
            ["exp"] = (expires ?? now + options.TokenLifetime).ToUnixTimeSeconds(),
        };
        if (clientId is not null) body["client_id"] = clientId;
        if (scope is not null) body["scope"] = scope;
        if (scp is not null) body["scp"] = scp;
        if (roles is not null) body["roles"] = new JsonArray([.. roles.Select(role => JsonValue.Create(role))]);
        claims?.Invoke(body);

        return keys.Sign(head, body, algorithm);
    }

    public void Dispose()
    {
        SigningKey.Dispose();
    }

    internal async Task<JsonObject?> ReadJwksAsync(CancellationToken ct)
    {
        Interlocked.Increment(ref _jwksReads);
        return await _jwksMood(ct) ? new JsonObject { ["keys"] = SigningKey.Publish() } : null;
    }

    internal JsonObject ReadDiscovery()
    {
        Interlocked.Increment(ref _discoveryReads);
        return new JsonObject
        {
            ["issuer"] = Issuer,
            ["jwks_uri"] = Issuer + "/jwks",
            ["token_endpoint"] = Issuer + "/token",
            ["grant_types_supported"] = new JsonArray("client_credentials"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("client_secret_basic", "client_secret_post"),
            ["response_types_supported"] = new JsonArray("token"),
            ["subject_types_supported"] = new JsonArray("public"),
            ["id_token_signing_alg_values_supported"] = new JsonArray("RS256", "PS256", "ES256"),
            ["scopes_supported"] = new JsonArray([.. options.Clients.SelectMany(c => c.Scopes).Distinct(StringComparer.Ordinal).Select(s => JsonValue.Create(s))]),
        };
    }
}

/// <summary>One generation of keys: an RSA key for RS and PS, an elliptic curve for ES.</summary>
public sealed class IssuerKeys : IDisposable
{
    static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    readonly ECDsa _curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    readonly string _name;

    public IssuerKeys(int generation)
        : this(string.Create(CultureInfo.InvariantCulture, $"key-{generation}-{RandomNumberGenerator.GetHexString(8, lowercase: true)}"))
    {
    }

    public IssuerKeys(string name) => _name = name;

    public RSA Rsa { get; } = RSA.Create(2048);

    public string IdFor(string algorithm) => algorithm.StartsWith("ES", StringComparison.Ordinal) ? _name + "-ec" : _name;

    /// <summary>A signed token in the compact form.</summary>
    public string Sign(JsonObject header, JsonObject claims, string algorithm)
    {
        var content = Encode(header) + "." + Encode(claims);
        return content + "." + Base64Url.EncodeToString(Signature(Encoding.ASCII.GetBytes(content), algorithm));
    }

    public static string Encode(JsonObject part) => Base64Url.EncodeToString(JsonSerializer.SerializeToUtf8Bytes(part, Plain));

    public void Dispose()
    {
        Rsa.Dispose();
        _curve.Dispose();
    }

    internal JsonArray Publish()
    {
        var rsa = Rsa.ExportParameters(includePrivateParameters: false);
        var curve = _curve.ExportParameters(includePrivateParameters: false);
        return new JsonArray(
            new JsonObject
            {
                ["kty"] = "RSA",
                ["use"] = "sig",
                ["kid"] = IdFor("RS256"),
                ["n"] = Base64Url.EncodeToString(rsa.Modulus),
                ["e"] = Base64Url.EncodeToString(rsa.Exponent),
            },
            new JsonObject
            {
                ["kty"] = "EC",
                ["use"] = "sig",
                ["kid"] = IdFor("ES256"),
                ["crv"] = "P-256",
                ["x"] = Base64Url.EncodeToString(curve.Q.X),
                ["y"] = Base64Url.EncodeToString(curve.Q.Y),
            });
    }

    byte[] Signature(byte[] content, string algorithm)
    {
        var hash = algorithm[2..] switch
        {
            "384" => HashAlgorithmName.SHA384,
            "512" => HashAlgorithmName.SHA512,
            _ => HashAlgorithmName.SHA256,
        };
        return algorithm[..2] switch
        {
            "ES" => _curve.SignData(content, hash),
            "PS" => Rsa.SignData(content, hash, RSASignaturePadding.Pss),
            _ => Rsa.SignData(content, hash, RSASignaturePadding.Pkcs1),
        };
    }
}
