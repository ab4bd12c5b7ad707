using Microsoft.Playwright;
using Netskope.Testing;

namespace Netskope.AlertGateway.IntegrationTests.Sandbox;

public sealed class SwaggerInChromiumTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    [Fact(Timeout = Chromium.TestTimeout)]
    public async Task AuthorizeTryItOutExecute_ShowsA200WithRows_ForPagesAndForWhatIsPassedThrough()
    {
        await using var chromium = await Chromium.StartAsync();
        var page = chromium.Page;

        await page.GotoAsync(fixture.Sandbox.SwaggerAddress);
        await page.Locator(".btn.authorize").First.ClickAsync();
        var dialog = page.Locator(".modal-ux .auth-container").Filter(new LocatorFilterOptions { HasText = "clientCredentials" });
        await dialog.GetByRole(AriaRole.Button, new LocatorGetByRoleOptions { Name = "Apply given OAuth2 credentials" }).Or(dialog.Locator("button.authorize")).First.ClickAsync();
        await dialog.GetByText("Logout").WaitForAsync();
        await page.Locator(".modal-ux .close-modal").ClickAsync();

        var alerts = await ExecuteAsync(page, "/api/v1/alerts", () => ScreenshotAsync(page));
        alerts.ShouldContain("\"_id\"");
        alerts.ShouldContain("\"alert_type\"");

        // With the values that the document suggests, as they stand.
        (await ExecuteAsync(page, "/api/v1/events")).ShouldContain("\"_id\"");
        (await ExecuteAsync(page, "/api/v1/report")).ShouldContain("\"data\"");
        (await ExecuteAsync(page, "/api/v1/clients")).ShouldContain("\"attributes\"");
        (await ExecuteAsync(page, "/api/v1/quarantine")).ShouldContain("\"quarantined\"");
        chromium.Complaints.ShouldBeEmpty();
    }

    static async Task<string> ExecuteAsync(IPage page, string path, Func<Task>? look = null)
    {
        var operation = page.Locator(".opblock-get").Filter(new LocatorFilterOptions { Has = page.Locator($"[data-path='{path}']") });
        await operation.Locator(".opblock-summary-control").ClickAsync();
        await operation.Locator("button.execute").ClickAsync();
        var live = operation.Locator(".live-responses-table");
        await live.WaitForAsync();
        (await live.Locator(".response .response-col_status").First.InnerTextAsync()).ShouldStartWith("200", Case.Sensitive, path);
        var body = await live.Locator(".response .highlight-code").First.InnerTextAsync();
        if (look is not null) await look();

        // Swagger UI renders all that is open again with every step.
        await operation.Locator(".opblock-summary-control").ClickAsync();
        return body;
    }

    static async Task ScreenshotAsync(IPage page)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults"));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, "swagger.png") });
    }
}
