using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Commands;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>
/// Pages of a served program in a real browser. The first user, owner of <c>demo</c>, is made once through the set-up link. Each test
/// has a context of its own; what the page's console complains of, and what it asks of other hosts, is collected.
/// </summary>
internal abstract class BrowserFixture : CommandFixture
{
    /// <summary>The first user.</summary>
    protected const string Email = "maya@tidewater.example", Password = "correct horse battery";

    private readonly List<IBrowserContext> _contexts = [];
    private string _session = null!;

    protected ServedPages Pages { get; private set; } = null!;

    /// <summary>Errors of the console and requests that left the host, of all pages of the running test.</summary>
    protected List<string> Complaints { get; } = [];

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        await ConfigureAsync();
        Pages = await ServedPages.StartAsync(Program);
        var page = await NewPageAsync(signedIn: false);
        await page.GotoAsync(Pages.SetUp!);
        await SignUpAsync(page);
        await Expect(page).ToHaveURLAsync(new Regex("/w/demo$")); // not its load, which may be over by then
        _session = await page.Context.StorageStateAsync();
        await PrepareAsync();
    }

    /// <summary>What the program's settings are, before it starts.</summary>
    protected virtual Task ConfigureAsync() => Task.CompletedTask;

    /// <summary>Makes the first user, on the page of the set-up link.</summary>
    protected virtual async Task SignUpAsync(IPage page)
    {
        await page.GetByLabel("Your name").FillAsync("Maya Lindqvist");
        await page.GetByLabel("E-mail").FillAsync(Email);
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(Password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create user" }).ClickAsync();
    }

    /// <summary>What the fixture's tests find there, beside the first user.</summary>
    protected virtual Task PrepareAsync() => Task.CompletedTask;

    [SetUp]
    public void Forget() => Complaints.Clear();

    [TearDown]
    public async Task CloseContextsAsync()
    {
        foreach (var context in _contexts) await context.DisposeAsync();
        _contexts.Clear();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await Pages.DisposeAsync();

    /// <summary>The first user's session as a header, for requests without a browser.</summary>
    protected async Task<string> CookieAsync()
    {
        var page = await NewPageAsync();
        return string.Join("; ", (await page.Context.CookiesAsync()).Select(cookie => $"{cookie.Name}={cookie.Value}"));
    }

    /// <summary>A page in a context of its own.</summary>
    /// <param name="signedIn">As the first user, or as nobody.</param>
    protected async Task<IPage> NewPageAsync(bool signedIn = true, bool dark = false, int width = 1280, int height = 900, bool script = true)
    {
        var context = await (await Chromium.GetAsync()).NewContextAsync(new BrowserNewContextOptions
        {
            StorageState = signedIn ? _session : null, ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light, JavaScriptEnabled = script,
            ViewportSize = new ViewportSize { Width = width, Height = height }, BaseURL = Pages.Address.ToString(), TimezoneId = "Europe/Berlin", ReducedMotion = ReducedMotion.Reduce,
        });
        context.SetDefaultTimeout(60_000); // a first page is compiled when it is asked for
        _contexts.Add(context);
        var page = await context.NewPageAsync();
        page.Console += (_, message) =>
        {
            // The browser reports each answer of 4xx as an error: that is the answer, not a fault of the page.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)) Complaints.Add($"{page.Url}: {message.Text}");
        };
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(Pages.Address.ToString(), StringComparison.Ordinal) && !request.Url.StartsWith("data:", StringComparison.Ordinal)) Complaints.Add($"{page.Url} asks {request.Url}");
        };
        return page;
    }

    /// <summary>Gives the page a device that makes passkeys and says yes to all.</summary>
    protected static async Task AddAuthenticatorAsync(IPage page)
    {
        var session = await page.Context.NewCDPSessionAsync(page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2", ["transport"] = "internal", ["hasResidentKey"] = true, ["hasUserVerification"] = true, ["isUserVerified"] = true, ["automaticPresenceSimulation"] = true,
            },
        });
    }
}
