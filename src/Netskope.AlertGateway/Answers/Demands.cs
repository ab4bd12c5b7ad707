namespace Netskope.AlertGateway.Answers;

/// <summary>What a caller demands of a kept answer, from its <c>Cache-Control</c> (RFC 9111, 5.2.1; <c>stale-if-error</c>: RFC 5861, 4).</summary>
/// <param name="MostAge">Not older than this.</param>
/// <param name="MostStale">Not longer stale than this.</param>
/// <param name="MostStaleOnError">On an error, not longer stale than this.</param>
/// <param name="OnlyKept">Do not ask the tenant.</param>
readonly record struct Demands(TimeSpan? MostAge, TimeSpan? MostStale, TimeSpan? MostStaleOnError, bool OnlyKept);
