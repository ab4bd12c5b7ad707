using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Upstream;

/// <summary>
/// The gateway's share of the tenant's quota (<c>Netskope:RequestsPerSecond</c>, <c>Netskope:Burst</c>), over all replicas:
/// 1. callers of this replica take turns, and only the one at the head of the line asks for a permit;
/// 2. permits come from Redis; when it does not answer, from this replica's own bucket, which holds its share of the rate;
/// 3. each change between the two begins with an empty bucket, so that what was taken there is not given again here;
/// 4. who can not be served within its patience is told so at once, not when the patience is over.
/// </summary>
sealed class Budget(SharedBudget? shared, ReplicaRegistry? registry, LocalBudget local, IOptions<NetskopeOptions> options, TimeProvider time)
{
    static readonly TimeSpan AskRedisAgain = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan NoTimer = TimeSpan.FromMilliseconds(2);
    static readonly TimeSpan ShortestPatience = TimeSpan.FromMilliseconds(1);
    static readonly TimeSpan LongestPatience = TimeSpan.FromDays(1);

    readonly SharedBudget? _shared = shared is { Exists: true } ? shared : null;
    readonly double _rate = options.Value.RequestsPerSecond;
    readonly int _replicas = options.Value.Replicas;
    readonly int _burst = Math.Max(1, options.Value.BurstOrDefault / options.Value.Replicas);
    readonly FairQueue _line = new();
    Action _onClosed = static () => { };
    volatile bool _alone;
    volatile int _replicasWaiting = 1;
    int _inLine;

    /// <summary>Calls that wait for their permit now.</summary>
    public int Waiting => Volatile.Read(ref _inLine);

    /// <summary>Waits until a call to the tenant may be made.</summary>
    /// <param name="caller">On whose behalf.</param>
    /// <param name="patience">The longest wait; <see cref="Timeout.InfiniteTimeSpan"/> for any.</param>
    /// <returns>Null when one call may be made now.</returns>
    public async ValueTask<Failure?> TakeAsync(string caller, TimeSpan patience, CancellationToken cancellation)
    {
        if (patience == Timeout.InfiniteTimeSpan || patience > LongestPatience) patience = LongestPatience;
        var began = time.GetTimestamp();
        if (Refusal(_line.Ahead(caller), patience) is { } refusal) return refusal;
        using var limit = new CancellationTokenSource(patience > ShortestPatience ? patience : ShortestPatience, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellation);
        Interlocked.Increment(ref _inLine);
        try
        {
            using var turn = await _line.EnterAsync(caller, either.Token);
            return await TakeAsync(patience, began, cancellation);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            return Refused(Foresee(caller));
        }
        finally
        {
            Interlocked.Decrement(ref _inLine);
        }
    }

    /// <summary>Calls back whenever nobody gets a permit for a while.</summary>
    public void OnClosed(Action onClosed) => _onClosed = onClosed;

    /// <summary>Makes no call for so long, in no replica: the tenant has said that its quota is used up.</summary>
    public ValueTask CloseAsync(TimeSpan wait, CancellationToken cancellation)
    {
        local.Close(wait);
        _onClosed();
        return _shared?.CloseAsync(wait, cancellation) ?? ValueTask.CompletedTask;
    }

    /// <summary>About how long a caller's next call would wait.</summary>
    public TimeSpan Foresee(string caller) => Foreseen(_line.Ahead(caller));

    /// <summary>About how long a call would wait with so many before it.</summary>
    public TimeSpan Foreseen(int ahead)
    {
        var turn = _shared is not null && !_alone ? LocalBudget.Interval(_rate) * _replicasWaiting : LocalBudget.Interval(Share);
        return ((ahead + 1) * turn) + local.ClosedFor;
    }

    /// <summary>Why a call with so many before it will not be made within the patience; null when it may be.</summary>
    public Failure? Refusal(int ahead, TimeSpan patience)
    {
        // Who comes to the head at once hears the exact time there.
        var foreseen = ahead > 0 ? Foreseen(ahead) : local.ClosedFor;
        return foreseen > patience ? Refused(foreseen - patience) : null;
    }

    /// <summary>What this replica may spend by itself, per second.</summary>
    double Share => _rate / (_shared is not null && registry?.Seen is > 0 and var seen ? seen : _replicas);

    async ValueTask<Failure?> TakeAsync(TimeSpan patience, long began, CancellationToken cancellation)
    {
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var wait = await AskAsync(patience - time.GetElapsedTime(began), cancellation);
            if (wait == TimeSpan.Zero) return null;
            var over = wait - (patience - time.GetElapsedTime(began));
            if (over > TimeSpan.Zero) return Refused(over);
            await PauseAsync(wait, cancellation);
        }
    }

    /// <summary>Asks for a permit.</summary>
    /// <returns>Zero, or the wait for the next.</returns>
    async ValueTask<TimeSpan> AskAsync(TimeSpan patience, CancellationToken cancellation)
    {
        if (local.ClosedFor is var closed && closed > TimeSpan.Zero) return closed;
        if (_shared is null) return local.Take(Share, _burst);
        if (await _shared.TryTakeAsync(_alone, patience, cancellation) is { } reply)
        {
            (_alone, _replicasWaiting) = (false, reply.Waiting);
            if (reply.Closed > TimeSpan.Zero) local.Close(reply.Closed);
            if (reply.Replicas > 0) registry?.Note(reply.Replicas);
            return reply.Wait;
        }

        if (!_alone) local.Empty();
        _alone = true;
        return local.Take(Share, 1);
    }

    async Task PauseAsync(TimeSpan wait, CancellationToken cancellation)
    {
        if (_alone && wait > AskRedisAgain) wait = AskRedisAgain;

        // A timer would be late by more than that. The next question to Redis takes its time anyway.
        if (_shared is not null && !_alone && wait < NoTimer) await Task.Yield();
        else await Task.Delay(TimeSpan.FromMilliseconds(Math.Ceiling(wait.TotalMilliseconds)), time, cancellation);
    }

    public static Failure Refused(TimeSpan over) => new(
        FailureKind.TenantQuota,
        "The tenant's quota is in use: to wait for it would take longer than the request may.",
        over > TimeSpan.FromSeconds(1) ? over : TimeSpan.FromSeconds(1));
}
