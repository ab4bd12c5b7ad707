using Microsoft.Playwright;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Proxies;

/// <summary>What a real browser makes of it.</summary>
public sealed class BrowserTests
{
    const string Ask =
        """
        async ([address, token]) => {
          try {
            const answer = await fetch(address, { headers: { Authorization: 'Bearer ' + token, 'X-Request-Id': 'of-a-page', traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01' } });
            const body = await answer.json();
            return [answer.status, body.status, answer.headers.get('X-Request-Id'), answer.headers.get('ETag') !== null].join(' ');
          } catch (e) {
            return e.name;
          }
        }
        """;

    [Fact(Timeout = Chromium.TestTimeout)]
    public async Task SwaggerBehindAPrefix_AsksBehindThePrefix()
    {
        using var ca = new PrivateCa();
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Gateway:KnownProxies"] = "127.0.0.1");
        await using var proxy = await ReverseProxy.HaproxyAsync(gateway.Address, ca);
        await using var chromium = await Chromium.StartAsync("--ignore-certificate-errors", $"--host-resolver-rules=MAP {ReverseProxy.Host} 127.0.0.1");
        var page = chromium.Page;

        await page.GotoAsync(proxy.Address + "netskope/swagger");
        await page.Locator(".btn.authorize").First.ClickAsync();
        await page.Locator("#auth-bearer-value").FillAsync(gateway.GoodToken);
        await page.Locator(".auth-container button.authorize").First.ClickAsync();
        await page.Locator(".modal-ux .close-modal").ClickAsync();
        var alerts = page.Locator(".opblock-get").Filter(new LocatorFilterOptions { Has = page.Locator("[data-path='/api/v1/alerts']") });
        await alerts.Locator(".opblock-summary-control").ClickAsync();
        await alerts.Locator("button.try-out__btn").ClickAsync();
        await alerts.Locator("tr[data-param-name='timeperiod'] select").SelectOptionAsync("86400");
        await alerts.Locator("button.execute").ClickAsync();
        var live = alerts.Locator(".live-responses-table");
        await live.WaitForAsync();

        (await live.Locator(".response .response-col_status").First.InnerTextAsync()).ShouldStartWith("200");
        (await alerts.Locator(".request-url").InnerTextAsync()).ShouldContain($"{proxy.Address}netskope/api/v1/alerts?timeperiod=86400");
        chromium.Complaints.ShouldBeEmpty();
    }

    [Fact(Timeout = Chromium.TestTimeout)]
    public async Task PageOfAnAllowedOrigin_ReadsTheAnswer_AndOneOfAnotherDoesNot()
    {
        await using var portal = await GatewayFixture.StartAsync();
        await using var stranger = await GatewayFixture.StartAsync(beside: portal);
        await using var gateway = await GatewayFixture.StartAsync(settings => settings["Gateway:AllowedOrigins"] = portal.Address.GetLeftPart(UriPartial.Authority), beside: portal);
        await using var chromium = await Chromium.StartAsync();
        var question = gateway.Address.GetLeftPart(UriPartial.Authority) + gateway.Question();

        await chromium.Page.GotoAsync(portal.Address + "health/live");
        (await chromium.Page.EvaluateAsync<string>(Ask, (string[])[question, gateway.GoodToken])).ShouldBe("200 success of-a-page true");
        (await chromium.Page.EvaluateAsync<string>(Ask, (string[])[question, "no.good.token"])).ShouldBe("401 401 of-a-page false");

        await chromium.Page.GotoAsync(stranger.Address + "health/live");
        (await chromium.Page.EvaluateAsync<string>(Ask, (string[])[question, gateway.GoodToken])).ShouldBe("TypeError");
        gateway.Tenant.Record.Calls.Count.ShouldBe(1);
    }
}
