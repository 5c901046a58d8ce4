using AdaptiveOutbound.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>
/// Pictures of the main pages with the sample's data, in <c>TestResults/pictures</c>; with <c>OUTBOUND_PICTURES=docs/images</c> where the
/// README shows them.
/// </summary>
[Category("Long")]
internal sealed class PictureTests : BrowserFixture
{
    private string _folder = null!;
    private string _job = null!;

    protected override async Task PrepareAsync()
    {
        _folder = Path.Combine(Repository.Root, Environment.GetEnvironmentVariable("OUTBOUND_PICTURES") ?? Path.Combine("TestResults", "pictures"));
        Directory.CreateDirectory(_folder);
        var run = await Program.RunAsync("enrich", Path.Combine(Repository.Root, "samples", "companies.csv"), "--output", Path.Combine(Files, "out.csv"), "--provider", "sandbox", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        _job = System.Text.Json.JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetString()!;
    }

    [TestCase("home", "/w/demo", false, 1280)]
    [TestCase("home-dark", "/w/demo", true, 1280)]
    [TestCase("job", "/w/demo/jobs/{job}", false, 1280)]
    [TestCase("jobs", "/w/demo/jobs", false, 1280)]
    [TestCase("records", "/w/demo/accounts", false, 1280)]
    [TestCase("records-phone", "/w/demo/accounts", true, 390)]
    [TestCase("import", "/w/demo/import", false, 1280)]
    [TestCase("keys", "/w/demo/keys", false, 1280)]
    [TestCase("usage", "/w/demo/usage", false, 1280)]
    public async Task A_picture_is_taken(string name, string path, bool dark, int width)
    {
        var page = await NewPageAsync(dark: dark, width: width, height: width == 390 ? 844 : 900);
        var answer = await page.GotoAsync(path.Replace("{job}", _job, StringComparison.Ordinal));
        var file = Path.Combine(_folder, name + ".png");

        await page.ScreenshotAsync(new() { Path = file, Caret = ScreenshotCaret.Initial });

        Assert.That(answer!.Status, Is.EqualTo(200));
        Assert.That(new FileInfo(file).Length, Is.GreaterThan(10_000));
    }
}
