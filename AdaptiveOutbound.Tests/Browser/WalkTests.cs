using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Playwright;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>
/// Every page, light and dark, wide and narrow: axe finds nothing, the content policy is kept, no request leaves the host, nothing scrolls
/// sideways, the first load is small.
/// </summary>
[Category("Long")]
internal sealed class WalkTests : WalkedWorkspace
{
    private const int MostBytes = 60 * 1024;
    private static readonly int[] Widths = [1280, 390];

    /// <summary>Pages that no address shows: they send on, or stand for another answer.</summary>
    private static readonly string[] NotShown = ["/", "/sign-out", "/problem/{status:int}"];

    [Test]
    public void Every_page_is_walked()
    {
        var routes = Directory.EnumerateFiles(Path.Combine(Repository.Root, "AdaptiveOutbound.Web", "Pages"), "*.cshtml", SearchOption.AllDirectories)
            .Select(file => Regex.Match(File.ReadLines(file).First().TrimStart('\uFEFF'), "^@page \"(.+)\"$")).Where(match => match.Success).Select(match => match.Groups[1].Value).Except(NotShown);

        Assert.That(routes.Where(route => !Paths.Concat(OpenPaths).Append("/setup").Any(path => Regex.IsMatch(path.Split('?')[0], Pattern(route)))), Is.Empty);
    }

    [TestCaseSource(nameof(Paths))]
    public Task A_page_is_clean(string path) => WalkAsync(path, signedIn: true);

    [TestCaseSource(nameof(OpenPaths))]
    public Task A_page_for_everybody_is_clean(string path) => WalkAsync(path, signedIn: false);

    [TestCaseSource(nameof(States))]
    public async Task A_page_that_refuses_is_clean(string state)
    {
        foreach (var width in Widths)
        {
            var page = await NewPageAsync(signedIn: state != "sign-in", dark: false, width, width == 390 ? 844 : 900);
            await RefuseAsync(page, state);
            await LookAsync(page, $"{state}, {width}");
        }
    }

    [Test]
    public void The_page_of_the_set_up_link_was_clean() => Assert.That(SetUpFaults, Is.Empty);

    protected override async Task<IReadOnlyList<string>> FaultsAsync(IPage page, string where)
    {
        var found = await Axe.FindAsync(page);
        var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        return [.. found.Concat(Complaints).Concat(wide > 0 ? [$"scrolls sideways by {wide}"] : []).Select(fault => $"{where}: {fault}")];
    }

    [Test]
    public async Task A_fault_of_a_page_is_found()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/account");
        await page.EvaluateAsync("document.querySelector('main').append(document.createElement('img'))");

        Assert.That(await FaultsAsync(page, "account"), Has.One.Contains("image-alt"));
    }

    private async Task WalkAsync(string path, bool signedIn)
    {
        foreach (var width in Widths)
        {
            var page = await NewPageAsync(signedIn, dark: false, width, width == 390 ? 844 : 900);
            var loaded = await LoadAsync(page, AddressOf(path));

            await LookAsync(page, $"{path}, {width}");
            Assert.That(loaded, Is.LessThan(MostBytes), $"{path}, {width}: bytes of the first load");
        }
    }

    /// <summary>The page in light and in dark: it changes as it stands, as when a device turns to night.</summary>
    private async Task LookAsync(IPage page, string where)
    {
        foreach (var scheme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            await page.EmulateMediaAsync(new() { ColorScheme = scheme });
            Assert.That(await FaultsAsync(page, $"{where}, {scheme}"), Is.Empty);
        }
    }

    private static string Pattern(string route) =>
        $"^{Regex.Replace(route.Replace("{workspace}", "demo", StringComparison.Ordinal), @"/\{handler:[^?]+\?\}|\{[^{}]+\}", match => match.Value.StartsWith('/') ? "" : "[^/]+")}$";

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
}
