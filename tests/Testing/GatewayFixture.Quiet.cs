using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Passthrough;
using Netskope.AlertGateway.Upstream;
using Netskope.Simulator;

namespace Netskope.Testing;

/// <content>How one test leaves nothing to the next.</content>
public partial class GatewayFixture
{
    // The breaker forgets failures after this long.
    static readonly TimeSpan Forgotten = TimeSpan.FromSeconds(31);

    static readonly Outcome<object> Alive = new object();

    /// <summary>
    /// Waits until nothing is in flight, then forgets faults, calls, failures and a quota that was used up: what follows starts from a quiet tenant.
    /// </summary>
    public async Task QuietAsync()
    {
        Tenant.Faults.Clear();
        Issuer.HealJwks();
        await IdleAsync();
        Pass(Forgotten);
        await HealAsync();
    }

    /// <summary>The same in the middle of a test. Time passes only where the gateway has stopped asking the tenant.</summary>
    public async Task HealAsync()
    {
        Tenant.Faults.Clear();
        Issuer.HealJwks();
        foreach (var endpoint in Endpoints())
        {
            Pass(endpoint.Quota.Budget.Foresee("") + endpoint.Resilience.OpenFor);

            // The trial call of a half-open breaker.
            if (endpoint.Resilience.IsOpen) await endpoint.Resilience.GuardAsync(static _ => ValueTask.FromResult(new Attempt<object>(Alive)), CancellationToken.None);
        }

        Tenant.Record.Clear();
        _arrivals.Clear();
        _logs.Clear();
    }

    /// <summary>Until no request is in the gateway, no question on its way to the tenant, and no call at the tenant.</summary>
    public Task IdleAsync() => Eventually.HoldsAsync("the gateway is idle", () =>
    {
        if (_arrivals.Inside == 0 && !IsAsking && Tenant.Record.Calls.All(call => call.Ended.IsCompleted)) return true;
        Clock?.Advance(TimeSpan.FromSeconds(1));
        return false;
    });

    /// <summary>Lets time pass for the gateway, the tenant and the issuer.</summary>
    public void Pass(TimeSpan time)
    {
        if (Clock is not null) Clock.Advance(time);
        else ((AnchoredTimeProvider)Time).SetForward(time);
    }

    IEnumerable<TenantEndpoint> Endpoints()
    {
        var endpoints = GatewayServices.GetRequiredService<TenantEndpoints>();
        yield return endpoints.Of("alerts", null);
        foreach (var kind in Enum.GetValues<EventKind>()) yield return endpoints.Of("events", kind.Name());
        if (Settings.TryGetValue("Netskope:ApiVersion", out var api) ? api == "v2" : Subject.IsV2) yield break;
        yield return endpoints.Of("report", null);
        foreach (var route in GatewayServices.GetRequiredService<RouteTable>().Routes) yield return endpoints.Of(route.Name, null);
    }
}
