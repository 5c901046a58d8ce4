using Microsoft.Playwright;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>One browser for all browser tests: the system's Chromium, which <c>./outbound test</c> installs; it reaches this machine only.</summary>
[SetUpFixture]
internal sealed class Chromium
{
    private static readonly string[] Places = ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/snap/bin/chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];
    private static readonly string[] Quiet =
    [
        "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
    ];

    private static readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> Running = new(StartAsync);

    /// <summary>The browser, started by the first test that needs it.</summary>
    public static async Task<IBrowser> GetAsync() => (await Running.Value).Browser;

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        if (!Running.IsValueCreated) return;
        var (playwright, browser) = await Running.Value;
        await browser.DisposeAsync();
        playwright.Dispose();
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        var path = Places.FirstOrDefault(File.Exists) ?? throw new InvalidOperationException("Browser tests need Chromium: install it (Debian and Ubuntu: apt-get install chromium).");
        Assertions.SetDefaultExpectTimeout(60_000); // as long as a page may take: it is compiled when it is first asked for, beside other tests
        var playwright = await Playwright.CreateAsync();
        return (playwright, await playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = path, Args = Quiet }));
    }
}
