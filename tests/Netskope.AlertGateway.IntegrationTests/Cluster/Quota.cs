using Netskope.Simulator;

namespace Netskope.AlertGateway.IntegrationTests.Cluster;

/// <summary>What the tenant's record says of the quota.</summary>
static class Quota
{
    public static readonly TimeSpan Span = TimeSpan.FromSeconds(5);

    /// <summary>5 x rate + burst, with the defaults.</summary>
    public const int MostInSpan = 24;

    /// <summary>The most calls that came within any five seconds.</summary>
    public static int Most(IEnumerable<Call> calls)
    {
        var times = calls.Select(call => call.At).Order().ToArray();
        var (most, from) = (0, 0);
        for (var to = 0; to < times.Length; to++)
        {
            while (times[to] - times[from] >= Span) from++;
            most = Math.Max(most, to - from + 1);
        }

        return most;
    }

    public static int Refusals(IEnumerable<Call> calls) => calls.Count(call => call.Status == 429);

    public static void ShouldHaveItsQuota(this Tenant tenant)
    {
        var calls = tenant.Record.Calls;
        Most(calls).ShouldBeLessThanOrEqualTo(MostInSpan);
        Refusals(calls).ShouldBe(0, "it had to refuse");
    }
}
