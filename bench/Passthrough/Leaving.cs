using System.Globalization;

namespace Passthrough;

/// <summary>How soon a caller who leaves in the middle of an answer that is as good as endless ends the call to the tenant.</summary>
static class Leaving
{
    const int Times = 10;
    const double Most = 1000;

    public static async Task<int> RunAsync(string tenantAddress, string gatewayAddress)
    {
        using var tenant = Way.Tenant(tenantAddress, "");
        using var gateway = Way.Gateway(gatewayAddress, Environment.GetEnvironmentVariable("CALLER_TOKEN")!);
        var took = new List<double>();
        for (var i = 0; i < Times; i++) took.Add(await LeaveAsync(tenant, gateway));
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"A caller who leaves in the middle, {Times} times: the call to the tenant has ended after {took.Order().ElementAt(Times / 2):0} ms, at most {took.Max():0} ms (bound: {Most:0} ms)."));
        Console.WriteLine(took.Max() < Most ? "pass" : "FAIL");
        return took.Max() < Most ? 0 : 1;
    }

    static async Task<double> LeaveAsync(Way tenant, Way gateway)
    {
        await tenant.ForgetCallsAsync();
        using (var response = await gateway.OpenAsync("/api/v1/clients"))
        {
            await using var body = await response.Content.ReadAsStreamAsync();
            await body.ReadExactlyAsync(new byte[64 * 1024]);
        }

        var left = TimeProvider.System.GetTimestamp();
        while (!(await tenant.CallsAsync()).Contains("\"completed\":false", StringComparison.Ordinal))
        {
            if (TimeProvider.System.GetElapsedTime(left) > TimeSpan.FromSeconds(30)) return double.PositiveInfinity;
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }

        return TimeProvider.System.GetElapsedTime(left).TotalMilliseconds;
    }
}
