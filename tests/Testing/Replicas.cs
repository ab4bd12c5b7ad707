namespace Netskope.Testing;

/// <summary>Gateways with one tenant, one issuer and one Redis, as replicas of a deployment have.</summary>
public sealed class Replicas : IAsyncDisposable
{
    readonly List<GatewayFixture> _gateways = [];

    Replicas(RedisServer redis) => Redis = redis;

    public RedisServer Redis { get; }

    public IReadOnlyList<GatewayFixture> All => _gateways;

    public GatewayFixture First => _gateways[0];

    public GatewayFixture Second => _gateways[1];

    /// <summary>Settings for tests that are not about outages: a busy machine is none.</summary>
    public static void Patient(IDictionary<string, string?> settings) => settings["Redis:Timeout"] = "00:00:05";

    public static Task<Replicas> StartAsync(int count = 2, ManualTimeProvider? clock = null, bool redisAbsent = false, Action<IDictionary<string, string?>>? settings = null) =>
        StartAsync(new RedisServerOptions(), (own, _) => settings?.Invoke(own), count: count, clock: clock, redisAbsent: redisAbsent);

    /// <summary>With a Redis of another kind.</summary>
    /// <param name="redis">How it is started.</param>
    /// <param name="settings">The gateways' settings, which need its address.</param>
    /// <param name="prepare">Done once it runs, before the gateways start.</param>
    public static async Task<Replicas> StartAsync(
        RedisServerOptions redis,
        Action<IDictionary<string, string?>, RedisServer> settings,
        Func<RedisServer, Task>? prepare = null,
        int count = 2,
        ManualTimeProvider? clock = null,
        bool redisAbsent = false)
    {
        var replicas = new Replicas(await RedisServer.StartAsync(redisAbsent, redis));
        try
        {
            if (prepare is not null) await prepare(replicas.Redis);
            for (var i = 0; i < count; i++) await replicas.AddAsync(own => settings(own, replicas.Redis), clock);
            return replicas;
        }
        catch
        {
            await replicas.DisposeAsync();
            throw;
        }
    }

    /// <summary>A further gateway, with an empty memory.</summary>
    public async Task<GatewayFixture> AddAsync(Action<IDictionary<string, string?>>? settings = null, ManualTimeProvider? clock = null)
    {
        var gateway = await GatewayFixture.StartAsync(
            own =>
            {
                own["ConnectionStrings:Redis"] = Redis.Address;
                settings?.Invoke(own);
            },
            clock,
            beside: _gateways.FirstOrDefault());
        _gateways.Add(gateway);
        return gateway;
    }

    /// <summary>Until so many questions wait for what another replica has asked.</summary>
    public Task AreFollowingAsync(int count) => Eventually.HoldsAsync("they follow", () => _gateways.Sum(gateway => gateway.Following) == count);

    /// <summary>The gateway ends; the others go on.</summary>
    public async Task RemoveAsync(GatewayFixture gateway)
    {
        _gateways.Remove(gateway);
        await gateway.DisposeAsync();
    }

    /// <summary>Asks through a gateway and waits until Redis has the answer.</summary>
    /// <returns>The answer, and the key that came with it.</returns>
    public async Task<(Answer Answer, string Key)> AskAndShareAsync(GatewayFixture gateway, string question)
    {
        var before = await Redis.AnswersAsync();
        var answer = (await gateway.GetAsync(question)).ShouldBePage();
        string? key = null;
        await Eventually.HoldsAsync("the answer is in Redis", async () => (key = (await Redis.AnswersAsync()).Except(before, StringComparer.Ordinal).SingleOrDefault()) is not null);
        return (answer, key!);
    }

    /// <summary>Until a question that is asked at one replica is a hit at the other, in both directions.</summary>
    public async Task ShareAsync()
    {
        foreach (var (from, to) in ((GatewayFixture, GatewayFixture)[])[(First, Second), (Second, First)])
        {
            await Eventually.HoldsAsync("an answer reaches the other replica", async () =>
            {
                var question = from.Question("&limit=3");
                (await from.GetAsync(question)).ShouldBePage();
                return (await to.GetAsync(question, ("Cache-Control", "only-if-cached"))).Status == 200;
            });
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var gateway in Enumerable.Reverse(_gateways)) await gateway.DisposeAsync();
        await Redis.DisposeAsync();
    }
}
