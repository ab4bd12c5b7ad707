using Microsoft.Playwright;

namespace Netskope.Testing;

/// <summary>A page in a real browser.</summary>
public sealed class Chromium : IAsyncDisposable
{
    // A browser on a busy machine takes its time. Every wait of Playwright's has this deadline, and a test that waits more than once a longer one.
    const float Patience = 60_000;

    /// <summary>The deadline of a test with a browser: starting one and rendering its pages can take most of a minute on a busy machine.</summary>
    public const int TestTimeout = 180_000;

    static readonly TimeSpan StartPatience = TimeSpan.FromMilliseconds(Patience);

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
        var playwright = await Playwright.CreateAsync().WaitAsync(StartPatience, TestContext.Current.CancellationToken);
        IBrowser? browser = null;
        try
        {
            browser = await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = ["--no-sandbox", "--disable-gpu", .. arguments], Timeout = Patience });
            return await OpenAsync(playwright, browser).WaitAsync(StartPatience, TestContext.Current.CancellationToken);
        }
        catch
        {
            if (browser is not null) await browser.DisposeAsync().AsTask().WaitAsync(StartPatience);
            playwright.Dispose();
            throw;
        }
    }

    static async Task<Chromium> OpenAsync(IPlaywright playwright, IBrowser browser)
    {
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
        await _browser.DisposeAsync().AsTask().WaitAsync(StartPatience);
        _playwright.Dispose();
    }
}
