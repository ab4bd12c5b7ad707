using System.Globalization;
using System.Text.Json.Nodes;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Documents;

public sealed class CommittedDocumentTests(GatewayFixture gateway) : IClassFixture<GatewayFixture>
{
    static string Committed => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "openapi", "alert-gateway.json"));

    [Fact]
    public async Task ServedDocument_IsTheCommittedOne()
    {
        var served = await gateway.GetAsync("/openapi/v1.json", token: null);

        served.Status.ShouldBe(200);
        served.Text.TrimEnd().ShouldBe(Committed.TrimEnd(), "dotnet build writes openapi/alert-gateway.json: look at the difference, and commit it");
    }

    [Fact]
    public void Document_HoldsNoAddressOfAnyMachine() =>
        JsonNode.Parse(Committed)!["servers"]!.AsArray().Select(s => (string?)s!["url"]).ShouldBe(["/"]);

    [Theory]
    [InlineData("get")]
    [InlineData("head")]
    public void EveryAnswer_IsDescribed_WithTheHeadersItComesWith(string method)
    {
        var answers = JsonNode.Parse(Committed)!["paths"]!["/api/v1/alerts"]![method]!["responses"]!.AsObject();

        answers.Select(a => a.Key).ShouldBe(["200", "304", "400", "401", "403", "405", "414", "429", "431", "500", "502", "503", "504"]);
        Header("401", "WWW-Authenticate").ShouldBeTrue();
        Header("403", "WWW-Authenticate").ShouldBeTrue();
        Header("405", "Allow").ShouldBeTrue();
        Header("429", "Retry-After").ShouldBeTrue();
        Header("503", "Retry-After").ShouldBeTrue();
        Header("504", "Retry-After").ShouldBeTrue();
        foreach (var status in (string[])["200", "304"])
        {
            foreach (var name in (string[])["ETag", "Cache-Control", "Age", "Vary", "Cache-Status", "Gateway-Window", "Link"])
                Header(status, name).ShouldBeTrue($"{status} {name}");
        }

        bool Header(string status, string name) => answers[status]!["headers"]![name] is not null;
    }

    [Fact]
    public async Task HeadersMarkedAsRequired_AreReallySent()
    {
        var answers = JsonNode.Parse(Committed)!["paths"]!["/api/v1/alerts"]!["get"]!["responses"]!.AsObject();
        var page = await gateway.GetAsync(gateway.Question());
        var known = await gateway.GetAsync("/api/v1/alerts?timeperiod=86400", ("If-None-Match", "*"));
        var wrong = await gateway.GetAsync("/api/v1/alerts?timeperiod=1");
        var anonymous = await gateway.GetAsync("/api/v1/alerts?timeperiod=86400", token: null);
        var poor = await gateway.GetAsync("/api/v1/alerts?timeperiod=86400", gateway.Token("events.read"));
        var deleted = await gateway.SendAsync(HttpMethod.Delete, "/api/v1/alerts", gateway.GoodToken);

        foreach (var answer in (Answer[])[page, known, wrong, anonymous, poor, deleted])
        {
            var status = answer.Status.ToString(CultureInfo.InvariantCulture);
            var required = answers[status]!["headers"]!.AsObject().Where(h => (bool?)h.Value!["required"] == true).Select(h => h.Key);
            foreach (var name in required) answer[name].ShouldNotBeNullOrEmpty($"{status} {name}");
        }
    }
}
