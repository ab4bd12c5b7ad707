using System.Globalization;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

/// <summary>A profile's own rate, as its callers meet it.</summary>
public sealed class CallerRateTests
{
    const string Kept = "/api/v1/alerts?starttime=1760000000&endtime=1760003600&limit=1";

    [Fact]
    public async Task RequestsOverTheRate_AreRefused_WithWhenToComeAgain()
    {
        await using var gateway = await StartAsync(("RequestsPerMinute", "3"));
        var token = gateway.Token(subject: "app-1");

        (await gateway.GetAsync(Kept, token)).ShouldBePage()["RateLimit"].ShouldBe("\"minute\";r=2;t=60");
        (await gateway.GetAsync("/gateway/me", token))["RateLimit"].ShouldNotBeNull().ShouldStartWith("\"minute\";r=1;t=");
        (await gateway.GetAsync(Kept + "&limit=x", token)).ShouldBeProblem(400)["RateLimit"].ShouldNotBeNull().ShouldStartWith("\"minute\";r=0;t=");
        var refused = (await gateway.GetAsync(Kept, token)).ShouldBeProblem(429, "caller-rate");

        refused["RateLimit-Policy"].ShouldBe("\"minute\";q=3;w=60");
        refused["RateLimit"].ShouldNotBeNull().ShouldStartWith("\"minute\";r=0;t=");
        int.Parse(refused["Retry-After"].ShouldNotBeNull(), CultureInfo.InvariantCulture).ShouldBeInRange(1, 60);
        refused.Json.GetProperty("detail").GetString().ShouldNotBeNull().ShouldContain("(3)");
        (await gateway.GetAsync(Kept, gateway.Token(subject: "app-2"))).ShouldBePage();
    }

    [Fact]
    public async Task AfterAMinute_ThereIsRoomAgain()
    {
        await using var gateway = await StartAsync(new ManualTimeProvider(), ("RequestsPerMinute", "1"));
        (await gateway.GetAsync(Kept)).ShouldBePage();
        (await gateway.GetAsync(Kept)).ShouldBeProblem(429);

        gateway.Clock!.Advance(TimeSpan.FromSeconds(61));
        (await gateway.GetAsync(Kept)).ShouldBePage();
    }

    [Fact]
    public async Task RequestsUnderWay_AreBounded_AndThePlaceComesBack()
    {
        await using var gateway = await StartAsync(("Concurrent", "1"));
        var hold = gateway.Tenant.Faults.Order(FaultKind.Hold);
        var first = gateway.GetAsync(gateway.Question());
        await gateway.WaitForCallsAsync(1);

        var refused = (await gateway.GetAsync(gateway.Question())).ShouldBeProblem(429, "caller-rate");
        hold.Release();

        refused["RateLimit-Policy"].ShouldBe("\"concurrent\";q=1;qu=\"concurrent-requests\"");
        refused["RateLimit"].ShouldBe("\"concurrent\";r=0");
        refused["Retry-After"].ShouldBe("1");
        (await first).ShouldBePage();
        await Eventually.HoldsAsync("the place is free", async () => (await gateway.GetAsync(Kept)).Status == 200);
    }

    [Fact]
    public async Task WhoMayNotAskAtAll_IsNotCounted()
    {
        await using var gateway = await StartAsync(("RequestsPerMinute", "1"), ("Resources", "alerts"));

        (await gateway.GetAsync("/api/v1/clients")).ShouldBeProblem(403, "not-permitted");
        (await gateway.GetAsync(Kept, gateway.Token("events.read"))).ShouldBeProblem(403, "insufficient-scope");
        (await gateway.GetAsync(Kept)).ShouldBePage();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ThreeReplicas_GrantTheRateTogether_AndEachForItselfWithoutRedis(bool redisAbsent)
    {
        await using var replicas = await Replicas.StartAsync(count: 3, redisAbsent: redisAbsent, settings: settings =>
        {
            Profile(settings, ("RequestsPerMinute", "40"));
            settings["Redis:Timeout"] = redisAbsent ? "00:00:00.25" : "00:00:05";
        });
        var token = replicas.First.Token();

        var answers = await Task.WhenAll(Enumerable.Range(0, 180).Select(i => replicas.All[i % 3].GetAsync(Kept, token)));

        answers.Count(answer => answer.Status == 200).ShouldBe(redisAbsent ? 120 : 40);
        answers.Where(answer => answer.Status != 200).ShouldAllBe(answer => answer.Status == 429 && answer["Retry-After"] != null);
    }

    static Task<GatewayFixture> StartAsync(params (string Name, string Value)[] profile) => StartAsync(clock: null, profile);

    static Task<GatewayFixture> StartAsync(ManualTimeProvider? clock, params (string Name, string Value)[] profile) =>
        GatewayFixture.StartAsync(settings => Profile(settings, profile), clock);

    static void Profile(IDictionary<string, string?> settings, params (string Name, string Value)[] profile)
    {
        settings["Access:Profiles:0:Name"] = settings["Access:DefaultProfile"] = "rated";
        foreach (var (name, value) in profile) settings["Access:Profiles:0:" + name] = value;
    }
}
