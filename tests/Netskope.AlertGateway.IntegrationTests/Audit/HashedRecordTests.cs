using System.Text.Json;
using System.Text.RegularExpressions;
using Netskope.AlertGateway.Audit;
using Netskope.AlertGateway.IntegrationTests.Diagnostics;
using Netskope.Query;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Audit;

/// <summary>A gateway for v1 clients whose records, in the log and in the file, show no value of a query.</summary>
public sealed class HashingGateway : IAsyncLifetime
{
    public HashingGateway() => Gateway = new() { Services = Log.AddTo };

    internal AuditDisk Disk { get; } = new();

    internal AccessLines Log { get; } = new();

    internal GatewayFixture Gateway { get; }

    public async ValueTask InitializeAsync()
    {
        (Gateway.Settings["Audit:File"], Gateway.Settings["Audit:Required"]) = (Disk.Path, "true");
        (Gateway.Settings["Audit:HashQueryValues"], Gateway.Settings["Audit:HashKey"]) = ("true", "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
        Gateway.Settings["Gateway:Compatibility"] = "Legacy";
        await Gateway.InitializeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Gateway.DisposeAsync();
        Disk.Dispose();
    }

    /// <summary>The three lines of one request: asked and closed in the file, and what the log has.</summary>
    internal async Task<IReadOnlyList<JsonElement>> RecordsAsync(string target)
    {
        Log.Clear();
        var name = AuditedGateway.Name();
        await Gateway.GetAsync(target, ("X-Request-Id", name));
        var logged = await Log.TakeAsync();
        await Disk.ClosedAsync(name);
        var lines = Disk.Of(name);
        lines.Count.ShouldBe(2);
        return [.. lines, logged];
    }
}

public sealed partial class HashedRecordTests(HashingGateway hashing) : IClassFixture<HashingGateway>, IAsyncLifetime
{
    public async ValueTask InitializeAsync()
    {
        await hashing.Gateway.QuietAsync();
        hashing.Disk.Renew();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    public static TheoryData<string> Values =>
    [
        "hana.sato@example.com", "Hana Sato", "O'Neil-of-Example", "say \"example\" twice", "77310731", "-77310.731", "7.7310731e7", "10.77.31.7", "2001:db8::7731", "a%27b%2527c",
        @"corp\\hana", @"corp\hana", "#77310731", "#0011223344556677x", "and-example", "or 77310731 eq 77310731", "') or (user eq 'example", "''=''example", "[example, other]",
        "user eq 'example'", "примéр-значение", "例示値", "👩‍💻 example", "\u202eexample\ufeff", "example\u2028line", "{\"caller\":\"example\"}", "example&limit=7731&query=x", "example#fragment?x=y",
        "++example++", "example%00%0a", "</script>example", "${jndi:ldap://example}", "EXAMPLE-value", "example=value;", "77310731 to 77310732", "eyJ0eXAi.eyJzdWIi.c2ln", "a\tb\texample",
    ];

    [Theory]
    [MemberData(nameof(Values), DisableDiscoveryEnumeration = true)]
    public async Task ValueOfAQuery_IsInNoRecord(string value)
    {
        var quoted = value.Contains('\'', StringComparison.Ordinal) ? $"\"{value.Replace("\"", "", StringComparison.Ordinal)}\"" : $"'{value}'";
        var written = quoted[1..^1];
        foreach (var query in (string[])
        [
            $"user eq {quoted}",
            $"app in ['Slack7731', {quoted}] and user neq {quoted}",
            $"not (user like {quoted} or count gt 77310731) and app startswith {quoted} or app eq {quoted}",
            $"x_example from {quoted} to {quoted}",

            // What can not be read.
            $"user eq {quoted} and",
            $"user eq {quoted} {quoted}",
            $"{value} is 'Slack7731",
        ])
        {
            foreach (var record in await hashing.RecordsAsync(hashing.Gateway.Question("&limit=2&query=" + Uri.EscapeDataString(query))))
            {
                ShouldNotShow(record, written);
                ShouldNotShow(record, value);
                ShouldNotShow(record, "Slack7731");
                ShouldNotShow(record, "77310731");
            }
        }
    }

    [Fact]
    public async Task FieldsAndOperators_StayReadable_AndEqualValuesAreEqual()
    {
        var question = hashing.Gateway.Question("&limit=2&query=" + Uri.EscapeDataString("user eq user@example.com and (count gt 5 or not (user in ['user@example.com', 'x'])) and app ~ '5'"));
        foreach (var record in await hashing.RecordsAsync(question))
        {
            // As openssl says: docs/telemetry.md has the command.
            var (user, five, x) = ("#6af73c4e2677574b", "#4afebc3e3a28b434", "#5c92424a8406d6b1");
            var query = record.GetProperty("query").GetString().ShouldNotBeNull();
            Queries(query).ShouldBe(Queries($"user eq '{user}' and (count gt '{five}' or not (user in ['{user}', '{x}'])) and app like '{five}'"));
            var asked = record.GetProperty("question").GetString().ShouldNotBeNull();
            asked.ShouldContain("&query=" + Uri.EscapeDataString(query) + "&");
            asked.ShouldContain("limit=2");
        }

        static Condition Queries(string text) => ParsedQuery.TryParse(text, out var parsed, out var error) ? parsed.Condition : throw new InvalidOperationException(error.Show(text));
    }

    [Fact]
    public async Task QueryThatCanNotBeRead_IsOneValue()
    {
        foreach (var record in await hashing.RecordsAsync(hashing.Gateway.Question("&limit=2&query=user%20is%20hana")))
        {
            var query = record.GetProperty("query").GetString().ShouldNotBeNull();
            query.ShouldMatch("^#[0-9a-f]{16}$");
            record.GetProperty("question").GetString().ShouldNotBeNull().ShouldContain($"&query=%23{query[1..]}&");
        }
    }

    [Theory]
    [InlineData("/api/v1/clients?limit=7&query=host_info.os%20eq%20Windows7731", "clients?query=%23{0}&limit=7", "Windows7731")]
    [InlineData("/api/v1/userconfig?email=hana%40example.com&configtype=agent", "userconfig?email=%23{0}&configtype=%23{1}", "hana")]
    [InlineData("/api/v1/quarantine?op=GET-files&starttime=1700000000", "quarantine?op=get-files&starttime=1700000000", "GET-files")]
    public async Task FreeTextOfWhatIsPassedThrough_IsInNoRecord(string target, string question, string hidden)
    {
        var shape = "^" + Regex.Escape(question).Replace(@"\{0}", "[0-9a-f]{16}", StringComparison.Ordinal).Replace(@"\{1}", "[0-9a-f]{16}", StringComparison.Ordinal) + "$";
        foreach (var record in await hashing.RecordsAsync(target))
        {
            record.GetProperty("question").GetString().ShouldNotBeNull().ShouldMatch(shape);
            record.GetProperty("query").ValueKind.ShouldBe(JsonValueKind.Null);
            ShouldNotShow(record, hidden);
        }
    }

    [Fact]
    public void Hash_IsTheKeysOwn()
    {
        var (one, other) = (new ValueHash(new byte[32]), new ValueHash([1, .. new byte[31]]));

        one.Of("hana").ShouldBe(new ValueHash(new byte[32]).Of("hana"));
        one.Of("hana").ShouldNotBe(other.Of("hana"));
        one.Of("hana").ShouldNotBe(one.Of("Hana"));
        one.Of("").ShouldMatch("^#[0-9a-f]{16}$");
    }

    static void ShouldNotShow(JsonElement record, string value)
    {
        // In any spelling: as it is, or percent-encoded once or twice.
        foreach (var field in record.EnumerateObject().Where(field => field.Value.ValueKind == JsonValueKind.String))
        {
            for (var (text, round) = (field.Value.GetString()!, 0); round < 3; (text, round) = (Uri.UnescapeDataString(text), round + 1))
                Hash().Replace(text, "#").ShouldNotContain(value, Case.Sensitive, field.Name);
        }
    }

    [GeneratedRegex("(?<![0-9a-zA-Z])#[0-9a-f]{16}(?![0-9a-zA-Z])", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Hash();
}
