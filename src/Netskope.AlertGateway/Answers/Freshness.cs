using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Upstream;

namespace Netskope.AlertGateway.Answers;

/// <summary>How long an answer is fresh and may be stale, and which ends it has.</summary>
sealed class Freshness(IOptions<CacheOptions> options)
{
    static readonly TimeSpan Settling = TimeSpan.FromHours(1);

    // The latest insertion that has been seen came 27 hours after the event.
    static readonly TimeSpan Settled = TimeSpan.FromHours(27);
    static readonly TimeSpan SettledInsertion = TimeSpan.FromMinutes(5);

    readonly CacheOptions _options = options.Value;

    /// <summary>Fixes the window of an answer that is fetched now.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="now">The tenant's time.</param>
    public (Window Window, TimeSpan FreshFor, TimeSpan StaleFor) At(Question question, DateTimeOffset now)
    {
        if (question.Window is not RelativeWindow relative)
        {
            var ends = ((AbsoluteWindow)question.Window).Ends;
            var ended = now - DateTimeOffset.FromUnixTimeSeconds(ends.End);
            var (fresh, stale) = Times(question, Class(question.Window.Kind, ended));
            return (ends, fresh, stale);
        }

        var (tick, staleFor) = Times(question, _options.Recent);
        var window = relative.At(now, (int)tick.TotalSeconds, question.TickPhase);
        var next = DateTimeOffset.FromUnixTimeSeconds(window.End) + tick;
        return (window, next - now, staleFor);
    }

    /// <summary>How long an answer is fresh that is fetched now, the whole tick of a relative window.</summary>
    public TimeSpan Of(Question question, DateTimeOffset now) => Times(question, question.Window is AbsoluteWindow { Ends.End: var end }
        ? Class(question.Window.Kind, now - DateTimeOffset.FromUnixTimeSeconds(end))
        : _options.Recent).Fresh;

    FreshnessSettings Class(WindowKind kind, TimeSpan ended) => kind == WindowKind.Insertion
        ? ended > SettledInsertion ? _options.Settled : _options.Recent
        : ended > Settled ? _options.Settled : ended >= Settling ? _options.Settling : _options.Recent;

    (TimeSpan Fresh, TimeSpan Stale) Times(Question question, FreshnessSettings times) => question.AsksAcked
        ? (Least(times.Fresh, _options.Acked.Fresh), Least(times.Stale, _options.Acked.Stale))
        : (times.Fresh, times.Stale);

    static TimeSpan Least(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
