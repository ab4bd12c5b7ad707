using System.Text.Json.Nodes;
using Netskope.AlertGateway.IntegrationTests.Diagnostics;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

public sealed class PrefixedFixture : GatewayFixture
{
    public PrefixedFixture()
    {
        Settings["Gateway:PathBase"] = "/netskope";
        Settings["Gateway:KnownProxies"] = "127.0.0.1";
        Services = Records.AddTo;
    }

    internal AccessLines Records { get; } = new();
}

/// <summary>Behind a prefix, whether the proxy takes it off the path or not.</summary>
public sealed class PathPrefixTests(PrefixedFixture fixture) : ContractTests<PrefixedFixture>(fixture)
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gateway.Records.Clear();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/netskope")]
    public async Task TakenOffOrNot_IsServed_WithALinkThatWorksOutside(string sent)
    {
        var first = (await Gateway.GetAsync(sent + Gateway.Question("&limit=2"))).ShouldBePage();

        var next = first.Next.ShouldNotBeNull();
        next.ShouldStartWith("/netskope/api/v1/alerts?");
        (await Gateway.GetAsync(next)).ShouldBePage().Ids.Intersect(first.Ids, StringComparer.Ordinal).ShouldBeEmpty();
        (await Gateway.GetAsync(next["/netskope".Length..])).ShouldBePage().IsHit.ShouldBeTrue();
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/openapi/v1.json")]
    [InlineData("/swagger/index.html")]
    public async Task FixedAddresses_AreServed_WithAndWithoutIt(string address)
    {
        (await Gateway.GetAsync(address, token: null)).Status.ShouldBe(200);
        (await Gateway.GetAsync("/netskope" + address, token: null)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("", null, "/netskope")]
    [InlineData("/netskope", null, "/netskope")]
    [InlineData("", "/other", "/other")]
    [InlineData("/netskope", "/corp", "/corp/netskope")]
    public async Task DocumentsServer_IsThePrefix(string sent, string? told, string server)
    {
        var document = await Gateway.GetAsync(sent + "/openapi/v1.json", token: null, request =>
        {
            if (told is not null) request.Headers.Add("X-Forwarded-Prefix", told);
        });

        JsonNode.Parse(document.Text)!["servers"]!.AsArray().Select(s => (string?)s!["url"]).ShouldBe([server]);
    }

    [Theory]
    [InlineData("/netskope/swagger")]
    [InlineData("/swagger")]
    public async Task SwaggersRedirect_StaysBehindThePrefix(string address)
    {
        var answer = await Gateway.GetFromAsync(Callers.Proxy, address);

        answer.Status.ShouldBe(301);
        new Uri(new Uri("http://gateway" + address), answer["Location"]).AbsoluteUri.ShouldBe($"http://gateway{address}/index.html");
    }

    [Fact]
    public async Task PrefixAlone_IsNothing() => (await Gateway.GetAsync("/netskope")).ShouldBeProblem(404);

    [Theory]
    [InlineData("/other", "", "/other")]
    [InlineData("/netskope", "", "/netskope")]
    [InlineData("/corp", "/netskope", "/corp/netskope")]
    [InlineData("/api", "", "/api")]
    [InlineData("/api/v1", "", "/api/v1")]
    public async Task PrefixThatAKnownProxyTells_GoesBeforeTheSetting(string told, string sent, string linked)
    {
        var answer = (await Gateway.GetAsync(sent + Gateway.Question("&limit=2"), ("X-Forwarded-Prefix", told))).ShouldBePage();

        answer.Next.ShouldNotBeNull().ShouldStartWith(linked + "/api/v1/alerts?starttime");
    }

    [Theory]
    [InlineData("/netskope/./api/v1/alerts")]
    [InlineData("/netskope/../api/v1/alerts")]
    [InlineData("/netskope/../netskope/api/v1/alerts")]
    [InlineData("/./netskope/api/v1/alerts")]
    [InlineData("/swagger/../netskope/api/v1/alerts")]
    [InlineData("/netskope/swagger/../api/v1/alerts")]
    [InlineData("/./api/v1/alerts")]
    [InlineData("/%6eetskope/api/v1/alerts")]
    [InlineData("/netskope/%61pi/v1/alerts")]
    [InlineData("/netskope/api/v1/alert%73")]
    [InlineData("/netskope%2fapi/v1/alerts")]
    [InlineData("/NETSKOPE/api/v1/alerts")]
    [InlineData("/netskope/netskope/api/v1/alerts")]
    [InlineData("/netskope/api/v1/alerts/")]
    [InlineData("/netskope//api/v1/alerts")]
    [InlineData("//netskope/api/v1/alerts")]
    [InlineData("/netskopeapi/v1/alerts")]
    [InlineData("/netskope/API/v1/alerts")]
    [InlineData("http://gateway/netskope/./api/v1/alerts")]
    [InlineData("http://gateway/netskope/../api/v1/alerts")]
    public async Task PathThatOnlyBecomesTheResources_Is404(string path)
    {
        (await Gateway.GetFromAsync(Callers.Proxy, path + Query())).Status.ShouldBe(404);
        (await Gateway.GetFromAsync(Callers.Proxy, path + Query(), "X-Forwarded-Prefix: /netskope")).Status.ShouldBe(404);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("/netskope", "/netskope")]
    [InlineData("/corp/netskope", "/netskope")]
    [InlineData("/other", "/other")]
    public async Task PrefixThatIsTold_IsOff_AndNotTakenOffAgain(string told, string sent)
    {
        (await Gateway.GetAsync(sent + Gateway.Question(), ("X-Forwarded-Prefix", told))).ShouldBeProblem(404);

        Gateway.Tenant.Record.Calls.ShouldBeEmpty();
    }

    [Fact]
    public async Task AbsoluteForm_IsServed() =>
        (await Gateway.GetFromAsync(Callers.Proxy, "http://gateway/netskope" + Gateway.Question())).ShouldBePage();

    [Fact]
    public async Task RequestBelowIt_IsRecorded()
    {
        (await Gateway.GetAsync("/netskope/api/v1/nothing")).ShouldBeProblem(404);

        (await Gateway.Records.TakeAsync()).GetProperty("outcome").GetString().ShouldBe("not-found");
    }

    [Theory]
    [InlineData("/netskope//api/v1/alerts")]
    [InlineData("/netskope///api/v1/alerts")]
    [InlineData("//api/v1/alerts")]
    public async Task LegacyPath_IsServedBelowIt(string path)
    {
        await using var gateway = await GatewayFixture.StartAsync(settings =>
        {
            settings["Gateway:PathBase"] = "/netskope";
            settings["Gateway:Compatibility"] = "Legacy";
        });

        (await gateway.GetFromAsync(Callers.Proxy, path + Query())).ShouldBePage()["Link"].ShouldNotBeNull().ShouldStartWith("</netskope/api/v1/alerts?");
        (await gateway.GetFromAsync(Callers.Proxy, "/netskope/..//api/v1/alerts" + Query())).Status.ShouldBe(404);
    }

    string Query()
    {
        var question = Gateway.Question("&limit=2");
        return question[question.IndexOf('?', StringComparison.Ordinal)..];
    }
}
