using Netskope.AlertGateway.Diagnostics;

namespace Netskope.AlertGateway.Access;

/// <summary>One request as its caller's rate sees it: granted or refused, and under way until it is disposed of.</summary>
sealed class RateTicket : IAsyncDisposable
{
    // Nobody knows when one of the requests under way ends.
    static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);

    readonly CallerRate? _rate;
    readonly RateUse _use;
    readonly TimeSpan _window;
    readonly TimeProvider _time = TimeProvider.System;
    readonly long _since;
    readonly Func<ValueTask>? _leave;
    IDisposable? _place;

    RateTicket()
    {
    }

    /// <param name="rate">The caller's rate.</param>
    /// <param name="use">What is used of it.</param>
    /// <param name="window">What is called a minute.</param>
    /// <param name="time">By which what was told grows old.</param>
    /// <param name="place">Of a request that is granted, its place in this replica.</param>
    /// <param name="leave">Gives its place in Redis back.</param>
    internal RateTicket(CallerRate rate, RateUse use, TimeSpan window, TimeProvider time, IDisposable? place = null, Func<ValueTask>? leave = null)
    {
        (_rate, _use, _window, _time, _since, _place, _leave) = (rate, use, window, time, time.GetTimestamp(), place, leave);
        if (!use.IsGranted) Refusal = Refuse(rate, use);
    }

    /// <summary>The ticket of every caller without a rate.</summary>
    public static RateTicket Unbounded { get; } = new();

    /// <summary>Why the request is refused, and when to come again; null when it is not.</summary>
    public Failure? Refusal { get; }

    /// <summary>
    /// Tells a caller that has a rate what it is and what is left of it (draft-ietf-httpapi-ratelimit-headers-10): in
    /// <c>RateLimit</c>, <c>r</c> is what is left and <c>t</c> the seconds until the oldest request no longer counts.
    /// </summary>
    public void WriteHeaders(IHeaderDictionary headers)
    {
        if (_rate is null) return;
        var (policies, limits) = (new List<string>(2), new List<string>(2));
        if (_rate.RequestsPerMinute is { } most)
        {
            policies.Add(Text($"\"minute\";q={most};w={Seconds(_window)}"));
            var left = Math.Max(0, most - _use.Made);
            limits.Add(_use.Made > 0 ? Text($"\"minute\";r={left};t={Seconds(Returns())}") : Text($"\"minute\";r={left}"));
        }

        if (_rate.Concurrent is { } places)
        {
            policies.Add(Text($"\"concurrent\";q={places};qu=\"concurrent-requests\""));
            limits.Add(Text($"\"concurrent\";r={Math.Max(0, places - _use.UnderWay)}"));
        }

        headers["RateLimit-Policy"] = string.Join(", ", policies);
        headers["RateLimit"] = string.Join(", ", limits);
    }

    /// <summary>Ends the request: its place is free again, here and in Redis.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _place, null) is not { } place) return;

        // First here, so that there are never more here than Redis knows of.
        place.Dispose();
        if (_leave is not null) await _leave();
    }

    /// <summary>An answer may take its time, and the request that counts longest has left meanwhile.</summary>
    TimeSpan Returns()
    {
        var left = (_use.Wait > TimeSpan.Zero ? _use.Wait : _use.Returns) - _time.GetElapsedTime(_since);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    static Failure Refuse(CallerRate rate, RateUse use) => use.IsCrowded && use.Wait < Soon
        ? new(
            FailureKind.CallerRate,
            Text($"Your application's bound on requests under way at once ({rate.Concurrent}) is used up. Finish one, or come again in {Seconds(Soon)} s."),
            Soon)
        : new(
            FailureKind.CallerRate,
            Text($"Your application's bound on requests a minute ({rate.RequestsPerMinute}) is used up. Come again in {Seconds(use.Wait)} s."),
            use.Wait);

    static long Seconds(TimeSpan time) => (long)Math.Ceiling(time.TotalSeconds);

    static string Text(FormattableString text) => FormattableString.Invariant(text);
}
