using System.IO.Compression;
using System.Text;
using Netskope.Simulator;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Upstream;

public sealed class TenantFaultTests(ClockedFixture gateway) : ContractTests<ClockedFixture>(gateway)
{
    [Theory]
    [InlineData("br", true)]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    public async Task DamagedCoding_Is502_AndNoFaultOfTheGateway(string coding, bool fromTheStart)
    {
        OrderDamaged(coding, fromTheStart);

        (await Gateway.GetAsync(Gateway.Question())).ShouldBeProblem(502, "tenant-malformed");

        Gateway.LoggedFaults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("br", true)]
    [InlineData("gzip", false)]
    [InlineData("gzip", true)]
    public async Task DamagedCoding_WithAnAnswerKept_GivesThat(string coding, bool fromTheStart)
    {
        var question = Gateway.Question();
        var good = (await Gateway.GetAsync(question)).ShouldBePage();
        OrderDamaged(coding, fromTheStart);
        Gateway.Clock!.Advance(TimeSpan.FromHours(2));

        var stale = (await Gateway.GetAsync(question)).ShouldBePage();

        stale.Bytes.ShouldBe(good.Bytes);
        stale["Cache-Status"].ShouldNotBeNull().ShouldContain("; detail=tenant-malformed");
    }

    [Fact]
    public async Task Health_IsDegradedByTheTenantsFaults_AndNotByTheGatewaysOwnBounds()
    {
        await using var small = await GatewayFixture.StartAsync(
            settings =>
            {
                settings["Netskope:MaxPageBytes"] = "1048576";
                settings["Netskope:MaxInFlightBytes"] = "2097152";
            },
            new ManualTimeProvider(),
            tenant => tenant.AlertsPerDay = 3000);
        const string TooLarge = "/api/v1/alerts?timeperiod=604800&limit=10000";

        (await small.GetAsync(small.Question())).ShouldBePage();
        (await small.GetAsync(TooLarge)).ShouldBeProblem(502, "page-too-large");
        await IsAsync("Healthy");

        small.Tenant.Faults.Order(FaultKind.InternalError500);
        (await small.GetAsync(small.Question())).ShouldBeProblem(502, "tenant-error");
        await IsAsync("Degraded");

        (await small.GetAsync(TooLarge)).ShouldBeProblem(502, "page-too-large");
        await IsAsync("Degraded");

        (await small.GetAsync(small.Question())).ShouldBePage();
        await IsAsync("Healthy");

        async Task IsAsync(string status)
        {
            var answer = await small.GetAsync("/health/ready", token: null);
            answer.Status.ShouldBe(200);
            answer.Json.GetProperty("status").GetString().ShouldBe(status);
        }
    }

    [Fact]
    public async Task WithoutDocs_ThereAreNone()
    {
        await using var bare = await GatewayFixture.StartAsync(settings => settings["Gateway:Docs"] = "false");

        foreach (var path in (string[])["/swagger", "/swagger/", "/swagger/index.html", "/openapi/v1.json"])
            (await bare.GetAsync(path)).ShouldBeProblem(404, "not-found");

        (await bare.GetAsync(bare.Question())).ShouldBePage();
    }

    void OrderDamaged(string coding, bool fromTheStart)
    {
        // Zeros are the start of no coded body. Behind the start only gzip, which has a checksum, can tell them from text.
        var plain = new byte[64 * 1024];
        new Random(7).NextBytes(plain);
        using var coded = new MemoryStream();
        using (Stream coder = coding == "br" ? new BrotliStream(coded, CompressionLevel.Fastest, leaveOpen: true) : new GZipStream(coded, CompressionLevel.Fastest, leaveOpen: true))
        {
            coder.Write("""{"status":"success","msg":"","data":[{"text":" """u8);
            coder.Write(Encoding.ASCII.GetBytes(Convert.ToBase64String(plain)));
            coder.Write("\"}]}"u8);
        }

        var body = coded.ToArray();
        Array.Clear(body, fromTheStart ? 0 : body.Length / 2, 256);
        Gateway.Tenant.Faults.Order(
            "damaged " + coding,
            new WireFault(200, body, "application/json", response => response.Headers.ContentEncoding = coding),
            times: int.MaxValue);
    }
}
