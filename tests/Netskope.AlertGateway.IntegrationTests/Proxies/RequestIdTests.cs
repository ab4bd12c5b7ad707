using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>A caller's own name for its request.</summary>
public sealed class RequestIdTests(ProxiedFixture fixture) : ContractTests<ProxiedFixture>(fixture)
{
    const string Id = "7b1e9c52-0d8a-4f3e-9b7e-2f6a5c1d4e80";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.Records.Clear();
    }

    [Fact]
    public async Task EveryAnswer_EchoesIt_AndEveryRecordHasIt()
    {
        var question = Gateway.Question();
        await ShouldEchoAsync(await AskAsync(question), 200);
        var hit = await ShouldEchoAsync(await AskAsync(question), 200);
        await ShouldEchoAsync(await Gateway.GetAsync(question, ("X-Request-Id", Id), ("If-None-Match", hit["ETag"]!)), 304);
        await ShouldEchoAsync(await Gateway.SendAsync(HttpMethod.Head, question, Gateway.GoodToken, WithId), 200);
        await ShouldEchoAsync(await AskAsync(Gateway.Question("&limit=0")), 400);
        await ShouldEchoAsync(await Gateway.GetAsync(question, token: null, WithId), 401);
        await ShouldEchoAsync(await Gateway.GetAsync(question, Gateway.Token("events.read"), WithId), 403);
        await ShouldEchoAsync(await AskAsync("/api/v1/nothing"), 404);
        await ShouldEchoAsync(await Gateway.SendAsync(HttpMethod.Delete, question, Gateway.GoodToken, WithId), 405);
        Gateway.Tenant.Faults.Order(FaultKind.InternalError500);
        await ShouldEchoAsync(await AskAsync(Gateway.Question()), 502);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/nowhere")]
    public async Task WhatIsNotBelowApi_EchoesItToo(string address) =>
        (await AskAsync(address))["X-Request-Id"].ShouldBe(Id);

    [Fact]
    public async Task FailureOfTheGatewayItself_EchoesIt()
    {
        await using var gateway = await Failing.StartAsync();

        var answer = await gateway.GetAsync(gateway.Question(), ("X-Request-Id", Id));

        answer.Status.ShouldBe(500);
        answer["X-Request-Id"].ShouldBe(Id);
    }

    [Fact]
    public async Task AbsentOne_IsNotInvented()
    {
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage()["X-Request-Id"].ShouldBeNull();

        (await Gateway.Records.TakeAsync()).GetProperty("request").GetString().ShouldBeNull();
    }

    public static TheoryData<string> Sound => ["x", "01J8ZQ3V9Z/abc+def==", "Root=1-67891233-abcdef012345678912345678", "a.b_c~d@e:f", new string('x', 128)];

    [Theory]
    [MemberData(nameof(Sound))]
    public async Task SoundOne_IsTaken(string id)
    {
        (await Gateway.GetFromAsync(Callers.Stranger, Gateway.Question(), "X-Request-Id: " + id)).ShouldBePage()["X-Request-Id"].ShouldBe(id);

        (await Gateway.Records.TakeAsync()).GetProperty("request").GetString().ShouldBe(id);
    }

    public static TheoryData<string> Unsound =>
    [
        "", " ", "a b", "a,b", "a;b", "a\"b", "a'b", "<b>", "a\\b", "{a}", "a%0d%0ab", "a\tb", "a\x01", "\xc3\xa4", new string('x', 129),
        "x\r\nX-Request-Id: y", "x" + GatewayFixture.TenantToken, "eyJhbGciOiJub25lIn0.eyJzdWIiOiJtZSJ9.x",
    ];

    [Theory]
    [MemberData(nameof(Unsound), DisableDiscoveryEnumeration = true)]
    public async Task UnsoundOne_IsPassedOver(string id)
    {
        (await Gateway.GetFromAsync(Callers.Stranger, Gateway.Question(), "X-Request-Id: " + id)).ShouldBePage()["X-Request-Id"].ShouldBeNull();

        (await Gateway.Records.TakeAsync()).GetProperty("request").GetString().ShouldBeNull();
    }

    Task<Answer> AskAsync(string target) => Gateway.GetAsync(target, ("X-Request-Id", Id));

    static void WithId(HttpRequestMessage request) => request.Headers.Add("X-Request-Id", Id);

    async Task<Answer> ShouldEchoAsync(Answer answer, int status)
    {
        answer.Status.ShouldBe(status, answer.Text);
        answer["X-Request-Id"].ShouldBe(Id);
        (await Gateway.Records.TakeAsync()).GetProperty("request").GetString().ShouldBe(Id);
        return answer;
    }
}
