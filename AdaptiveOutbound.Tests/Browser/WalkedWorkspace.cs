using System.Net.Http.Headers;
using System.Text;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>A workspace in which every page has something to show: both samples, a key, a second member, a token, a job that waits, a passkey.</summary>
internal abstract class WalkedWorkspace : BrowserFixture
{
    /// <summary>Pages of those who are signed in. Words in braces are ids.</summary>
    protected static readonly string[] Paths =
    [
        "/w/demo", "/w/demo/import", "/w/demo/import/{file}", "/w/demo/imports/{import}", "/w/demo/imports/{import}/undo",
        "/w/demo/accounts", "/w/demo/accounts/new", "/w/demo/accounts/{account}", "/w/demo/accounts/{account}/edit", "/w/demo/accounts/{account}/delete", "/w/demo/accounts/enrich",
        "/w/demo/contacts", "/w/demo/contacts/{contact}", "/w/demo/contacts?q=zzz",
        "/w/demo/jobs", "/w/demo/jobs?status=completed", "/w/demo/jobs/{job}", "/w/demo/jobs/{job}?tab=items", "/w/demo/jobs/{job}?tab=payload", "/w/demo/jobs/{waiting}", "/w/demo/jobs/{waiting}/stop", "/w/demo/jobs/{job}/revert",
        "/w/demo/schedules", "/w/demo/schedules/new", "/w/demo/schedules/{schedule}", "/w/demo/schedules/{schedule}/edit", "/w/demo/schedules/{schedule}/remove",
        "/w/demo/usage", "/w/demo/usage?by=job&days=7", "/w/demo/keys", "/w/demo/keys/apollo/remove", "/w/demo/members", "/w/demo/members/{member}", "/w/demo/members/invitations/{invited}", "/w/demo/tokens", "/w/demo/tokens/{token}",
        "/w/demo/settings", "/w/demo/settings/remove", "/w/demo/audit", "/account", "/account/passkeys/{passkey}", "/workspaces/new", "/operator/lanes", "/w/demo/nothing-here",
    ];

    /// <summary>Pages for everybody, with links that work and links that do not.</summary>
    protected static readonly string[] OpenPaths = ["/sign-in", "/setup?code=none", "/reset", "/reset{reset}", "/invitation?code=none", "/invitation{invitation}"];

    /// <summary>Forms that are refused.</summary>
    protected static readonly string[] States = ["sign-in", "import", "record", "token", "key", "remove"];

    private readonly Dictionary<string, string> _ids = [];
    private SandboxServer _apollo = null!;

    /// <summary>What was wrong with the page of the set-up link, while it could be opened.</summary>
    protected List<string> SetUpFaults { get; } = [];

    [OneTimeTearDown]
    public async Task StopApolloAsync() => await _apollo.DisposeAsync();

    /// <summary>What is wrong with the page as it stands.</summary>
    protected virtual Task<IReadOnlyList<string>> FaultsAsync(IPage page, string where) => Task.FromResult<IReadOnlyList<string>>([]);

    protected override async Task ConfigureAsync()
    {
        _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live", LimitPerMinute = 60 }, TimeProvider.System, CancellationToken.None);
        Program.Environment["Providers__Apollo__BaseUrl"] = _apollo.BaseUrl.ToString();
    }

    protected override async Task SignUpAsync(IPage page)
    {
        var narrow = await NewPageAsync(signedIn: false, dark: true, width: 390);
        await narrow.GotoAsync(page.Url);
        SetUpFaults.AddRange([.. await FaultsAsync(page, "set-up"), .. await FaultsAsync(narrow, "set-up, dark, 390")]);
        await base.SignUpAsync(page);
    }

    protected override async Task PrepareAsync()
    {
        foreach (var sample in new[] { "companies.csv", "people.csv" })
        {
            var run = await Program.RunAsync("enrich", Path.Combine(Repository.Root, "samples", sample), "--output", Path.Combine(Files, "out-" + sample), "--provider", "sandbox", "--json");
            Assert.That(run.ExitCode, Is.Zero, run.Error);
        }

        var token = await TokenAsync("member");
        _ids["reset"] = new Uri((await Program.RunAsync("user", "create", "ben@tidewater.example", "--workspace", "demo", "--role", "viewer")).Out.Trim()).Query;
        await MakeWaitingJobAsync(token);
        await MakeScheduleAsync();
        foreach (var (name, sql) in new[]
        {
            ("file", "files WHERE kind = 'upload'"), ("import", "jobs WHERE type = 'import_csv'"), ("job", "jobs WHERE type = 'enrich_accounts' AND completed_at IS NOT NULL"),
            ("waiting", "jobs WHERE completed_at IS NULL"), ("account", "accounts"), ("contact", "contacts"), ("token", "api_tokens"), ("schedule", "schedules"), ("member", "users WHERE email LIKE 'ben%'"),
        })
            _ids[name] = await ScalarAsync($"SELECT id FROM outbound.{sql} ORDER BY id LIMIT 1");
        await MakeByPageAsync(await NewPageAsync());
    }

    private async Task MakeScheduleAsync()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo/schedules/new");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("Nightly refresh");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make schedule" }).ClickAsync();
        await Expect(page.GetByText("The schedule was made.")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Run now" }).ClickAsync();
        await page.WaitForURLAsync("**/w/demo/**");
    }

    /// <summary>The address of a path, its ids filled in.</summary>
    protected string AddressOf(string path) => _ids.Aggregate(path, (text, id) => text.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    /// <summary>Fills a form so that it is refused.</summary>
    protected async Task RefuseAsync(IPage page, string state)
    {
        var (path, fill, button) = state switch
        {
            "sign-in" => ("/sign-in", (Func<Task>)(async () => { await page.GetByLabel("E-mail").FillAsync(Email); await page.GetByLabel("Password", new() { Exact = true }).FillAsync("wrong but long enough"); }), "Sign in"),
            "import" => ("/w/demo/import", () => page.Locator("input[type=file]").SetInputFilesAsync(Write("bad.csv", "colour\nred\n")), "Check the file"),
            "record" => ($"/w/demo/accounts/{_ids["account"]}/edit", () => page.GetByLabel("Domain", new() { Exact = true }).FillAsync("no domain"), "Save changes"),
            "token" => ("/w/demo/tokens", () => page.GetByLabel("Name").FillAsync(new string('x', 300)), "Make token"),
            "key" => ("/w/demo/keys?replace=true", () => page.GetByLabel("New key").FillAsync("wrong-0123456789-0000"), "Test and replace"),
            _ => ("/w/demo/settings/remove", () => page.GetByLabel("Type demo to confirm").FillAsync("not-demo"), "Remove workspace"),
        };
        await page.GotoAsync(path);
        await fill();
        await page.GetByRole(AriaRole.Button, new() { Name = button }).First.ClickAsync();
        await Expect(page.Locator("[role=alert]:not([hidden]), .error:not([hidden])").First).ToBeVisibleAsync();
    }

    private async Task MakeWaitingJobAsync(string token)
    {
        using var http = new HttpClient { BaseAddress = Pages.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var made = await http.PostAsync("/api/v1/jobs", new StringContent($$"""
            {"type":"enrich_accounts","payload":{"filter":{},"provider":"sandbox"},"scheduledFor":"{{TimeProvider.System.GetUtcNow().AddDays(1):yyyy-MM-ddTHH:mm:ssZ}}"}
            """, Encoding.UTF8, "application/json"));
        Assert.That((int)made.StatusCode, Is.EqualTo(202), await made.Content.ReadAsStringAsync());
    }

    private async Task MakeByPageAsync(IPage page)
    {
        await page.GotoAsync("/w/demo/keys");
        await page.GetByLabel("Key", new() { Exact = true }).FillAsync("live-canary-0123456789-WXYZ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("ending in WXYZ");
        await page.GotoAsync("/w/demo/members");
        await page.GetByLabel("E-mail").FillAsync("bo@tidewater.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make invitation link" }).ClickAsync();
        _ids["invitation"] = new Uri(await page.GetByLabel("Invitation link").InputValueAsync()).Query;
        _ids["invited"] = await ScalarAsync("SELECT id FROM outbound.invitations");
        await AddAuthenticatorAsync(page);
        await page.GotoAsync("/account");
        await page.GetByLabel("Name of the new passkey").FillAsync("Laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("passkey was added");
        _ids["passkey"] = (await page.Locator("a[href^='/account/passkeys/']").First.GetAttributeAsync("href"))!.Split('/')[^1];
    }
}
