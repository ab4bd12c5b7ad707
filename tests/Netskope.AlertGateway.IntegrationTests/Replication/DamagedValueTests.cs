using System.Security.Cryptography;
using System.Text;
using Netskope.AlertGateway.Store;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Replication;

/// <summary>Whatever stands in Redis where an answer should: the tenant is asked, and the good answer replaces it.</summary>
public sealed class DamagedValueTests(ReplicasFixture fixture) : IClassFixture<ReplicasFixture>, IAsyncLifetime
{
    const int Stamp = 16;
    const int Sealed = Stamp + 12 + 16;

    public static TheoryData<string> Damages =>
    [
        "random bytes", "random bytes that sort above every time", "nothing", "one byte", "half a time", "a time alone", "time and nonce", "no sealed bytes", "half of it", "all but the last byte",
        "a byte more", "a later time", "a time far ahead", "an earlier time", "nonce altered", "tag altered", "first sealed byte altered", "last sealed byte altered",
        "another key's value", "sealed by another key", "a list", "many times its size",
    ];

    public async ValueTask InitializeAsync() => await fixture.QuietAsync();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task DamagedValue_IsAMiss_AndTheGoodOneIsWrittenBack(string damage)
    {
        var replicas = fixture.Replicas;
        var question = replicas.First.Question();
        var (good, key) = await replicas.AskAndShareAsync(replicas.First, question);
        var value = (await replicas.Redis.GetAsync(key))!;
        await DamageAsync(replicas, damage, key, value);

        var answer = (await replicas.Second.GetAsync(question)).ShouldBePage();

        answer.IsHit.ShouldBeFalse();
        answer.Bytes.ShouldBe(good.Bytes);
        await Eventually.HoldsAsync("the good value is written back", async () => await IsGoodAsync(replicas, key, value));
        var third = replicas.All[2];
        Netskope.Testing.Answer? shared = null;
        await Eventually.HoldsAsync(
            "a third replica finds it, once Redis answers it in time",
            async () => (shared = await third.GetAsync(question, ("Cache-Control", "only-if-cached"))).Status == 200);
        shared!.ShouldBePage().Bytes.ShouldBe(good.Bytes);
    }

    static async Task<bool> IsGoodAsync(Replicas replicas, string key, byte[] first)
    {
        if (Encoding.ASCII.GetString((byte[])(await replicas.Redis.CommandAsync("TYPE", key))!) is not "string") return false;
        var now = (await replicas.Redis.GetAsync(key))!;
        return now.Length == first.Length && now.AsSpan(0, Stamp - 6).SequenceEqual(first.AsSpan(0, Stamp - 6)) && !now.AsSpan(Stamp).SequenceEqual(first.AsSpan(Stamp))
            && now.AsSpan(0, Stamp).SequenceCompareTo(first.AsSpan(0, Stamp)) > 0
            && (long)(await replicas.Redis.CommandAsync("PTTL", key))! > 0;
    }

    static async Task DamageAsync(Replicas replicas, string damage, string key, byte[] value)
    {
        switch (damage)
        {
            case "a list":
                await replicas.Redis.CommandAsync("DEL", key);
                await replicas.Redis.CommandAsync("RPUSH", key, "x");
                return;
            case "another key's value":
                var (_, other) = await replicas.AskAndShareAsync(replicas.First, replicas.First.Question());
                await replicas.Redis.SetAsync(key, (await replicas.Redis.GetAsync(other))!);
                return;
            case "sealed by another key":
                await replicas.Redis.SetAsync(key, SealedBy(RandomNumberGenerator.GetBytes(AnswerSeal.KeySize), key, value));
                return;
        }

        await replicas.Redis.SetAsync(key, damage switch
        {
            "random bytes" => RandomNumberGenerator.GetBytes(value.Length),
            "random bytes that sort above every time" => [.. Enumerable.Repeat((byte)'z', Stamp), .. RandomNumberGenerator.GetBytes(value.Length - Stamp)],
            "nothing" => [],
            "one byte" => value[..1],
            "half a time" => value[..(Stamp / 2)],
            "a time alone" => value[..Stamp],
            "time and nonce" => value[..(Stamp + 12)],
            "no sealed bytes" => value[..Sealed],
            "half of it" => value[..(value.Length / 2)],
            "all but the last byte" => value[..^1],
            "a byte more" => [.. value, 0],
            "a later time" => Altered(value, Stamp - 1),
            "a time far ahead" => [.. "00ffffffffffffff"u8, .. value[Stamp..]],
            "an earlier time" => [.. "0000000000000001"u8, .. value[Stamp..]],
            "nonce altered" => Altered(value, Stamp),
            "tag altered" => Altered(value, Stamp + 12),
            "first sealed byte altered" => Altered(value, Sealed),
            "last sealed byte altered" => Altered(value, value.Length - 1),
            "many times its size" => [.. value, .. new byte[20 * 1024 * 1024]],
            _ => throw new ArgumentOutOfRangeException(nameof(damage), damage, message: null),
        });
    }

    static byte[] SealedBy(byte[] sealingKey, string key, byte[] value)
    {
        var made = (byte[])value.Clone();
        byte[] belongsTo = [.. Encoding.UTF8.GetBytes(key), .. value[..Stamp]];
        new AnswerSeal(sealingKey).Seal(made, Stamp, new byte[value.Length - Sealed], belongsTo);
        return made;
    }

    static byte[] Altered(byte[] value, int at)
    {
        var altered = (byte[])value.Clone();

        // In the time, another digit one above; elsewhere one bit.
        altered[at] = at < Stamp ? (byte)(altered[at] is (byte)'f' ? 'e' : altered[at] is (byte)'9' ? 'a' : altered[at] + 1) : (byte)(altered[at] ^ 1);
        return altered;
    }
}
