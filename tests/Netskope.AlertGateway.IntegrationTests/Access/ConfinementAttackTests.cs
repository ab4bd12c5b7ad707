using Netskope.Query;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>Gateways of both faces over a tenant that is asked by v1 and by v2, all with the profiles of <see cref="Confined"/>.</summary>
public sealed class AttackedGateways : IAsyncLifetime
{
    readonly List<GatewayFixture> _all = [];

    public IReadOnlyList<GatewayFixture> All => _all;

    public async ValueTask InitializeAsync()
    {
        foreach (var compatibility in (string[])["Strict", "Legacy"])
        {
            foreach (var version in (string[])["v1", "v2"])
            {
                _all.Add(await GatewayFixture.StartAsync(
                    settings =>
                    {
                        (settings["Gateway:Compatibility"], settings["Netskope:ApiVersion"]) = (compatibility, version);
                        Confined.SetProfiles(settings);
                    },
                    beside: _all.FirstOrDefault()));
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in Enumerable.Reverse(_all)) await gateway.DisposeAsync();
    }
}

/// <summary>Whatever a confined caller sends ends as a 4xx or as a confined answer, and the tenant is never asked without the restriction.</summary>
public sealed class ConfinementAttackTests(AttackedGateways gateways) : IClassFixture<AttackedGateways>
{
    // What the gateway asks with; of v2 that is a query, a window and a page alone.
    static readonly string[] Asking = ["starttime", "endtime", "insertionstarttime", "insertionendtime", "timeperiod", "limit", "skip", "offset", "query", "type", "acked", "unsorted"];

    public static TheoryData<string> Names => [.. ConfinementAttacks.Names];

    [Fact]
    public void List_IsLong() => ConfinementAttacks.Names.Count.ShouldBeGreaterThanOrEqualTo(150);

    [Fact]
    public async Task AttacksThatCanBeRead_AreServed_WithRows()
    {
        // Else all could be well because nothing is served.
        var served = 0;
        foreach (var gateway in gateways.All)
        {
            foreach (var name in ConfinementAttacks.Names)
            {
                var (request, _) = ConfinementAttacks.Of(name, () => Window(gateway), gateway.TokenOf(Confined.Team), gateway.TokenOf(Confined.Everybody)).First();
                var answer = await gateway.SendRawAsync(request);
                if (answer.Status == 200 && answer.Raw.Length > 0 && answer.Rows.Count > 0) served++;
            }
        }

        served.ShouldBeGreaterThan(4 * 30);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Attack_EndsAs4xx_OrAsAConfinedAnswer(string name)
    {
        foreach (var gateway in gateways.All)
        {
            foreach (var (request, query) in ConfinementAttacks.Of(name, () => Window(gateway), gateway.TokenOf(Confined.Team), gateway.TokenOf(Confined.Everybody)))
            {
                await gateway.HealAsync();
                var answer = await gateway.SendRawAsync(request);

                answer.Status.ShouldBeOneOf([200, 304, .. Enumerable.Range(400, 100)], $"{request}\n{answer.Text}");
                if (answer.Status == 304) answer.Raw.ShouldBeEmpty();
                if (answer.Status == 200 && answer.Raw.Length > 0) answer.ShouldBePage().ShouldBeWithin();
                gateway.LoggedFaults.ShouldBeEmpty(request);
                foreach (var call in gateway.Tenant.Record.Calls)
                {
                    call.ShouldHold(Confined.Within);
                    call.Query.Keys.Except(Asking, StringComparer.Ordinal).ShouldBeEmpty();
                    if (query is not null && !IsCanonical(query)) call.Query["query"].ShouldNotContain(query, Case.Sensitive);
                }

                if (answer.Status >= 400) gateway.Tenant.Record.Calls.ShouldBeEmpty();
            }
        }
    }

    static string Window(GatewayFixture gateway)
    {
        var question = gateway.Question("&limit=500");
        var parameters = question[(question.IndexOf('?', StringComparison.Ordinal) + 1)..];
        return parameters[..parameters.LastIndexOf("&limit", StringComparison.Ordinal)];
    }

    static bool IsCanonical(string query) => ParsedQuery.TryParse(query, out var parsed, out _) && parsed.Canonical == query;
}
