using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Netskope.AlertGateway.Redis;

namespace Netskope.AlertGateway.Store;

/// <summary>
/// Kept answers: this process's memory, and behind it Redis, which all replicas share. Who stores a newer answer tells
/// the others, so that they fetch it before they use theirs; as a notice may be lost, memory asks Redis itself once in a while.
/// </summary>
sealed partial class AnswerStore(MemoryStore memory, SharedStore shared, RedisNotices notices, TimeProvider time, ILogger<AnswerStore> log) : BackgroundService
{
    // How long a lost notice may leave a replica with an older answer.
    public static readonly TimeSpan TrustMemoryFor = TimeSpan.FromSeconds(10);

    /// <summary>The answer in memory, unless Redis should be asked first whether there is a newer one.</summary>
    public bool TryGet(QuestionKey key, [NotNullWhen(true)] out Answer? answer) =>
        memory.TryGet(key, out answer, out var checkedAt) && IsTrusted(checkedAt);

    /// <summary>The answer in memory, whatever Redis may hold.</summary>
    public Answer? Peek(QuestionKey key) => memory.TryGet(key, out var answer, out _) ? answer : null;

    /// <summary>The newest answer kept anywhere.</summary>
    public async ValueTask<Answer?> GetAsync(QuestionKey key, CancellationToken cancellation)
    {
        var inMemory = memory.TryGet(key, out var there, out var checkedAt) ? there : null;
        if (inMemory is not null && IsTrusted(checkedAt)) return inMemory;
        if ((inMemory is null || await shared.HasNewerAsync(key, inMemory, cancellation))
            && await shared.GetAsync(key, cancellation) is { } found) return memory.Put(key, found);

        // Also when Redis did not say: who asks next should not wait for it again.
        memory.MarkChecked(key);
        return inMemory;
    }

    /// <summary>Keeps an answer, unless a newer one is kept already.</summary>
    /// <returns>Whether there is room for it.</returns>
    public bool Put(QuestionKey key, Answer answer)
    {
        memory.Put(key, answer);
        return memory.Takes(answer) || shared.Exists;
    }

    /// <summary>Shares an answer with the other replicas.</summary>
    public async Task ShareAsync(QuestionKey key, Answer answer, CancellationToken cancellation)
    {
        if (await shared.PutAsync(key, answer, cancellation)) await notices.SendAsync(Notice(key, answer), cancellation);
    }

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        notices.Listen();
        return base.StartAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(HearAsync(stoppingToken), notices.KeepListeningAsync(stoppingToken));

    async Task HearAsync(CancellationToken stoppingToken)
    {
        await foreach (var notice in notices.Received.ReadAllAsync(stoppingToken))
        {
            if (TryRead(notice, out var key, out var askedAt)) memory.Doubt(key, askedAt);
            else Log.NotANotice(log);
        }
    }

    bool IsTrusted(long? checkedAt) => !shared.Exists || (checkedAt is { } at && time.GetElapsedTime(at) < TrustMemoryFor);

    static string Notice(QuestionKey key, Answer answer) => string.Create(CultureInfo.InvariantCulture, $"{key}{answer.AskedAt.ToUnixTimeMilliseconds():x16}");

    static bool TryRead(string notice, out QuestionKey key, out DateTimeOffset askedAt)
    {
        askedAt = default;
        if (!QuestionKey.TryParse(notice.AsSpan(0, Math.Min(notice.Length, QuestionKey.TextLength)), out key)) return false;
        if (!long.TryParse(notice.AsSpan(QuestionKey.TextLength), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var milliseconds)) return false;
        if (milliseconds is < 0 or > 253_402_300_799_999) return false;
        askedAt = DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
        return true;
    }

    static partial class Log
    {
        [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "Something that is no notice came over the notices' channel in Redis.")]
        public static partial void NotANotice(ILogger logger);
    }
}
