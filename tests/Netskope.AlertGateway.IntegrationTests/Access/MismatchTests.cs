using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Netskope.AlertGateway.Diagnostics;
using Netskope.AlertGateway.Store;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>A tenant that does not heed the restriction: no row outside it reaches a caller, the memory or Redis.</summary>
public sealed class MismatchTests
{
    const string Slug = "confinement-mismatch";

    static readonly byte[] SealKey = [.. Enumerable.Repeat((byte)7, AnswerSeal.KeySize)];

    [Theory]
    [InlineData("v1", "Strict")]
    [InlineData("v1", "Legacy")]
    [InlineData("v2", "Strict")]
    [InlineData("v2", "Legacy")]
    public async Task RowOutside_RefusesTheWholeAnswer(string version, string compatibility)
    {
        await using var gateway = await StartAsync(version, settings => (settings["Gateway:Compatibility"], settings["Netskope:Retries"]) = (compatibility, "2"));
        var (question, ids) = (gateway.Question("&limit=1000"), await OutsideAsync(gateway));
        gateway.Tenant.Options.IgnoreQueries = true;

        foreach (var target in (string[])[question, question + "&query=" + Uri.EscapeDataString("cci > 0"), question.Replace("limit=1000", "limit=50&unsorted=true", StringComparison.Ordinal)])
        {
            await gateway.HealAsync();
            var answer = await gateway.AskAsAsync(Confined.Team, target);

            if (compatibility == "Strict") answer.ShouldBeProblem(502, Slug);
            else answer.ShouldBeLegacyError(502).Text.ShouldContain("profile");
            ids.Where(answer.Text.Contains).ShouldBeEmpty();
            answer["ETag"].ShouldBeNull();
            answer["Link"].ShouldBeNull();
            gateway.Tenant.Record.Count.ShouldBe(1, "it is not tried again");
        }

        gateway.Tenant.Options.IgnoreQueries = false;
        (await gateway.AskAsAsync(Confined.Team, gateway.Question("&limit=1000"))).ShouldBePage().ShouldBeWithin().Rows.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task RowOutside_IsNowhereInRedis(string version)
    {
        await using var replicas = await Replicas.StartAsync(settings: settings =>
        {
            (settings["Netskope:ApiVersion"], settings["Cache:EncryptionKey"]) = (version, Convert.ToBase64String(SealKey));
            Confined.SetProfiles(settings);
        });
        var ids = await OutsideAsync(replicas.First);
        await Eventually.HoldsAsync("what was asked before is in Redis", async () => (await replicas.Redis.AnswersAsync()).Count == 1);
        foreach (var key in await replicas.Redis.AnswersAsync()) await replicas.Redis.CommandAsync("DEL", key);
        await using var monitor = await RedisMonitor.StartAsync(replicas.Redis);
        replicas.First.Tenant.Options.IgnoreQueries = true;
        var question = replicas.First.Question("&limit=1000");
        for (var i = 0; i < 3; i++)
        {
            foreach (var gateway in replicas.All) (await gateway.AskAsAsync(Confined.Team, question)).ShouldBeProblem(502, Slug);
        }

        // What comes later shows that what came before it would be there.
        var (page, _) = await replicas.AskAndShareAsync(replicas.First, question);

        (await replicas.Redis.AnswersAsync()).Count.ShouldBe(1);
        var everything = new StringBuilder(monitor.Text);
        foreach (var key in await replicas.Redis.KeysAsync()) everything.AppendLine(key).AppendLine(await replicas.Redis.TextAsync(key));
        var all = everything.ToString();
        ids.Where(all.Contains).ShouldBeEmpty();

        // The one that opens is the unconfined caller's, and the key is the right one.
        var answer = (await replicas.Redis.AnswersAsync())[0];
        Opened(answer, (await replicas.Redis.GetAsync(answer))!).ShouldNotBeNull();
        page.Rows.ShouldContain(row => !Confined.IsWithin(row));
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task Mismatch_IsCounted_AndToldOnceAMinute_AndNotRepeatedForFiveSeconds(string version)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(version, clock: clock);
        var counted = new ConcurrentQueue<(long Value, string? Endpoint)>();
        using var listener = Listen(gateway, counted);
        clock.Advance(TimeSpan.FromSeconds(1));
        gateway.Tenant.Options.IgnoreQueries = true;
        var question = gateway.Question("&limit=1000");

        for (var i = 0; i < 5; i++) (await gateway.AskAsAsync(Confined.Team, question)).ShouldBeProblem(502, Slug);
        (await gateway.AskAsAsync(Confined.Twin, question, ("Cache-Control", "no-cache"))).ShouldBeProblem(502, Slug);
        (await gateway.AskAsAsync(Confined.Twin, question, ("Cache-Control", "only-if-cached"))).ShouldBeProblem(502, Slug);
        (gateway.Tenant.Record.Count, counted.Count).ShouldBe((1, 1));
        gateway.LoggedFaults.Where(fault => fault.Level == LogLevel.Critical).ShouldHaveSingleItem().Line.ShouldContain("restriction");

        clock.Advance(TimeSpan.FromSeconds(5));
        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBeProblem(502, Slug);
        (await gateway.AskAsAsync(Confined.Other, question)).ShouldBeProblem(502, Slug);
        (gateway.Tenant.Record.Count, counted.Count).ShouldBe((3, 3));
        gateway.LoggedFaults.Count(fault => fault.Level == LogLevel.Critical).ShouldBe(1);
        counted.ShouldAllBe(measured => measured.Value == 1 && measured.Endpoint == (version == "v1" ? "alerts" : "alert"));

        clock.Advance(TimeSpan.FromSeconds(60));
        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBeProblem(502, Slug);
        gateway.LoggedFaults.Count(fault => fault.Level == LogLevel.Critical).ShouldBe(2);

        // Whoever may see all is served by the same tenant, and all are when it heeds queries again.
        (await gateway.AskAsAsync(Confined.Everybody, question)).ShouldBePage().Rows.ShouldContain(row => !Confined.IsWithin(row));
        gateway.Tenant.Options.IgnoreQueries = false;
        clock.Advance(TimeSpan.FromSeconds(6));
        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBePage().ShouldBeWithin().Rows.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task KeptAnswer_IsNoSubstitute_ButAFreshOneIsGood(string version)
    {
        var clock = new ManualTimeProvider();
        await using var gateway = await StartAsync(version, clock: clock);
        var question = gateway.Question("&limit=1000");
        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBePage().ShouldBeWithin();
        gateway.Tenant.Options.IgnoreQueries = true;

        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBePage().ShouldBeWithin().IsHit.ShouldBeTrue();
        clock.Advance(TimeSpan.FromMinutes(61));
        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBeProblem(502, Slug);
        (await gateway.AskAsAsync(Confined.Team, question)).ShouldBeProblem(502, Slug);
    }

    [Fact]
    public async Task ReplicaThatFollows_GetsTheFailure_AndAsksNobody()
    {
        await using var replicas = await Replicas.StartAsync(settings: Confined.SetProfiles);
        var question = replicas.First.Question("&limit=1000");
        replicas.First.Tenant.Options.IgnoreQueries = true;
        var hold = replicas.First.Tenant.Faults.Order(FaultKind.Hold);

        var first = replicas.First.AskAsAsync(Confined.Team, question);
        await replicas.First.WaitForCallsAsync(1);
        var second = replicas.Second.AskAsAsync(Confined.Twin, question);
        await replicas.AreFollowingAsync(1);
        hold.Release();

        (await first).ShouldBeProblem(502, Slug);
        (await second).ShouldBeProblem(502, Slug);
        replicas.First.Tenant.Record.Count.ShouldBe(1);
    }

    static Task<GatewayFixture> StartAsync(string version, Action<IDictionary<string, string?>>? more = null, ManualTimeProvider? clock = null) => GatewayFixture.StartAsync(
        settings =>
        {
            settings["Netskope:ApiVersion"] = version;
            Confined.SetProfiles(settings);
            more?.Invoke(settings);
        },
        clock);

    /// <summary>The ids of rows outside, of a window that overlaps those of the next questions.</summary>
    static async Task<IReadOnlyList<string>> OutsideAsync(GatewayFixture gateway)
    {
        var all = (await gateway.AskAsAsync(Confined.Everybody, gateway.Question("&limit=1000"))).ShouldBePage().Rows;
        var ids = all.Where(row => !Confined.IsWithin(row)).Select(row => row.GetProperty("_id").GetString()!).ToList();
        ids.Count.ShouldBeGreaterThan(5);
        return ids;
    }

    static byte[]? Opened(string name, byte[] value) => new AnswerSeal(SealKey).Open(value.AsSpan(16), [.. Encoding.UTF8.GetBytes(name), .. value[..16]]);

    static MeterListener Listen(GatewayFixture gateway, ConcurrentQueue<(long Value, string? Endpoint)> counted)
    {
        var factory = gateway.GatewayServices.GetRequiredService<IMeterFactory>();
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, own) =>
            {
                if (instrument.Meter.Name == GatewayMetrics.MeterName && instrument.Meter.Scope == factory && instrument.Name == "alert_gateway.confinement.mismatches") own.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            string? endpoint = null;
            foreach (var (name, tag) in tags)
            {
                if (name == "endpoint") endpoint = tag as string;
            }

            counted.Enqueue((value, endpoint));
        });
        listener.Start();
        return listener;
    }
}
