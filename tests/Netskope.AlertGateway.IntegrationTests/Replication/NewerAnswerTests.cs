using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Store;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Two replicas and an answer that one of them renews. Time passes only when the test turns the clock.</summary>
public sealed class NewerAnswerTests
{
    readonly ManualTimeProvider _clock = new();

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task NewerAnswer_ReachesTheOtherReplicasMemory_ByNotice()
    {
        await using var replicas = await Replicas.StartAsync(settings: Replicas.Patient, clock: _clock);
        var question = replicas.First.Question();
        await replicas.AskAndShareAsync(replicas.First, question);
        (await replicas.Second.GetAsync(question))["Age"].ShouldBe("0");

        _clock.Advance(TimeSpan.FromSeconds(6));
        (await replicas.First.GetAsync(question, ("Cache-Control", "no-cache"))).IsHit.ShouldBeFalse("Cache:MinAge is over");

        // The clock stands: only a notice can make the second replica look before its trust in its memory ends.
        await Eventually.HoldsAsync("the second replica gives the newer answer", async () => (await replicas.Second.GetAsync(question)) is { IsHit: true } answer && answer["Age"] is "0");
        replicas.First.Tenant.Record.Count.ShouldBe(2);
    }

    [Fact]
    public async Task LostNotice_LeavesTheOlderAnswer_OnlyAsLongAsMemoryIsTrusted()
    {
        await using var replicas = await Replicas.StartAsync(settings: Replicas.Patient, clock: _clock);
        var question = replicas.First.Question();
        await replicas.AskAndShareAsync(replicas.First, question);
        await replicas.Second.GetAsync(question);

        _clock.Advance(TimeSpan.FromSeconds(2));
        (await Shared(replicas.First).PutAsync(KeyOf(question), StoredAnswers.Make("newer", _clock.GetUtcNow()), Stop)).ShouldBeTrue();
        (await replicas.Second.GetAsync(question))["Age"].ShouldBe("2");

        _clock.Advance(AnswerStore.TrustMemoryFor);
        var newer = await replicas.Second.GetAsync(question);
        newer.IsHit.ShouldBeTrue();
        newer.Text.ShouldBe("newer");
        newer["Age"].ShouldBe("10");
        replicas.First.Tenant.Record.Count.ShouldBe(1);
    }

    [Fact]
    public async Task OlderAnswer_NeverReplacesANewerOne()
    {
        await using var replicas = await Replicas.StartAsync(count: 1, settings: Replicas.Patient, clock: _clock);
        var shared = Shared(replicas.First);
        var memory = replicas.First.GatewayServices.GetRequiredService<MemoryStore>();
        var key = KeyOf(replicas.First.Question());
        var now = _clock.GetUtcNow();
        var (older, newer) = (StoredAnswers.Make("older", now - TimeSpan.FromMilliseconds(1)), StoredAnswers.Make("newer", now));

        (await shared.PutAsync(key, newer, Stop)).ShouldBeTrue();
        (await shared.PutAsync(key, older, Stop)).ShouldBeTrue("a newer one is there");
        (await shared.GetAsync(key, Stop)).ShouldNotBeNull().AskedAt.ShouldBe(now);
        (await shared.HasNewerAsync(key, older, Stop)).ShouldBeTrue();
        (await shared.HasNewerAsync(key, newer, Stop)).ShouldBeFalse();

        memory.Put(key, newer).ShouldBe(newer);
        memory.Put(key, older).ShouldBe(newer);
        memory.TryGet(key, out var kept, out _).ShouldBeTrue();
        kept.ShouldBe(newer);

        var later = StoredAnswers.Make("later", now + TimeSpan.FromMilliseconds(1));
        (await shared.PutAsync(key, later, Stop)).ShouldBeTrue();
        memory.Put(key, later).ShouldBe(later);
        (await shared.GetAsync(key, Stop)).ShouldNotBeNull().AskedAt.ShouldBe(later.AskedAt);
    }

    [Fact]
    public async Task AnswerOfAClockThatIsFarAhead_IsNotBelieved()
    {
        await using var replicas = await Replicas.StartAsync(count: 1, settings: Replicas.Patient, clock: _clock);
        var shared = Shared(replicas.First);
        var key = KeyOf(replicas.First.Question());

        (await shared.PutAsync(key, StoredAnswers.Make("ahead", _clock.GetUtcNow() + TimeSpan.FromMinutes(5)), Stop)).ShouldBeTrue();

        (await shared.GetAsync(key, Stop)).ShouldBeNull();
        (await shared.PutAsync(key, StoredAnswers.Make("now", _clock.GetUtcNow()), Stop)).ShouldBeTrue();
        (await shared.GetAsync(key, Stop)).ShouldNotBeNull();
    }

    [Fact]
    public async Task GarbageNotices_AreIgnored_AndTheNextGoodOneIsHeard()
    {
        await using var replicas = await Replicas.StartAsync(settings: Replicas.Patient, clock: _clock);
        var question = replicas.First.Question();
        var key = KeyOf(question).ToString();
        await replicas.AskAndShareAsync(replicas.First, question);
        await replicas.Second.GetAsync(question);

        object[] garbage =
        [
            "", " ", "x", key, key[1..], key + "x", key + "-1", key + "ffffffffffffffff", key + "7fffffffffffffff", key + "00000000000000000000000000000000001", new string('f', 80), "\0\n\r" + key,
            RandomNumberGenerator.GetBytes(300), new byte[1024 * 1024],
        ];
        foreach (var notice in garbage) ((long)(await replicas.Redis.CommandAsync("PUBLISH", "alert-gateway:notices:1", notice))!).ShouldBe(2, "both replicas listen");

        _clock.Advance(TimeSpan.FromSeconds(6));
        await replicas.First.GetAsync(question, ("Cache-Control", "no-cache"));
        await Eventually.HoldsAsync("the second replica gives the newer answer", async () => (await replicas.Second.GetAsync(question))["Age"] is "0");
    }

    [Fact]
    public async Task ForgedNotice_CostsALook_NotTheAnswer()
    {
        await using var replicas = await Replicas.StartAsync(settings: Replicas.Patient, clock: _clock);
        var question = replicas.First.Question();
        var (_, name) = await replicas.AskAndShareAsync(replicas.First, question);
        await replicas.Second.GetAsync(question);
        await replicas.Redis.CommandAsync("DEL", name);
        await using var monitor = await RedisMonitor.StartAsync(replicas.Redis);

        await replicas.Redis.CommandAsync("PUBLISH", "alert-gateway:notices:1", KeyOf(question) + "s" + _clock.GetUtcNow().AddYears(1).ToUnixTimeMilliseconds().ToString("x16", CultureInfo.InvariantCulture));

        await Eventually.HoldsAsync("the second replica looks", async () =>
        {
            (await replicas.Second.GetAsync(question)).IsHit.ShouldBeTrue();
            return monitor.Text.Contains("\"GETRANGE\"", StringComparison.OrdinalIgnoreCase);
        });
        replicas.First.Tenant.Record.Count.ShouldBe(1);
    }

    static SharedStore Shared(GatewayFixture gateway) => gateway.GatewayServices.GetRequiredService<SharedStore>();

    static QuestionKey KeyOf(string question) => QuestionKey.Of(question["/api/v1/".Length..] + "&skip=0");
}
