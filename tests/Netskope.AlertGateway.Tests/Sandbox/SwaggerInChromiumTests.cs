using Microsoft.Playwright;
using Netskope.AlertGateway.Tests.Infrastructure;

namespace Netskope.AlertGateway.Tests.Sandbox;

public sealed class SwaggerInChromiumTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    [Fact]
    public async Task AuthorizeTryItOutExecute_ShowsA200WithRows()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = chromium.Page;

        await page.GotoAsync(fixture.Sandbox.SwaggerAddress);
        await page.Locator(".btn.authorize").First.ClickAsync();
        var dialog = page.Locator(".modal-ux .auth-container").Filter(new LocatorFilterOptions { HasText = "clientCredentials" });
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Apply given OAuth2 credentials" }).Or(dialog.Locator("button.authorize")).First.ClickAsync();
        await dialog.GetByText("Logout").WaitForAsync();
        await page.Locator(".modal-ux .close-modal").ClickAsync();

        var alerts = page.Locator(".opblock-get").Filter(new LocatorFilterOptions { Has = page.Locator("[data-path='/api/v1/alerts']") });
        await alerts.Locator(".opblock-summary-control").ClickAsync();
        await alerts.Locator("button.execute").ClickAsync();
        var live = alerts.Locator(".live-responses-table");
        await live.WaitForAsync();
        await ScreenshotAsync(page);

        (await live.Locator(".response .response-col_status").First.InnerTextAsync()).ShouldStartWith("200");
        var body = await live.Locator(".response .highlight-code").First.InnerTextAsync();
        body.ShouldContain("\"_id\"");
        body.ShouldContain("\"alert_type\"");
        chromium.Complaints.ShouldBeEmpty();
    }

    static async Task ScreenshotAsync(IPage page)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults"));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, "swagger.png") });
    }
}
