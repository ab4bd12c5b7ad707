using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

public sealed class CorsFixture : GatewayFixture
{
    public const string Portal = "https://portal.example.com";

    public CorsFixture() => Settings["Gateway:AllowedOrigins"] = Portal + ", http://localhost:3000";
}

/// <summary>Browser applications of other origins (Fetch, 3.3).</summary>
public sealed class CorsTests(CorsFixture gateway) : ContractTests<CorsFixture>(gateway)
{
    static readonly string[] Sendable = ["Authorization", "Cache-Control", "Content-Type", "If-None-Match", "traceparent", "tracestate", "X-Api-Key", "X-Request-Id"];

    static readonly string[] Readable =
    [
        "Age", "Cache-Status", "ETag", "Gateway-Ignored", "Gateway-Warnings", "Gateway-Window", "Link", "RateLimit", "RateLimit-Policy", "Retry-After", "WWW-Authenticate", "X-Request-Id",
    ];

    [Theory]
    [InlineData("/api/v1/alerts?timeperiod=3600")]
    [InlineData("/openapi/v1.json")]
    public async Task Preflight_IsAnswered_WithoutATokenOrTheTenant(string target)
    {
        var answer = await PreflightAsync(Gateway, target, CorsFixture.Portal);

        answer.Status.ShouldBe(204);
        answer["Access-Control-Allow-Origin"].ShouldBe(CorsFixture.Portal);
        List(answer["Access-Control-Allow-Methods"]).ShouldBe(["GET", "HEAD"]);
        List(answer["Access-Control-Allow-Headers"]).ShouldBe(Sendable);
        answer["Access-Control-Allow-Credentials"].ShouldBeNull();
        List(answer["Vary"]).ShouldBe(["Origin"]);
        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("https://other.example.com")]
    [InlineData("http://portal.example.com")]
    [InlineData("https://portal.example.com:8443")]
    [InlineData("https://portal.example.com.evil.example")]
    [InlineData("null")]
    [InlineData("*")]
    public async Task OtherOrigin_IsAllowedNothing(string origin)
    {
        foreach (var answer in (Answer[])[await PreflightAsync(Gateway, "/api/v1/alerts", origin), (await Gateway.GetAsync(Gateway.Question(), ("Origin", origin))).ShouldBePage()])
        {
            Allowed(answer).ShouldBeEmpty();
            List(answer["Vary"]).ShouldContain("Origin");
        }
    }

    [Theory]
    [InlineData(CorsFixture.Portal)]
    [InlineData("http://localhost:3000")]
    public async Task AllowedOrigin_MayReadTheAnswer_AndItsHeaders(string origin)
    {
        var question = Gateway.Question();
        var page = (await Gateway.GetAsync(question, ("Origin", origin))).ShouldBePage();
        var known = await Gateway.GetAsync(question, ("Origin", origin), ("If-None-Match", page["ETag"]!));

        known.Status.ShouldBe(304);
        foreach (var answer in (Answer[])[page, known])
        {
            answer["Access-Control-Allow-Origin"].ShouldBe(origin);
            List(answer["Access-Control-Expose-Headers"]).ShouldBe(Readable);
            answer["Access-Control-Allow-Credentials"].ShouldBeNull();
            answer["Vary"].ShouldBe("Authorization, Accept-Encoding, Origin");
        }
    }

    [Fact]
    public async Task AnswerWithoutAnOrigin_VariesWithIt() =>
        (await Gateway.GetAsync(Gateway.Question())).ShouldBePage()["Vary"].ShouldBe("Authorization, Accept-Encoding, Origin");

    [Fact]
    public async Task Errors_MayBeRead()
    {
        ShouldBeReadable((await Gateway.GetAsync(Gateway.Question(), token: null, FromPortal)).ShouldBeProblem(401));
        ShouldBeReadable((await Gateway.GetAsync(Gateway.Question("&limit=0"), ("Origin", CorsFixture.Portal))).ShouldBeProblem(400));
        ShouldBeReadable((await Gateway.GetAsync("/api/v1/nothing", ("Origin", CorsFixture.Portal))).ShouldBeProblem(404));
        ShouldBeReadable((await Gateway.SendAsync(HttpMethod.Delete, "/api/v1/alerts", Gateway.GoodToken, FromPortal)).ShouldBeProblem(405));
    }

    [Theory]
    [InlineData("Transfer-Encoding: gzip, chunked")]
    [InlineData("Transfer-Encoding: chunked\r\nContent-Length: 5")]
    [InlineData("Transfer-Encoding\v: chunked\r\nContent-Length: 5")]
    public async Task PreflightThatAProxyMayHaveReadInAnotherWay_Is400_AndEndsTheConnection(string framing)
    {
        var answer = await Gateway.SendRawAsync(
            $"OPTIONS /api/v1/alerts HTTP/1.1\r\nHost: gateway\r\nOrigin: {CorsFixture.Portal}\r\nAccess-Control-Request-Method: GET\r\n{framing}\r\n\r\n0\r\n\r\n");

        answer.ShouldBeProblem(400)["Connection"].ShouldBe("close");
    }

    [Fact]
    public async Task FailureOfTheGatewayItself_MayBeRead()
    {
        await using var other = await Failing.StartAsync(("Gateway:AllowedOrigins", CorsFixture.Portal));

        var answer = await other.GetAsync(other.Question(), ("Origin", CorsFixture.Portal));

        answer.Status.ShouldBe(500);
        ShouldBeReadable(answer);
    }

    [Fact]
    public async Task LegacyClients_MayPost()
    {
        await using var other = await GatewayFixture.StartAsync(settings =>
        {
            settings["Gateway:AllowedOrigins:0"] = CorsFixture.Portal;
            settings["Gateway:Compatibility"] = "Legacy";
        });

        List((await PreflightAsync(other, "/api/v1/alerts", CorsFixture.Portal))["Access-Control-Allow-Methods"]).ShouldBe(["GET", "HEAD", "POST"]);
        var answer = await other.SendAsync(HttpMethod.Post, other.Question(), other.GoodToken, FromPortal);
        ShouldBeReadable(answer.ShouldBePage());
    }

    [Fact]
    public async Task WithoutTheSetting_ThereIsNoCors()
    {
        await using var other = await GatewayFixture.StartAsync();

        var page = (await other.GetAsync(other.Question(), ("Origin", CorsFixture.Portal))).ShouldBePage();
        var preflight = await PreflightAsync(other, "/api/v1/alerts", CorsFixture.Portal);

        page["Vary"].ShouldBe("Authorization, Accept-Encoding");
        Allowed(page).ShouldBeEmpty();
        preflight.Status.ShouldBe(401);
        Allowed(preflight).ShouldBeEmpty();
    }

    static Task<Answer> PreflightAsync(GatewayFixture gateway, string target, string origin) => gateway.SendAsync(HttpMethod.Options, target, token: null, request =>
    {
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "GET");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,x-request-id");
    });

    static void FromPortal(HttpRequestMessage request) => request.Headers.Add("Origin", CorsFixture.Portal);

    static void ShouldBeReadable(Answer answer)
    {
        answer["Access-Control-Allow-Origin"].ShouldBe(CorsFixture.Portal);
        List(answer["Access-Control-Expose-Headers"]).ShouldBe(Readable);
        List(answer["Vary"]).ShouldContain("Origin");
    }

    static IEnumerable<string> Allowed(Answer answer) => answer.HeaderNames.Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase));

    static IReadOnlyList<string> List(string? header) =>
        [.. header.ShouldNotBeNull().Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.OrdinalIgnoreCase)];
}
