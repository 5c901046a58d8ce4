using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>From the set-up link to an enriched export by keyboard alone; and a file of one's own on a phone.</summary>
[Category("Long")]
internal sealed class KeyboardTests : BrowserFixture
{
    private const int MostStops = 150;

    // What has the focus: where it stands in the document, what it is called, and whether one can see that it has it.
    private const string Focused = """
        () => {
          const at = document.activeElement;
          if (!at || at === document.body) return null;
          const shown = at.closest(".drop") ?? at, style = getComputedStyle(shown), box = shown.getBoundingClientRect();
          return {
            place: [...document.querySelectorAll("*")].indexOf(at),
            name: (at.getAttribute("aria-label") ?? at.labels?.[0]?.innerText ?? at.innerText ?? "").trim().split("\n")[0],
            seen: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1 && box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
          };
        }
        """;

    protected override async Task SignUpAsync(IPage page)
    {
        foreach (var (field, text) in new[] { ("Your name", "Maya Lindqvist"), ("E-mail", Email), ("Password", Password) })
        {
            await TabToAsync(page, field);
            await page.Keyboard.TypeAsync(text);
        }

        await page.Keyboard.PressAsync("Enter");
    }

    [Test]
    public async Task By_keyboard_alone_the_sample_is_enriched_and_downloaded()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo");
        await GoRoundAsync(page);
        await TabToAsync(page, "Run the sample import");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page).ToHaveURLAsync(new Regex("/jobs/"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Download the file" })).ToBeVisibleAsync();
        await GoRoundAsync(page);
        await TabToAsync(page, "Download the file");

        var download = await page.RunAndWaitForDownloadAsync(() => page.Keyboard.PressAsync("Enter"));

        Assert.That(await File.ReadAllTextAsync(await download.PathAsync()), Does.Contain("outbound_status").And.Contain("enriched"));
        Assert.That(Complaints, Is.Empty);
    }

    [TestCase("/w/demo/import")]
    [TestCase("/w/demo/accounts")]
    [TestCase("/w/demo/keys")]
    [TestCase("/w/demo/members")]
    [TestCase("/w/demo/settings")]
    public async Task The_focus_is_seen_goes_in_order_and_is_never_caught(string path)
    {
        var page = await NewPageAsync();
        await page.GotoAsync(path);

        await GoRoundAsync(page);
    }

    [Test]
    public async Task On_a_phone_a_file_is_imported_enriched_and_downloaded()
    {
        var page = await NewPageAsync(width: 390, height: 844);
        await page.GotoAsync("/w/demo");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Main" }).GetByRole(AriaRole.Link, new() { Name = "Import" }).ClickAsync();
        var chooser = await page.RunAndWaitForFileChooserAsync(() => page.Locator("input[type=file]").ClickAsync());
        await chooser.SetFilesAsync(Write("phone.csv", "Company,Website\nHarbor Pine,harborpine.example\nKestrel,kestrel.example\n"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 accounts and enrich" }).ClickAsync();

        var link = page.GetByRole(AriaRole.Link, new() { Name = "Download the file" });
        await Expect(link).ToBeVisibleAsync();
        var download = await page.RunAndWaitForDownloadAsync(() => link.ClickAsync());

        Assert.That(await File.ReadAllLinesAsync(await download.PathAsync()), Has.Length.EqualTo(3));
        Assert.That(Complaints, Is.Empty);
    }

    /// <summary>Goes on with Tab until what is called so has the focus.</summary>
    private static async Task TabToAsync(IPage page, string name)
    {
        for (var n = 0; n < MostStops; n++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<Stop?>(Focused) is not { } stop) continue;
            Assert.That(stop.Seen, Is.True, $"{page.Url}: the focus on {stop.Name} is seen");
            if (stop.Name == name) return;
        }

        Assert.Fail($"{page.Url}: {name} is never reached");
    }

    /// <summary>Once around the page, from its first stop until the focus leaves it.</summary>
    private static async Task GoRoundAsync(IPage page)
    {
        var (last, stops) = (-1, 0);
        for (; stops < MostStops; stops++)
        {
            await page.Keyboard.PressAsync("Tab");
            if (await page.EvaluateAsync<Stop?>(Focused) is not { } stop) break;
            Assert.That(stop.Seen, Is.True, $"{page.Url}: the focus on {stop.Name} is seen");
            Assert.That(stop.Place, Is.GreaterThan(last), $"{page.Url}: {stop.Name} comes in its order");
            last = stop.Place;
        }

        Assert.That(stops, Is.InRange(5, MostStops - 1), $"{page.Url}: the focus leaves the page again");
    }

    /// <summary>Where the focus is.</summary>
    private sealed record Stop
    {
        public int Place { get; init; }

        public string Name { get; init; } = "";

        public bool Seen { get; init; }
    }
}
