using System.Globalization;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Netskope.AlertGateway.Store;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Answers;

public abstract class LargePageTests<TSubject> : SubjectTests<TSubject>
    where TSubject : ISubject
{
    [Fact]
    public async Task PageLargerThanTheStore_IsServed_AndNotCalledStored()
    {
        await using var gateway = await StartAsync(settings => settings["Cache:MemoryBytes"] = "1048576");
        var (question, page) = (gateway.Question("&limit=10000&unsorted=true"), Page(rows: 2500));
        (await gateway.GetAsync(gateway.Question())).ShouldBePage()["Cache-Status"].ShouldNotBeNull().ShouldContain("; stored");
        gateway.Tenant.OrderAnswer(200, Subject.Body(page), "application/json");

        for (var i = 0; i < 2; i++)
        {
            var answer = (await gateway.GetAsync(question, ("Accept-Encoding", "br"))).ShouldBePage();
            answer.Raw.Length.ShouldBeGreaterThan(1024 * 1024);
            answer.Text.ShouldBe(page);
            answer["Cache-Status"].ShouldNotBeNull().ShouldContain("fwd=uri-miss");
            answer["Cache-Status"]!.ShouldNotContain("stored");
        }
    }

    [Fact]
    public async Task LargePageWithoutCoding_IsDecodedForEachCaller_AndTakesNoMemory()
    {
        await using var gateway = await StartAsync();
        var (question, page) = (gateway.Question("&limit=10000&unsorted=true"), Page(rows: 2500));
        gateway.Tenant.OrderAnswer(200, Subject.Body(page), "application/json");
        var coded = (await gateway.GetAsync(question, ("Accept-Encoding", "br"))).ShouldBePage();
        var store = gateway.GatewayServices.GetRequiredService<MemoryStore>();
        var before = store.Size;

        var plain = (await gateway.GetAsync(question, ("Accept-Encoding", "identity"))).ShouldBePage();
        var head = await gateway.SendAsync(HttpMethod.Head, question, gateway.GoodToken);

        plain.IsHit.ShouldBeTrue();
        plain.Raw.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes(page)).ShouldBeTrue();
        plain["Content-Encoding"].ShouldBeNull();
        plain["Content-Length"].ShouldBe(plain.Raw.Length.ToString(CultureInfo.InvariantCulture));
        plain["ETag"].ShouldNotBe(coded["ETag"]);
        head["Content-Length"].ShouldBe(plain["Content-Length"]);
        head.Raw.ShouldBeEmpty();
        store.Size.ShouldBe(before);
        before.ShouldBeInRange(coded.Raw.Length, coded.Raw.Length + (8 * 1024), "only what came from the tenant is held, under a key");
    }

    /// <summary>A kilobyte a row that hardly compresses.</summary>
    static string Page(int rows)
    {
        var random = new Random(rows);
        var bytes = new byte[720];
        var text = new StringBuilder("""{"status":"success","msg":"","data":[""");
        for (var i = 0; i < rows; i++)
        {
            random.NextBytes(bytes);
            text.Append(i == 0 ? "" : ",").Append("{\"_id\":\"").Append(Convert.ToBase64String(bytes)).Append("\"}");
        }

        return text.Append("]}").ToString();
    }
}

public sealed class V1AlertsLargePageTests : LargePageTests<V1Alerts>;

public sealed class V2AlertsLargePageTests : LargePageTests<V2Alerts>;

public sealed class V1EventsLargePageTests : LargePageTests<V1Events>;

public sealed class V2EventsLargePageTests : LargePageTests<V2Events>;
