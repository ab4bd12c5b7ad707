namespace Netskope.AlertGateway.Access;

/// <summary>How often a caller may ask. Null: no bound.</summary>
/// <param name="RequestsPerMinute">No 60 seconds hold more requests than that; 1 to <see cref="MostPerMinute"/>.</param>
/// <param name="Concurrent">No more requests are under way at once; 1 to <see cref="MostConcurrent"/>.</param>
sealed record CallerRate(int? RequestsPerMinute, int? Concurrent)
{
    public const int MostPerMinute = 10_000;
    public const int MostConcurrent = 1000;

    public bool IsUnbounded => RequestsPerMinute is null && Concurrent is null;
}

/// <summary>What is used of a caller's rate, as a request finds it; one that is granted is counted in it.</summary>
/// <param name="Made">The requests that count: those of the last window.</param>
/// <param name="Returns">When the oldest of them leaves the window; zero when there is none.</param>
/// <param name="Wait">How long the window has no room; zero when it has.</param>
/// <param name="UnderWay">The requests that have not ended.</param>
/// <param name="IsCrowded">As many are under way as may be.</param>
readonly record struct RateUse(int Made, TimeSpan Returns, TimeSpan Wait, int UnderWay, bool IsCrowded)
{
    public bool IsGranted => Wait <= TimeSpan.Zero && !IsCrowded;
}
