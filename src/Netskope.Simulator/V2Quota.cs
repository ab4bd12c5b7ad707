namespace Netskope.Simulator;

/// <summary>
/// v2's quota: so many calls to an endpoint in each <see cref="SimulatorOptions.V2QuotaWindow"/>. It knows no queue: what is over
/// it is refused at once.
/// </summary>
/// <remarks>Assumptions: windows follow one another on the clock, whoever asks when, and a refused call costs nothing.</remarks>
sealed class V2Quota(SimulatorOptions options, TimeProvider clock)
{
    readonly Lock _gate = new();
    readonly Dictionary<string, (long Window, long Used)> _endpoints = new(StringComparer.Ordinal);

    /// <returns>Null if there is no quota.</returns>
    public V2Admission? Enter(string endpoint)
    {
        if (options.RequestsPerSecond <= 0)
        {
            return null;
        }

        var length = Math.Max(1, options.V2QuotaWindow.Ticks);
        var limit = Math.Max(1, (long)(options.RequestsPerSecond * TimeSpan.FromTicks(length).TotalSeconds));
        lock (_gate)
        {
            var now = clock.GetUtcNow().UtcTicks;
            var window = now / length;
            var used = _endpoints.TryGetValue(endpoint, out var last) && last.Window == window ? last.Used : 0;
            var isAdmitted = used < limit;
            if (isAdmitted)
            {
                used++;
            }

            _endpoints[endpoint] = (window, used);
            var reset = TimeSpan.FromTicks(((window + 1) * length) - now);
            return new V2Admission(isAdmitted, limit, Math.Max(0, limit - used), (long)Math.Ceiling(reset.TotalSeconds));
        }
    }
}

/// <param name="Reset">In whole seconds, rounded up.</param>
readonly record struct V2Admission(bool IsAdmitted, long Limit, long Remaining, long Reset);
