using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.IntegrationTests.Failures;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Secrecy;

/// <summary>
/// All faults of the tenant and all the places where a caller may put a token, with a tenant token, a JWT and a key that are easy to
/// recognise, and every channel out of the process searched for them.
/// </summary>
public sealed class NoSecretAnywhereTests
{
    const string Tenants = """Tt/to+ken="0d3b&9a6c'41F7\e258%2Fz~""";

    // A thousand requests, each of which is logged with all that happens to it and searched.
    [Theory(Timeout = 120_000)]
    [InlineData("Strict")]
    [InlineData("Legacy")]
    public async Task EveryFaultAndEveryPlaceForAToken_LeaveNoSecretAnywhere(string compatibility)
    {
        using var places = new Places((Places.TenantToken, Tenants));
        await using var redis = await RedisServer.StartAsync();
        using var disk = new AuditDisk();
        var keys = new Dictionary<string, string?>(StringComparer.Ordinal);
        var key = keys.AddKey("app-with-a-key");
        await using var gateway = await StartAsync(compatibility, redis, disk, places.LoggerProvider, keys);
        var jwt = gateway.Token(subject: "app-with-a-token");
        places.LookFor("the caller's token", jwt);
        places.LookFor("the signature", jwt[(jwt.LastIndexOf('.') + 1)..][..40]);

        // A half of it is too much.
        places.LookFor("the caller's key", key[..26]);

        (await gateway.GetAsync(gateway.Question(), jwt)).ShouldBePage();
        (await gateway.GetAsync(gateway.Question(), key)).ShouldBePage();
        (await gateway.GetAsync(gateway.Question(), token: null, TestKeys.Headers(("X-Api-Key", key)))).ShouldBePage();
        foreach (var (name, fault) in TenantFaults.Of(Subject.V1Alerts))
        {
            await gateway.HealAsync();

            // Where a quota that was used up is remembered, too.
            await redis.CommandAsync("FLUSHALL");
            fault.Order(gateway.Tenant);
            var answer = await gateway.GetAsync(gateway.Question(), jwt);
            answer.Status.ShouldBe(fault.Status, name);
            places.Look(answer);
            LookAtCalls(gateway, places);
        }

        await gateway.HealAsync();
        foreach (var target in TargetsWithTokens(gateway, jwt, key))
        {
            places.Look(await gateway.GetAsync(target, token: null));
            places.Look(await gateway.GetAsync(target, jwt));
            places.Look(await gateway.GetAsync(target, token: null, TestKeys.Headers(("X-Api-Key", key))));
            places.Look(await gateway.SendAsync(HttpMethod.Post, target, token: null));
        }

        // What a server quotes is cut: so the signature alone is tried, too.
        foreach (var token in (string[])[jwt, jwt[(jwt.LastIndexOf('.') + 1)..][..40], key, key[..30], Tenants])
        {
            places.Look(await gateway.PostJsonAsync(gateway.Question(), JsonSerializer.Serialize(new Dictionary<string, string> { ["token"] = token })));
            places.Look(await gateway.PostFormAsync(gateway.Question(), $"token={Uri.EscapeDataString(token)}"));
            places.Look(await gateway.GetAsync(gateway.Question(), token: null, request => request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}")));
            places.Look(await gateway.GetAsync(gateway.Question(), token: null, request => request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {token}x")));
            places.Look(await gateway.GetAsync(gateway.Question(), token: null, request => request.Headers.TryAddWithoutValidation("Authorization", $"Basic {token}")));
            places.Look(await gateway.GetAsync(gateway.Question(), token: null, TestKeys.Headers(("X-Api-Key", token + "x"))));
            places.Look(await gateway.GetAsync(gateway.Question(), jwt, TestKeys.Headers(("X-Api-Key", token))));
            foreach (var head in BrokenHeads(token)) places.Look(await gateway.SendRawAsync(head));
        }

        foreach (var token in (string[])[jwt, key, key[..30], "for-" + key.ToUpperInvariant()])
            places.Look(await gateway.GetAsync(gateway.Question(), jwt, TestKeys.Headers(("X-Request-Id", token))));

        // Over a socket: in a path, the trace of an HTTP client of ours would show it.
        foreach (var token in (string[])[jwt, key, key.ToUpperInvariant(), Tenants, Tenants.ToUpperInvariant()])
        {
            foreach (var path in (string[])[$"/api/v1/alerts/{token}", $"/{token}/api/v1/alerts?timeperiod=3600", $"/%2F{token}"])
                places.Look(await gateway.SendRawAsync($"GET {path} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n"));
        }

        for (var i = 0; i < 8; i++) (await gateway.GetAsync(gateway.Question(), jwt)).ShouldBePage();
        await Eventually.HoldsAsync("the answers are in Redis", async () => (await redis.AnswersAsync()).Count >= 8);
        LookAtCalls(gateway, places);
        foreach (var name in await redis.KeysAsync())
        {
            places.Look(Places.Redis, name);
            places.Look(Places.Redis, await redis.TextAsync(name));
        }

        foreach (var line in disk.Lines) places.Look(Places.AuditFile, line.GetRawText());
        places.ShouldHoldNoSecret();
    }

    static async Task<GatewayFixture> StartAsync(string compatibility, RedisServer redis, AuditDisk disk, ILoggerProvider logs, Dictionary<string, string?> keys)
    {
        var gateway = new GatewayFixture
        {
            Simulate = tenant => tenant.Token = Tenants,
            Services = services => services.AddLogging(logging => logging.AddProvider(logs)),
        };
        TenantFaults.Hasten(gateway.Settings);
        foreach (var (name, value) in keys) gateway.Settings[name] = value;
        gateway.Settings["Netskope:Token"] = Tenants;
        gateway.Settings["Gateway:Compatibility"] = compatibility;
        gateway.Settings["ConnectionStrings:Redis"] = redis.Address;
        (gateway.Settings["Audit:File"], gateway.Settings["Audit:Required"]) = (disk.Path, "true");
        foreach (var category in (string[])
        [
            "Default", "Microsoft", "Microsoft.AspNetCore", "Microsoft.AspNetCore.DataProtection", "Microsoft.AspNetCore.Hosting.Diagnostics",
            "Microsoft.AspNetCore.Server.Kestrel.BadRequests", "Microsoft.Extensions.Hosting.Internal.Host", "System.Net.Http",
        ])
        {
            gateway.Settings[$"Logging:LogLevel:{category}"] = "Trace";
            gateway.Settings[$"Logging:Capture:LogLevel:{category}"] = "Trace";
        }

        await gateway.InitializeAsync();
        return gateway;
    }

    static IEnumerable<string> TargetsWithTokens(GatewayFixture gateway, string jwt, string key)
    {
        foreach (var token in (string[])[jwt, key, key[..30], $"%61gk%5F{key[4..]}", Uri.EscapeDataString(Tenants), Uri.EscapeDataString(jwt + "x"), string.Concat(Tenants.Select(c => $"%{(int)c:X2}"))])
        {
            foreach (var name in (string[])["token", "%74oken", "Token", "access_token", "api-token"])
            {
                yield return gateway.Question($"&limit=2&{name}={token}");
                yield return $"/api/v1/alerts?{name}={token}&timeperiod=86400&limit=3";
            }

            yield return gateway.Question($"&limit=2&token={token}&token={token}");
            yield return gateway.Question($"&limit=0&token={token}");
            yield return $"/nowhere?token={token}";
            yield return gateway.Question($"&limit=2&key={token}");
            yield return gateway.Question($"&limit=2&authorization=Bearer%20{token}");
            yield return gateway.Question($"&limit=2&a=b;token={token}");
            yield return gateway.Question($"&limit=2&a=b?token={token}");
            yield return $"//api/v1/alerts?token={token}";
            yield return $"/health/ready?token={token}";
            yield return $"/swagger/index.html?token={token}";
            yield return $"/api/v1/report?token={token}&%zz";
        }
    }

    /// <summary>Requests that do not get as far as the pipeline, and that a server likes to quote.</summary>
    static IEnumerable<string> BrokenHeads(string token)
    {
        yield return $"GET /a?token={token} and more HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        yield return $"GET /a?token={token}\u0001 HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        yield return $"GET /a?token={token}\u00e9 HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        yield return $"GET /a?token={token} HTTP/9.9\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        yield return $"GET {token} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        yield return $"GET /a HTTP/1.1\r\nHost: gateway\r\nAuthorization Bearer {token}\r\nConnection: close\r\n\r\n";
        yield return $"GET /a?token={token} HTTP/1.1\r\nHost: gateway\r\nHost: gateway\r\nConnection: close\r\n\r\n";
        yield return $"POST /a?token={token} HTTP/1.1\r\nHost: gateway\r\nContent-Length: {token}\r\nConnection: close\r\n\r\n";
        yield return $"GET /a?token={token} HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nX: {new string('x', 40_000)}\r\n\r\n";
    }

    static void LookAtCalls(GatewayFixture gateway, Places places)
    {
        foreach (var call in gateway.Tenant.Record.Calls)
        {
            call.RawQuery.ShouldNotContain(Uri.EscapeDataString(Tenants));
            places.Look(Places.TenantsCalls, call.RawQuery);
            places.Look(Places.TenantsCalls, call.Body);
            places.Look(Places.TenantsCalls, string.Join('\n', call.Headers));
        }
    }
}
