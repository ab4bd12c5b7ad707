using Netskope.Simulator;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>What the tenant's record says of the quota.</summary>
static class Quota
{
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    /// <summary>5 x rate + burst, with the defaults.</summary>
    public const int MostInSpan = 24;

    /// <summary>Calls per second, and in a burst, of a hasty tenant.</summary>
    const int HastyRate = 10;

    static readonly TimeSpan HastySpan = TimeSpan.FromSeconds(2);

    /// <summary>Span x rate + burst, and another second's worth: on a busy machine calls arrive in heaps. Replicas that did not share it would make 90.</summary>
    const int HastyMost = (2 * HastyRate) + HastyRate + HastyRate;

    /// <summary>A quota that shows in seconds whether it is kept.</summary>
    public static void Hasten(IDictionary<string, string?> settings) => (settings["Netskope:RequestsPerSecond"], settings["Netskope:Burst"]) = ("10", "10");

    /// <summary>The same for the tenant.</summary>
    public static void Hasten(SimulatorOptions tenant) => tenant.RequestsPerSecond = HastyRate;

    /// <summary>The most calls that came within any five seconds.</summary>
    public static int Most(IEnumerable<Call> calls) => Most(calls, Span);

    static int Most(IEnumerable<Call> calls, TimeSpan span)
    {
        var times = calls.Select(call => call.At).Order().ToArray();
        var (most, from) = (0, 0);
        for (var to = 0; to < times.Length; to++)
        {
            while (times[to] - times[from] >= span) from++;
            most = Math.Max(most, to - from + 1);
        }

        return most;
    }

    public static int Refusals(IEnumerable<Call> calls) => calls.Count(call => call.Status == 429);

    /// <summary>No more than a hasty tenant's quota.</summary>
    public static void ShouldNotBeExceeded(IEnumerable<Call> calls) => Most(calls, HastySpan).ShouldBeLessThanOrEqualTo(HastyMost);

    /// <summary>Nor did the tenant have to refuse any.</summary>
    public static void ShouldHaveItsQuota(this IEnumerable<Call> calls)
    {
        ShouldNotBeExceeded(calls);
        Refusals(calls).ShouldBe(0, "it had to refuse");
    }
}
