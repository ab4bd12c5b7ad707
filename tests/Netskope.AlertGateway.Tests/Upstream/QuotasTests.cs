using Microsoft.Extensions.Options;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Upstream;
using Netskope.Testing;

namespace Netskope.AlertGateway.Tests.Upstream;

/// <summary>One quota for all, or one for each endpoint: the dialect names them.</summary>
public class QuotasTests
{
    readonly ManualTimeProvider _clock = new();
    readonly List<string> _made = [];
    readonly Quotas _quotas;

    public QuotasTests() => _quotas = new(Make);

    static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Name_IsOneQuota_WhoeverAsksFirst()
    {
        var asked = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Task.Run(() => _quotas.Of("alert"), Stop)));

        asked.Distinct().ShouldHaveSingleItem();
        _quotas.Of("page").ShouldNotBeSameAs(asked[0]);
        _made.Order(StringComparer.Ordinal).ShouldBe(["alert", "page"]);
    }

    [Fact]
    public async Task WhatIsSpentOrClosedOfOneQuota_IsStillThereOfAnother()
    {
        (await TakeAsync("alert")).ShouldBeNull();
        (await TakeAsync("alert")).ShouldNotBeNull("it holds one");
        (await TakeAsync("page")).ShouldBeNull();

        await _quotas.Of("audit").Budget.CloseAsync(TimeSpan.FromMinutes(1), Stop);
        (await TakeAsync("audit")).ShouldNotBeNull().RetryAfter.ShouldBe(TimeSpan.FromMinutes(1));
        (await TakeAsync("network")).ShouldBeNull();
    }

    [Fact]
    public async Task WhoWaitsForAnyOfTheQuotas_IsCounted()
    {
        _quotas.Waiting.ShouldBe(0);
        foreach (var name in (string[])["alert", "page"]) (await TakeAsync(name)).ShouldBeNull();

        var waiting = new[] { "alert", "alert", "page" }.Select(name => _quotas.Of(name).Budget.TakeAsync("caller", TimeSpan.FromMinutes(5), Stop).AsTask()).ToList();

        await Eventually.HoldsAsync("they do not wait", () => _quotas.Waiting == 3);
        foreach (var one in waiting) (await Eventually.DoneAsync(one, _clock, TimeSpan.FromSeconds(1))).ShouldBeNull();
        _quotas.Waiting.ShouldBe(0);
    }

    [Fact]
    public void AllResourcesOfV1_SpendOneQuota()
    {
        var dialect = new V1Dialect(null!);

        new[] { dialect.EndpointOf("alerts", null), dialect.EndpointOf("alerts", "DLP"), dialect.EndpointOf("events", "page"), dialect.EndpointOf("report", "alert") }.Select(endpoint => endpoint.Quota).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem().ShouldBeEmpty();
    }

    [Fact]
    public void EachEndpointOfV2_HasAQuotaOfItsOwn()
    {
        var dialect = new V2Dialect(null!, null!, null!, Options.Create(new NetskopeOptions()));

        dialect.EndpointOf("alerts", null).ShouldBe(("alert", ""), "as in versions that knew no other");
        dialect.EndpointOf("alerts", "DLP").ShouldBe(("alert", ""));
        foreach (var type in (string[])["page", "application", "audit", "infrastructure", "network"]) dialect.EndpointOf("events", type).ShouldBe((type, type));
    }

    [Fact]
    public void KeysInRedis_DifferByQuota_AndShareTheReplicasAndTheSlot()
    {
        var keys = new BudgetKeys("prefix", "acme.goskope.com");
        string[] budgets = [keys.Budget, keys.For("alert").Budget, keys.For("page").Budget, new BudgetKeys("prefix", "other.goskope.com").For("page").Budget, new BudgetKeys("other", "acme.goskope.com").For("page").Budget];

        budgets.ShouldBeUnique();
        keys.For("").Budget.ShouldBe(keys.Budget, "v1 has no names");
        keys.For("page").Replicas.ShouldBe(keys.Replicas);
        new[] { keys.Budget, keys.For("alert").Budget, keys.For("page").Budget, keys.Replicas }.Select(Slot).Distinct(StringComparer.Ordinal).ShouldHaveSingleItem();
    }

    /// <summary>What a Redis cluster makes a key's place of.</summary>
    static string Slot(string key) => key[(key.IndexOf('{', StringComparison.Ordinal) + 1)..key.IndexOf('}', StringComparison.Ordinal)];

    ValueTask<Failure?> TakeAsync(string name) => _quotas.Of(name).Budget.TakeAsync("caller", TimeSpan.Zero, Stop);

    Quota Make(string name)
    {
        lock (_made) _made.Add(name);
        var options = Options.Create(new NetskopeOptions { RequestsPerSecond = 0.1, Burst = 1 });
        var budget = new Budget(null, null, new(_clock), options, _clock);
        return new(budget, new(budget, null!, _clock));
    }
}
