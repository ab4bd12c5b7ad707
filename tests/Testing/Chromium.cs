using Microsoft.Playwright;

namespace Netskope.Testing;

/// <summary>A page in a real browser.</summary>
public sealed class Chromium : IAsyncDisposable
{
    const float Patience = 30_000;

    readonly IPlaywright _playwright;
    readonly IBrowser _browser;

    Chromium(IPlaywright playwright, IBrowser browser, IPage page) => (_playwright, _browser, Page) = (playwright, browser, page);

    public IPage Page { get; }

    /// <summary>What the browser's console has shown of errors.</summary>
    public IList<string> Complaints { get; } = [];

    /// <param name="arguments">Further arguments of the browser.</param>
    public static async Task<Chromium> StartAsync(params string[] arguments)
    {
        var path = Programs.Need("chromium", "chromium-browser", "google-chrome");
        var playwright = await Playwright.CreateAsync();
        var browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox", .. arguments] });
        var page = await browser.NewPageAsync(new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = 1400, Height = 2200 } });
        page.SetDefaultTimeout(Patience);
        var chromium = new Chromium(playwright, browser, page);
        page.Console += (_, message) =>
        {
            if (message.Type is "error") chromium.Complaints.Add(message.Text);
        };
        return chromium;
    }

    public async ValueTask DisposeAsync()
    {
        await _browser.DisposeAsync();
        _playwright.Dispose();
    }
}
