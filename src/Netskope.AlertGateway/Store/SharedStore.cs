using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Netskope.AlertGateway.Redis;

namespace Netskope.AlertGateway.Store;

/// <summary>
/// Answers in Redis, shared by all replicas, sealed. A value is the time its tenant was asked, readable, so that Redis can
/// tell the newer of two, and the sealed answer; a key is a hash of tenant, generation and question.
/// </summary>
sealed class SharedStore(RedisConnections redis, AnswerSeal seal, SharedStoreSettings settings, TimeProvider time)
{
    // Milliseconds since 1970 in hexadecimal: of one length, so that their order is that of their text.
    const int StampSize = 16;

    // The stamp in Redis is readable, so anybody there could write one, or leave bytes that look like one. One of the
    // future would keep the key from good answers; a little ahead may be the clock of another replica.
    static readonly TimeSpan MostAhead = TimeSpan.FromSeconds(60);

    const string SetUnlessOlder =
        """
        local there = redis.pcall('GETRANGE', KEYS[1], 0, 15)
        local is_stamp = type(there) == 'string' and #there == 16 and string.match(there, '^[0-9a-f]+$')
        if is_stamp and there > string.sub(ARGV[1], 1, 16) and there <= ARGV[3] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    public bool Exists => redis.Bulk is not null;

    public async ValueTask<Answer?> GetAsync(QuestionKey key, CancellationToken cancellation)
    {
        if (redis.Bulk is not { } bulk) return null;
        var name = Name(key);

        // Whatever was put there, no more is read than was ever written.
        var reply = await bulk.TryAsync(db => db.StringGetRangeAsync(name, 0, settings.MaxValueBytes - 1), cancellation);
        return reply.Answered && (byte[]?)reply.Value is { } value && Open(name, value) is { } answer && answer.AskedAt <= Latest ? answer : null;
    }

    /// <summary>Whether Redis holds an answer that is newer than the one at hand; false when it does not say.</summary>
    public async ValueTask<bool> HasNewerAsync(QuestionKey key, Answer than, CancellationToken cancellation)
    {
        if (redis.Control is not { } control) return false;
        var name = Name(key);
        var reply = await control.TryAsync(db => db.StringGetRangeAsync(name, 0, StampSize - 1), cancellation);
        return reply.Answered
            && (string?)reply.Value is { Length: StampSize } stamp
            && string.CompareOrdinal(stamp, Stamp(than.AskedAt)) > 0
            && string.CompareOrdinal(stamp, Stamp(Latest)) <= 0;
    }

    /// <summary>Keeps an answer, unless a newer one is there.</summary>
    /// <returns>Whether it, or a newer one, is in Redis now.</returns>
    public async ValueTask<bool> PutAsync(QuestionKey key, Answer answer, CancellationToken cancellation)
    {
        var left = answer.TimeToLive(time.GetUtcNow()) + answer.StaleFor;
        if (redis.Bulk is not { } bulk || left <= TimeSpan.Zero || answer.Content.Brotli.Length > settings.MaxValueBytes) return false;
        var name = Name(key);
        var value = Seal(name, answer);
        if (value.Length > settings.MaxValueBytes) return false;
        var milliseconds = (long)Math.Ceiling(left.TotalMilliseconds);
        var reply = await bulk.TryAsync(db => db.ScriptEvaluateAsync(SetUnlessOlder, [name], [value, milliseconds, Stamp(Latest)]), cancellation);
        return reply.Answered;
    }

    byte[] Seal(string name, Answer answer)
    {
        var plain = AnswerFormat.Write(answer);
        var value = new byte[StampSize + AnswerSeal.Overhead + plain.Length];
        Encoding.ASCII.GetBytes(Stamp(answer.AskedAt), value);
        seal.Seal(value, StampSize, plain, BelongsTo(name, value));
        return value;
    }

    Answer? Open(string name, byte[] value)
    {
        if (value.Length < StampSize) return null;
        return seal.Open(value.AsSpan(StampSize), BelongsTo(name, value)) is { } plain ? AnswerFormat.Read(plain) : null;
    }

    string Name(QuestionKey key) => $"{settings.KeyPrefix}:answer:{AnswerFormat.Version}:{settings.NameOf(key)}";

    /// <summary>Key (which stands for tenant, generation and question), format version and time: none can be exchanged.</summary>
    static byte[] BelongsTo(string name, ReadOnlySpan<byte> value) => [.. Encoding.UTF8.GetBytes(name), .. value[..StampSize]];

    /// <summary>Nobody can have asked later than this.</summary>
    DateTimeOffset Latest => time.GetUtcNow() + MostAhead;

    static string Stamp(DateTimeOffset askedAt) => askedAt.ToUnixTimeMilliseconds().ToString("x16", CultureInfo.InvariantCulture);
}

/// <summary>What the keys and the size of shared answers depend on.</summary>
sealed record SharedStoreSettings(string KeyPrefix, string Tenant, int Generation, int MaxValueBytes)
{
    /// <summary>A question's name in Redis: a hash of tenant, generation and question.</summary>
    public string NameOf(QuestionKey key) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Tenant}\n{Generation}\n{key}"))));
}
