using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

// Files on their way in and out, with scripts.
internal sealed partial class DataPagesTests
{
    [Test]
    public async Task A_chosen_file_is_named_checked_as_its_choices_change_and_undone_before_ones_eyes()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo/import");
        await page.Locator("input[type=file]").SetInputFilesAsync(Write("Köln.csv", "Company,Website,Anmerkung intern\nHafen,hafen.example,ja\nDom,dom.example,nein\n"));
        await Expect(page.Locator(".drop b")).ToHaveTextAsync("Köln.csv, 1 KB");
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 2 accounts and enrich" })).ToBeVisibleAsync();

        await page.GetByLabel("Field for Anmerkung intern").FocusAsync();
        await page.GetByLabel("Field for Anmerkung intern").SelectOptionAsync("2=domain");
        await Expect(page.GetByText("Taken by Website")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("Field for Anmerkung intern")).ToBeFocusedAsync();
        Assert.That(await page.EvaluateAsync<string[]>("[...document.querySelectorAll('use')].map(use => use.getAttribute('href')).filter(id => !document.querySelector(id))"), Is.Empty, "icons of what came later");
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "File", Exact = true })).ToContainTextAsync("Köln.csv1 KB · 2 lines");
        await page.GetByLabel("Field for Anmerkung intern").SelectOptionAsync("2=industry");
        await Expect(page.GetByText("3 of 3 used")).ToBeVisibleAsync();
        await page.GetByLabel("Enrich", new() { Exact = false }).First.UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 accounts", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/w/demo/jobs/[0-9a-f-]{36}$"));

        await ReloadUntilAsync(page, $"/w/demo/imports/{page.Url[^36..]}", page.GetByRole(AriaRole.Link, new() { Name = "Undo this import" }));
        await DownloadAsync(page, "Köln.enriched.csv");
        await page.GetByRole(AriaRole.Link, new() { Name = "Undo this import" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo the import" }).ClickAsync();
        await Expect(page.GetByText("This import was undone.")).ToBeVisibleAsync();
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task Who_ticks_nothing_is_told_and_keeps_the_filter_and_one_record_is_named()
    {
        var page = await NewPageAsync(script: false);
        await page.GotoAsync("/w/demo/accounts/new");
        await page.GetByLabel("Domain").FillAsync("untouched.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        await page.GotoAsync("/w/demo/accounts?q=untouched");

        await page.GetByRole(AriaRole.Button, new() { Name = "Enrich the ticked" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex(@"/accounts\?q=untouched$"));
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Tick at least one account, or use “Enrich all that match”.");
        await page.GetByRole(AriaRole.Link, new() { Name = "untouched.example" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Enrich", Exact = true }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Enrich 1 account?" })).ToBeVisibleAsync();
        await Expect(page.Locator(".page-head")).ToContainTextAsync("untouched.example");
        Assert.That(Complaints, Is.Empty);
    }

    private static async Task DownloadAsync(IPage page, string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Download the file" }).ClickAsync());
        Assert.That(download.SuggestedFilename, Is.EqualTo(name));
    }
}
