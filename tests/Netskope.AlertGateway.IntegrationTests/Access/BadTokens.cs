using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Netskope.Sandbox;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>Tokens that must open nothing. All of them carry every scope: the scope is never why they are refused.</summary>
static class BadTokens
{
    static readonly IssuerKeys Foreign = new("foreign");

    public static readonly IReadOnlyDictionary<string, Func<TokenIssuer, string>> All = new Dictionary<string, Func<TokenIssuer, string>>(StringComparer.Ordinal)
    {
        ["garbage"] = _ => "not-a-token",
        ["three parts of garbage"] = _ => "a.b.c",
        ["five parts"] = issuer => Good(issuer) + ".x.y",
        ["two parts"] = issuer => Unsigned(Good(issuer)),
        ["expired"] = issuer => Valid(issuer, from: -7200, to: -40),
        ["not yet valid"] = issuer => Valid(issuer, from: 90, to: 3600),
        ["no expiry"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims => claims.Remove("exp")),
        ["expiry is no number"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims => claims["exp"] = "tomorrow"),
        ["wrong issuer"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, issuer: "https://issuer.example"),
        ["no issuer"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims => claims.Remove("iss")),
        ["wrong audience"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, audience: "another-api"),
        ["an audience with a slash more"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, audience: "alert-gateway/"),
        ["no audience"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims => claims.Remove("aud")),
        ["unknown key"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign),
        ["foreign key under the known id"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign, header: header => header["kid"] = issuer.SigningKey.IdFor("RS256")),
        ["foreign key without an id"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign, header: header => header.Remove("kid")),
        ["alg none"] = issuer => Unsigned(WithAlgorithm(issuer, "none")) + ".",
        ["alg None"] = issuer => Unsigned(WithAlgorithm(issuer, "None")) + ".",
        ["alg none, signed"] = issuer => WithAlgorithm(issuer, "none"),
        ["public key as HMAC secret (PEM)"] = issuer => Hmac(issuer, Encoding.ASCII.GetBytes(issuer.SigningKey.Rsa.ExportSubjectPublicKeyInfoPem())),
        ["public key as HMAC secret (DER)"] = issuer => Hmac(issuer, issuer.SigningKey.Rsa.ExportSubjectPublicKeyInfo()),
        ["public key as HMAC secret (modulus)"] = issuer => Hmac(issuer, issuer.SigningKey.Rsa.ExportParameters(includePrivateParameters: false).Modulus!),
        ["flipped signature bit"] = issuer => Flipped(Good(issuer)),
        ["empty signature"] = issuer => Unsigned(Good(issuer)) + ".",
        ["changed claims"] = issuer => Rewritten(Good(issuer)),
        ["embedded jwk"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign, header: header => header["jwk"] = ForeignJwk()),
        ["embedded jwk, no kid"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign, header: header =>
        {
            header.Remove("kid");
            header["jwk"] = ForeignJwk();
        }),
        ["jku"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign, header: header => header["jku"] = "http://127.0.0.1:9/jwks"),
        ["x5u"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign, header: header => header["x5u"] = "http://127.0.0.1:9/cert"),
        ["foreign typ: logout"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, typ: "logout+jwt"),
        ["foreign typ: dpop"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, typ: "dpop+jwt"),
        ["unknown crit"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, header: header =>
        {
            header["crit"] = new JsonArray("urn:example:must-understand");
            header["urn:example:must-understand"] = true;
        }),
        ["empty crit"] = issuer => issuer.Issue(scope: GatewayFixture.AllScopes, header: header => header["crit"] = new JsonArray()),
    };

    static string Good(TokenIssuer issuer) => issuer.Issue(scope: GatewayFixture.AllScopes);

    /// <summary>Valid from one moment to another, in seconds from the issuer's now.</summary>
    static string Valid(TokenIssuer issuer, int from, int to) => issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims =>
    {
        var now = claims["iat"]!.GetValue<long>();
        (claims["nbf"], claims["exp"]) = (now + from, now + to);
    });

    static string WithAlgorithm(TokenIssuer issuer, string algorithm) =>
        issuer.Issue(scope: GatewayFixture.AllScopes, header: header => header["alg"] = algorithm);

    static string Unsigned(string token) => token[..token.LastIndexOf('.')];

    static string Hmac(TokenIssuer issuer, byte[] secret)
    {
        var content = Unsigned(WithAlgorithm(issuer, "HS256"));
        return content + "." + Base64Url.EncodeToString(HMACSHA256.HashData(secret, Encoding.ASCII.GetBytes(content)));
    }

    static string Flipped(string token)
    {
        var signature = Base64Url.DecodeFromChars(token.AsSpan(token.LastIndexOf('.') + 1));
        signature[^1] ^= 1;
        return Unsigned(token) + "." + Base64Url.EncodeToString(signature);
    }

    static string Rewritten(string token)
    {
        var parts = token.Split('.');
        var claims = JsonNode.Parse(Base64Url.DecodeFromChars(parts[1]))!.AsObject();
        claims["sub"] = "somebody-else";
        return $"{parts[0]}.{IssuerKeys.Encode(claims)}.{parts[2]}";
    }

    static JsonObject ForeignJwk()
    {
        var key = Foreign.Rsa.ExportParameters(includePrivateParameters: false);
        return new JsonObject { ["kty"] = "RSA", ["n"] = Base64Url.EncodeToString(key.Modulus), ["e"] = Base64Url.EncodeToString(key.Exponent) };
    }
}
