using System.Text.Json.Serialization;

namespace Netskope.Simulator;

/// <summary>One call as it arrived.</summary>
public sealed class Call
{
    readonly TaskCompletionSource<bool> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    int _status;

    public required DateTimeOffset At { get; init; }

    public required string Method { get; init; }

    public required string Path { get; init; }

    /// <summary>What stood behind the question mark, not decoded.</summary>
    public required string RawQuery { get; init; }

    public required IReadOnlyDictionary<string, string> Query { get; init; }

    public required TokenPlace TokenPlace { get; init; }

    public required bool TokenValid { get; init; }

    public required string? ContentType { get; init; }

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body as received, the token included.</summary>
    public required string Body { get; init; }

    /// <summary>Known before the caller sees the head of the answer; 0 while there is none.</summary>
    public int Status
    {
        get => Volatile.Read(ref _status);
        internal set => Volatile.Write(ref _status, value);
    }

    /// <summary>
    /// Completes when the call is over: true when the whole answer was written, false when the caller left before that, or the
    /// tenant broke the answer off.
    /// </summary>
    /// <remarks>What is written and not yet read lies in buffers. So does the rest of a small answer whose caller leaves.</remarks>
    [JsonIgnore]
    public Task<bool> Ended => _ended.Task;

    /// <summary>What <see cref="Ended"/> has come to; null while the call lasts.</summary>
    public bool? Completed => Ended.IsCompleted ? Ended.GetAwaiter().GetResult() : null;

    internal void End(bool completed) => _ended.TrySetResult(completed);
}

public enum TokenPlace
{
    None,
    Query,
    Json,
    Form,

    /// <summary>v2's place.</summary>
    Header,
}
