using System.Diagnostics.CodeAnalysis;
using Netskope.AlertGateway.Redis;

namespace Netskope.AlertGateway.Store;

/// <summary>
/// Kept answers: this process's memory, and behind it Redis, which all replicas share. Who stores a newer answer tells
/// the others, so that they fetch it before they use theirs; as a notice may be lost, memory asks Redis itself once in a while.
/// </summary>
sealed partial class AnswerStore(
    MemoryStore memory,
    SharedStore shared,
    RedisNotices notices,
    Followers followers,
    TimeProvider time,
    ILogger<AnswerStore> log) : BackgroundService
{
    // How long a lost notice may leave a replica with an older answer.
    public static readonly TimeSpan TrustMemoryFor = TimeSpan.FromSeconds(10);

    static readonly TimeSpan TellEvery = TimeSpan.FromMinutes(1);

    long? _toldAt;

    /// <summary>The answer in memory, unless Redis should be asked first whether there is a newer one.</summary>
    public bool TryGet(QuestionKey key, [NotNullWhen(true)] out Answer? answer) =>
        memory.TryGet(key, out answer, out var checkedAt) && IsTrusted(checkedAt);

    /// <summary>The answer in memory, whatever Redis may hold.</summary>
    public Answer? Peek(QuestionKey key) => memory.TryGet(key, out var answer, out _) ? answer : null;

    /// <summary>The newest answer kept anywhere.</summary>
    /// <param name="key">Whose answer is looked for.</param>
    /// <param name="trusting">Whether what Redis said a moment ago will do.</param>
    /// <param name="cancellation">Ends the look.</param>
    public async ValueTask<Answer?> GetAsync(QuestionKey key, bool trusting, CancellationToken cancellation)
    {
        var inMemory = memory.TryGet(key, out var there, out var checkedAt) ? there : null;
        if (inMemory is not null && trusting && IsTrusted(checkedAt)) return inMemory;
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
    /// <returns>Whether they find it.</returns>
    public ValueTask<bool> ShareAsync(QuestionKey key, Answer answer, CancellationToken cancellation) => shared.PutAsync(key, answer, cancellation);

    /// <summary>Tells the other replicas.</summary>
    public Task TellAsync(Notice notice, CancellationToken cancellation) => notices.SendAsync(notice.ToString(), cancellation);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var text in notices.Received.ReadAllAsync(stoppingToken))
        {
            if (!Notice.TryParse(text, out var notice))
            {
                TellOfGarbage();
                continue;
            }

            if (notice.AskedAt is { } askedAt) memory.Doubt(notice.Key, askedAt);
            followers.Tell(notice);
        }
    }

    // Whoever may write to Redis should not be able to fill the log.
    void TellOfGarbage()
    {
        if (_toldAt is { } told && time.GetElapsedTime(told) < TellEvery) return;
        _toldAt = time.GetTimestamp();
        Log.NotANotice(log);
    }

    bool IsTrusted(long? checkedAt) => !shared.Exists || (checkedAt is { } at && time.GetElapsedTime(at) < TrustMemoryFor);

    static partial class Log
    {
        [LoggerMessage(EventId = 30, Level = LogLevel.Warning, Message = "Something that is no notice came over the notices' channel in Redis; this is told once a minute.")]
        public static partial void NotANotice(ILogger logger);
    }
}
