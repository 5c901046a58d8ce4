using AdaptiveOutbound.Tests.Support;
using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using Microsoft.Playwright;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>
/// Every page once, light and dark, wide and narrow: axe finds nothing, the content policy is kept, no request leaves the host, nothing
/// scrolls sideways, the first load is small.
/// </summary>
[Category("Long")]
internal sealed class WalkTests : BrowserFixture
{
    private const int MostBytes = 60 * 1024;

    private static readonly string[] Paths =
    [
        "/w/demo", "/w/demo/import", "/w/demo/accounts", "/w/demo/accounts/{account}", "/w/demo/contacts", "/w/demo/jobs", "/w/demo/jobs?status=completed", "/w/demo/jobs/{job}",
        "/w/demo/jobs/{job}?tab=items", "/w/demo/jobs/{job}?tab=payload", "/w/demo/usage", "/w/demo/keys", "/w/demo/members", "/w/demo/tokens", "/w/demo/settings", "/w/demo/settings/remove", "/w/demo/audit",
        "/account", "/workspaces/new", "/operator/lanes", "/w/demo/nothing-here",
    ];

    private static readonly string[] OpenPaths = ["/sign-in", "/setup?code=none", "/reset", "/invitation?code=none"];

    private string _job = null!;
    private string _account = null!;

    protected override async Task PrepareAsync()
    {
        var run = await Program.RunAsync("enrich", Path.Combine(Repository.Root, "samples", "companies.csv"), "--output", Path.Combine(Files, "out.csv"), "--provider", "sandbox", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        _job = System.Text.Json.JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetString()!;
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo/accounts");
        var first = await page.Locator("table.rows th[scope=row] a").First.GetAttributeAsync("href");
        _account = first!.Split('/')[^1].Split('?')[0];
    }

    [TestCaseSource(nameof(Paths))]
    public async Task A_page_is_clean_light_and_wide_and_dark_and_narrow(string path) => await WalkAsync(path, signedIn: true, (false, 1280), (true, 390));

    [TestCaseSource(nameof(OpenPaths))]
    public async Task A_page_for_everybody_is_clean_light_and_wide_and_dark_and_narrow(string path) => await WalkAsync(path, signedIn: false, (false, 1280), (true, 390));

    [Category("Long")]
    [TestCaseSource(nameof(Paths))]
    public async Task A_page_is_clean_dark_and_wide_and_light_and_narrow(string path) => await WalkAsync(path, signedIn: true, (true, 1280), (false, 390));

    [Category("Long")]
    [TestCaseSource(nameof(OpenPaths))]
    public async Task A_page_for_everybody_is_clean_dark_and_wide_and_light_and_narrow(string path) => await WalkAsync(path, signedIn: false, (true, 1280), (false, 390));

    private async Task WalkAsync(string path, bool signedIn, params (bool Dark, int Width)[] looks)
    {
        var address = path.Replace("{job}", _job, StringComparison.Ordinal).Replace("{account}", _account, StringComparison.Ordinal);
        foreach (var (dark, width) in looks)
        {
            var page = await NewPageAsync(signedIn, dark, width, width == 390 ? 844 : 900);
            var loaded = await LoadAsync(page, address);
            var found = await page.RunAxe();
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");

            var where = $"{path}, {(dark ? "dark" : "light")}, {width}";
            Assert.Multiple(() =>
            {
                Assert.That(Say(found), Is.Empty, where);
                Assert.That(Complaints, Is.Empty, where);
                Assert.That(wide, Is.LessThanOrEqualTo(0), $"{where}: scrolls sideways");
                Assert.That(loaded, Is.LessThan(MostBytes), $"{where}: bytes of the first load");
            });
        }
    }

    /// <summary>Bytes that came over the wire for the first load.</summary>
    private static async Task<long> LoadAsync(IPage page, string address)
    {
        List<Task<long>> sizes = [];
        page.RequestFinished += (_, request) => sizes.Add(SizeAsync(request));
        await page.GotoAsync(address, new() { WaitUntil = WaitUntilState.Load });
        return (await Task.WhenAll(sizes.ToArray())).Sum();
    }

    private static async Task<long> SizeAsync(IRequest request)
    {
        var sizes = await request.SizesAsync();
        return sizes.ResponseBodySize;
    }

    private static IEnumerable<string> Say(AxeResult result) =>
        result.Violations.Select(v => $"{v.Id}: {v.Help} at {string.Join(" | ", v.Nodes.Take(3).Select(n => n.Html[..Math.Min(120, n.Html.Length)]))}");
}
