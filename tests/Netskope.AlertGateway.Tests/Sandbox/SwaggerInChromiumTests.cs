using Microsoft.Playwright;

namespace Netskope.AlertGateway.Tests.Sandbox;

public sealed class SwaggerInChromiumTests(SandboxFixture fixture) : IClassFixture<SandboxFixture>
{
    const float Patience = 30_000;

    static readonly string[] Browsers = ["chromium", "chromium-browser", "google-chrome"];

    [Fact]
    public async Task AuthorizeTryItOutExecute_ShowsA200WithRows()
    {
        var browserPath = FindBrowser();
        if (browserPath is null && Environment.GetEnvironmentVariable("CI") is not "true") Assert.Skip("There is no chromium on this machine.");
        browserPath.ShouldNotBeNull("with CI=true the browser test may not be skipped");

        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = browserPath, Args = ["--no-sandbox"] });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 2200 } });
        page.SetDefaultTimeout(Patience);
        var complaints = new List<string>();
        page.Console += (_, message) =>
        {
            if (message.Type is "error") complaints.Add(message.Text);
        };

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
        complaints.ShouldBeEmpty();
    }

    static async Task ScreenshotAsync(IPage page)
    {
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "TestResults"));
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder.FullName, "swagger.png") });
    }

    static string? FindBrowser() =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(_ => Browsers, Path.Combine)
            .FirstOrDefault(File.Exists);
}
