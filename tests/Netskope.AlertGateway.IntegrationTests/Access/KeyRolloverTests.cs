using Netskope.Sandbox;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Access;

public sealed class KeyRolloverTests
{
    static readonly IssuerKeys Foreign = new("foreign");

    [Fact]
    public async Task FirstRequestWithTheNewKey_Is200()
    {
        await using var gateway = await StartWithKnownKeysAsync();

        gateway.Issuer.Rollover();

        (await gateway.GetAsync(gateway.Question(), gateway.Token())).ShouldBePage();
    }

    [Fact]
    public async Task TwentyAtOnceWithTheNewKey_AreAll200_AfterOneRead()
    {
        await using var gateway = await StartWithKnownKeysAsync();
        gateway.Issuer.Rollover();

        // Long enough that most of them come while the keys are being read.
        gateway.Issuer.DelayJwks(TimeSpan.FromMilliseconds(300));
        var (reads, token, question) = (gateway.Issuer.JwksReads, gateway.Token(), gateway.Question());

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => gateway.GetAsync(question, token)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        gateway.Issuer.JwksReads.ShouldBe(reads + 1);
    }

    [Fact]
    public async Task OldKeyAfterTheRollover_Is401()
    {
        await using var gateway = await StartWithKnownKeysAsync();
        var old = gateway.Issuer.SigningKey;
        gateway.Issuer.Rollover();
        (await gateway.GetAsync(gateway.Question(), gateway.Token())).ShouldBePage();

        var answer = await gateway.GetAsync(gateway.Question(), gateway.Issuer.Issue(subject: "late", scope: GatewayFixture.AllScopes, keys: old));

        answer.ShouldBeProblem(401, "invalid-token");
    }

    [Fact]
    public async Task ManyUnknownKeyIds_MakeOneReadIn5Seconds()
    {
        await using var gateway = await StartWithKnownKeysAsync();
        var (clock, before) = (gateway.Clock!, gateway.Issuer.JwksReads);

        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => gateway.GetAsync(gateway.Question(), UnknownKey(gateway, $"unknown-{i}"))));
        clock.Advance(TimeSpan.FromSeconds(4.9));
        (await gateway.GetAsync(gateway.Question(), UnknownKey(gateway, "soon"))).ShouldBeProblem(401, "invalid-token");

        answers.ShouldAllBe(answer => answer.Status == 401);
        gateway.Issuer.JwksReads.ShouldBe(before + 1);

        clock.Advance(TimeSpan.FromSeconds(0.1));
        (await gateway.GetAsync(gateway.Question(), UnknownKey(gateway, "late"))).ShouldBeProblem(401, "invalid-token");
        gateway.Issuer.JwksReads.ShouldBe(before + 2);
    }

    [Fact]
    public async Task FirstRequestWithTheNewKey_WithoutNotBefore_Is200()
    {
        await using var gateway = await StartWithKnownKeysAsync();

        gateway.Issuer.Rollover();
        var token = gateway.Issuer.Issue(scope: GatewayFixture.AllScopes, claims: claims => claims.Remove("nbf"));

        (await gateway.GetAsync(gateway.Question(), token)).ShouldBePage();
    }

    [Fact]
    public async Task TwoHundredAtOnceWithTheNewKey_AreAll200_AfterOneRead()
    {
        await using var gateway = await StartWithKnownKeysAsync();
        gateway.Issuer.Rollover();
        var (reads, question) = (gateway.Issuer.JwksReads, gateway.Question());
        var tokens = Enumerable.Range(0, 200).Select(i => gateway.Token(subject: $"app-{i}")).ToList();

        var answers = await Task.WhenAll(tokens.Select(token => gateway.GetAsync(question, token)));

        answers.ShouldAllBe(answer => answer.Status == 200);
        gateway.Issuer.JwksReads.ShouldBe(reads + 1);
    }

    [Fact]
    public async Task HangingIssuer_KeepsNoGoodCallerWaiting()
    {
        await using var gateway = await StartWithKnownKeysAsync();
        gateway.Issuer.HangJwks();
        var reads = gateway.Issuer.JwksReads;
        var unknown = gateway.GetAsync(gateway.Question(), UnknownKey(gateway, "unknown"));
        await Eventually.HoldsAsync("the keys are asked for", () => gateway.Issuer.JwksReads == reads + 1);

        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        unknown.IsCompleted.ShouldBeFalse("the good caller waited as long as the one with the unknown key");

        (await Eventually.DoneAsync(unknown, gateway.Clock!, TimeSpan.FromSeconds(1))).ShouldBeProblem(401, "invalid-token");
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
    }

    [Fact]
    public async Task FailingIssuer_LeavesGoodTokensGood()
    {
        await using var gateway = await StartWithKnownKeysAsync();
        gateway.Issuer.FailJwks();

        (await gateway.GetAsync(gateway.Question(), UnknownKey(gateway, "unknown"))).ShouldBeProblem(401, "invalid-token");
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
    }

    /// <summary>Its clock stands still: nobody's patience ends before the keys are there.</summary>
    static async Task<GatewayFixture> StartWithKnownKeysAsync()
    {
        var gateway = await GatewayFixture.StartAsync(clock: new ManualTimeProvider());
        (await gateway.GetAsync(gateway.Question())).ShouldBePage();
        return gateway;
    }

    static string UnknownKey(GatewayFixture gateway, string id) =>
        gateway.Issuer.Issue(scope: GatewayFixture.AllScopes, keys: Foreign, header: header => header["kid"] = id);
}
