using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

public sealed partial class SharedAnswerTests
{
    static readonly string OneKey = Convert.ToBase64String(Enumerable.Repeat((byte)1, 32).ToArray());
    static readonly string AnotherKey = Convert.ToBase64String(Enumerable.Repeat((byte)2, 32).ToArray());

    [Fact]
    public async Task AnswerOfOneReplica_IsAHitInAnother_WithTheSameBytesTagWindowAndAge()
    {
        var clock = new ManualTimeProvider();
        await using var replicas = await Replicas.StartAsync(clock: clock, settings: Replicas.Patient);
        const string question = "/api/v1/alerts?timeperiod=86400&limit=20";
        var (first, _) = await replicas.AskAndShareAsync(replicas.First, question);
        clock.Advance(TimeSpan.FromMilliseconds(10));

        var second = (await replicas.Second.GetAsync(question)).ShouldBePage();

        second.IsHit.ShouldBeTrue();
        second.Bytes.ShouldBe(first.Bytes);
        first.Rows.ShouldNotBeEmpty();
        foreach (var name in (string[])["ETag", "Gateway-Window", "Link", "Cache-Control", "Age"]) second[name].ShouldBe(first[name], name);
        replicas.First.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OnlyIfCached_FindsTheAnswerOfAnotherReplica()
    {
        await using var replicas = await Replicas.StartAsync(settings: Replicas.Patient);
        var question = replicas.First.Question();
        (await replicas.Second.GetAsync(question, ("Cache-Control", "only-if-cached"))).ShouldBeProblem(504, "nothing-kept");
        await replicas.AskAndShareAsync(replicas.First, question);

        (await replicas.Second.GetAsync(question, ("Cache-Control", "only-if-cached"))).ShouldBePage().IsHit.ShouldBeTrue();

        replicas.First.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task RestartedGateway_FindsItsAnswersAgain_AndServesThemStale_WhenTheTenantFails()
    {
        var clock = new ManualTimeProvider();
        await using var replicas = await Replicas.StartAsync(clock: clock, settings: Replicas.Patient);
        var question = replicas.First.Question();
        var (before, _) = await replicas.AskAndShareAsync(replicas.Second, question);
        await replicas.RemoveAsync(replicas.Second);

        var restarted = await replicas.AddAsync(Replicas.Patient);
        (await restarted.GetAsync(question)).ShouldBePage().IsHit.ShouldBeTrue();

        clock.Advance(TimeSpan.FromMinutes(61));
        replicas.First.Tenant.Faults.Order(FaultKind.InternalError500, times: int.MaxValue);
        var again = await replicas.AddAsync(Replicas.Patient);
        var stale = (await again.GetAsync(question)).ShouldBePage();
        stale.Bytes.ShouldBe(before.Bytes);
        stale["Cache-Status"].ShouldNotBeNull().ShouldMatch(@";\s*ttl=-6\d\b");
    }

    [Fact]
    public async Task WhatIsInRedis_HasPrefixHashAndTimeToLive_AndHoldsNoSecretAndNoRow()
    {
        await using var replicas = await Replicas.StartAsync(settings: s => Patient(s, ("Cache:KeyPrefix", "acme.gateway")));
        var question = replicas.First.Question("&limit=50&query=user%20eq%20%22jane.doe%40example.com%22");
        await using var monitor = await RedisMonitor.StartAsync(replicas.Redis);
        await replicas.AskAndShareAsync(replicas.First, question);
        var (page, _) = await replicas.AskAndShareAsync(replicas.Second, replicas.First.Question("&limit=50"));
        await Eventually.HoldsAsync("both are published", () => Notice().Count(monitor.Text) >= 2);

        var keys = await replicas.Redis.AnswersAsync();
        keys.Count.ShouldBe(2);
        foreach (var key in keys)
        {
            key.ShouldMatch("^acme\\.gateway:answer:[0-9]+:[0-9a-f]{64}$");
            ((long)(await replicas.Redis.CommandAsync("PTTL", key))!).ShouldBeInRange(1, (long)TimeSpan.FromHours(25).TotalMilliseconds);
        }

        // A value is compressed and sealed; that none of these stands in it is the test of both.
        var everything = new StringBuilder(monitor.Text);
        foreach (var key in keys) everything.AppendLine(key).AppendLine(Encoding.Latin1.GetString((await replicas.Redis.GetAsync(key))!));
        var secrets = page.Rows.SelectMany(row => row.EnumerateObject()).Select(field => field.Value.ToString()).Where(text => text.Length >= 12)
            .Concat([GatewayFixture.TenantToken, replicas.First.GoodToken, replicas.Second.GoodToken, "jane.doe", "alert_type", "starttime", "127.0.0.1:" + new Uri(replicas.First.TenantAddress).Port.ToString(CultureInfo.InvariantCulture)])
            .Distinct(StringComparer.Ordinal).ToList();
        page.Rows.Count.ShouldBeGreaterThan(10);
        var all = everything.ToString();
        secrets.Where(secret => all.Contains(secret, StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("Cache:Generation", "7")]
    [InlineData("Cache:KeyPrefix", "another")]
    public async Task OtherGenerationOrPrefix_SharesNothing(string setting, string value)
    {
        await using var replicas = await Replicas.StartAsync(count: 1, settings: Replicas.Patient);
        var other = await replicas.AddAsync(s => Patient(s, (setting, value)));
        var question = replicas.First.Question();
        await replicas.AskAndShareAsync(replicas.First, question);

        await replicas.AskAndShareAsync(other, question);

        replicas.First.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task PreviousEncryptionKey_OpensWhatItSealed_AndTheNewOneSeals()
    {
        await using var replicas = await Replicas.StartAsync(count: 1, settings: s => Patient(s, ("Cache:EncryptionKey", OneKey)));
        var rotated = await replicas.AddAsync(s => Patient(s, ("Cache:EncryptionKey", AnotherKey), ("Cache:PreviousEncryptionKey", OneKey)));
        var (old, recent) = (replicas.First.Question(), replicas.First.Question());
        await replicas.AskAndShareAsync(replicas.First, old);

        (await rotated.GetAsync(old)).IsHit.ShouldBeTrue();
        await replicas.AskAndShareAsync(rotated, recent);

        var onlyNew = await replicas.AddAsync(s => Patient(s, ("Cache:EncryptionKey", AnotherKey)));
        (await onlyNew.GetAsync(recent)).IsHit.ShouldBeTrue();
        (await onlyNew.GetAsync(old)).ShouldBePage().IsHit.ShouldBeFalse("the key that sealed it is known no more");
    }

    [Fact]
    public async Task AnswerOverTheBound_StaysInMemory()
    {
        await using var replicas = await Replicas.StartAsync(count: 1, settings: s => Patient(s, ("Redis:MaxValueBytes", "65536")));
        var end = (AnchoredTimeProvider.Start - TimeSpan.FromHours(30)).ToUnixTimeSeconds();
        var large = string.Create(CultureInfo.InvariantCulture, $"/api/v1/alerts?starttime={end - 200_000}&endtime={end}&limit=10000");
        (await replicas.First.GetAsync(large, ("Accept-Encoding", "br"))).Raw.Length.ShouldBeGreaterThan(65536);
        await replicas.AskAndShareAsync(replicas.First, replicas.First.Question());

        (await replicas.First.GetAsync(large)).IsHit.ShouldBeTrue();
        (await replicas.Redis.AnswersAsync()).Count.ShouldBe(1, "the small one, which came later");
    }

    static void Patient(IDictionary<string, string?> settings, params (string Name, string Value)[] more)
    {
        Replicas.Patient(settings);
        foreach (var (name, value) in more) settings[name] = value;
    }

    [GeneratedRegex("\"PUBLISH\" \"acme.gateway:notices:1\" \"[0-9a-f]{64}s[0-9a-f]{16}\"", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Notice();
}
