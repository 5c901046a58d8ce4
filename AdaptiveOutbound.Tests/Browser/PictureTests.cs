using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>
/// Pictures of the main pages of a workspace at work, in <c>TestResults/pictures</c>; with <c>OUTBOUND_PICTURES=docs/images</c> where the
/// README shows them.
/// </summary>
[Category("Long")]
internal sealed class PictureTests : WalkedWorkspace
{
    private static readonly string[] First = ["Harbor", "Kestrel", "Alder", "Northgate", "Juniper", "Copper", "Lakeside", "Summit", "Willow", "Granite"];
    private static readonly string[] Second = ["Pine", "Analytics", "Freight", "Dental", "Robotics", "Foods", "Legal", "Energy", "Studio", "Systems"];

    private string _folder = null!;
    private string _running = null!;

    protected override async Task PrepareAsync()
    {
        _folder = Path.Combine(Repository.Root, Environment.GetEnvironmentVariable("OUTBOUND_PICTURES") ?? Path.Combine("TestResults", "pictures"));
        Directory.CreateDirectory(_folder);
        await base.PrepareAsync();
        // One run that has ended, with a key, and one that goes on while the pictures are taken: its calls are more than a minute's limit.
        var run = await Program.RunAsync("enrich", Path.Combine(Repository.Root, "samples", "companies.csv"), "--output", Path.Combine(Files, "paid.csv"), "--provider", "apollo", "--yes", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo/import");
        var companies = string.Concat(Enumerable.Range(0, 2_000).Select(n => $"{First[n % 10]} {Second[n / 10 % 10]} {n / 100 + 1},{First[n % 10]}-{Second[n / 10 % 10]}-{n / 100 + 1}.example\n".ToLowerInvariant()));
        await page.Locator("input[type=file]").SetInputFilesAsync(Write("spring-campaign.csv", "Company,Website\n" + companies));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { NameRegex = new Regex("Import .+ and enrich") }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/jobs/"));
        await Eventually.TrueAsync(async () => await ScalarAsync("SELECT count(*) FROM outbound.lanes WHERE waiting_reason = 'rate_limit' AND waiting_until > now()") != "0", "the run waits for its limit");
        _running = await ScalarAsync("SELECT id FROM outbound.jobs WHERE type = 'enrich_accounts' AND status = 'processing' ORDER BY id DESC LIMIT 1");
    }

    [TestCase("home", "/w/demo", false, 1280)]
    [TestCase("home-dark", "/w/demo", true, 1280)]
    [TestCase("job", "/w/demo/jobs/{running}", false, 1280)]
    [TestCase("jobs", "/w/demo/jobs", false, 1280)]
    [TestCase("records", "/w/demo/accounts", false, 1280)]
    [TestCase("records-phone", "/w/demo/accounts", true, 390)]
    [TestCase("import", "/w/demo/import", false, 1280)]
    [TestCase("keys", "/w/demo/keys", false, 1280)]
    [TestCase("usage", "/w/demo/usage", false, 1280)]
    public async Task A_picture_is_taken(string name, string path, bool dark, int width)
    {
        var page = await NewPageAsync(dark: dark, width: width, height: width == 390 ? 844 : 900);
        var answer = await page.GotoAsync(AddressOf(path).Replace("{running}", _running, StringComparison.Ordinal));
        var file = Path.Combine(_folder, name + ".png");

        await page.ScreenshotAsync(new() { Path = file, Caret = ScreenshotCaret.Initial });

        Assert.That(answer!.Status, Is.EqualTo(200));
        Assert.That(new FileInfo(file).Length, Is.GreaterThan(10_000));
    }
}
