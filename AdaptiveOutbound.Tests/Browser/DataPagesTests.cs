using System.Text.RegularExpressions;
using AdaptiveOutbound.Web.Sandbox;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>Keys, imports, records and usage as people use them, without scripts too, with the double of Apollo's API behind them.</summary>
internal sealed partial class DataPagesTests : BrowserFixture
{
    private const string Key = "live-canary-0123456789-WXYZ";
    private SandboxServer _apollo = null!;

    protected override async Task ConfigureAsync()
    {
        _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live" }, TimeProvider.System, CancellationToken.None);
        Program.Environment["Providers__Apollo__BaseUrl"] = _apollo.BaseUrl.ToString();
    }

    [OneTimeTearDown]
    public async Task StopApolloAsync() => await _apollo.DisposeAsync();

    [Test]
    public async Task A_key_is_set_tested_replaced_in_vain_and_removed_and_never_comes_back([Values] bool script)
    {
        var page = await NewPageAsync(script: script);
        await page.GotoAsync("/w/demo/keys");

        await page.GetByLabel("Key", new() { Exact = true }).FillAsync(Key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and save" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("ending in WXYZ");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test connection" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Apollo accepts the key.");
        await Expect(page.GetByText("Enrich accounts, allowed")).ToBeVisibleAsync();

        await page.GetByRole(AriaRole.Link, new() { Name = "Replace" }).ClickAsync();
        await page.GetByLabel("New key").FillAsync("wrong-0123456789-0000");
        await page.GetByRole(AriaRole.Button, new() { Name = "Test and replace" }).ClickAsync();
        await Expect(page.GetByText("Apollo does not know this key. Nothing was stored")).ToBeVisibleAsync();
        await Expect(page.GetByLabel("New key")).ToHaveValueAsync("");
        Assert.That(await page.ContentAsync(), Does.Not.Contain("wrong-0123").And.Not.Contain("canary").And.Contain("WXYZ"));

        await page.GetByRole(AriaRole.Link, new() { Name = "Remove" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Remove the Apollo key ending in WXYZ?" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove key" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Add an Apollo key" })).ToBeVisibleAsync();
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task A_file_is_checked_mapped_imported_and_undone_without_scripts()
    {
        var file = Write("autumn.csv", "Company,Website,Kunde\nHarbor Pine,harborpine.example,ja\nKestrel,kestrel.example,nein\nPolder,polder cargo,ja\n");
        var page = await NewPageAsync(script: false);
        await page.GotoAsync("/w/demo/import");
        await page.Locator("input[type=file]").SetInputFilesAsync(Write("nothing.csv", ""));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await Expect(page.Locator("input[type=file]")).ToHaveAttributeAsync("aria-describedby", "file-error file-hint");
        await Expect(page.Locator("input[type=file]")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.Locator("#file-error")).Not.ToBeEmptyAsync();
        await page.Locator("input[type=file]").SetInputFilesAsync(file);
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Import 2 accounts and enrich with invented data, no credits" })).ToBeVisibleAsync();
        await Expect(page.Locator("#invalid")).ToContainTextAsync("Line 4.");
        await page.GetByLabel("Field for Kunde").SelectOptionAsync("2=industry");
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 accounts" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Nothing was started");
        await page.GetByLabel("Enrich", new() { Exact = false }).First.UncheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Show what it does now" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Import 2 accounts", Exact = true }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/w/demo/jobs/[0-9a-f-]{36}$"));

        var import = page.Url[(page.Url.LastIndexOf('/') + 1)..];
        await ReloadUntilAsync(page, $"/w/demo/imports/{import}", page.GetByRole(AriaRole.Link, new() { Name = "Undo this import" }));
        await Expect(page.GetByText("Lines that were not imported")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Undo this import" }).ClickAsync();
        await Expect(page.GetByText("2 accounts that it made and nobody changed since go")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Undo the import" }).ClickAsync();
        await ReloadUntilAsync(page, $"/w/demo/imports/{import}", page.GetByText("This import was undone."));
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task A_record_is_added_edited_chosen_and_deleted_and_a_clash_is_said()
    {
        var page = await NewPageAsync();
        foreach (var domain in new[] { "northwind.example", "southwind.example" })
        {
            await page.GotoAsync("/w/demo/accounts/new");
            await page.GetByLabel("Domain").FillAsync(domain);
            await page.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
            await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("is added");
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await page.GetByLabel("Domain").FillAsync("not a domain");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByLabel("Domain")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByLabel("Domain").FillAsync("northwind.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("Another record of this workspace is that already.");
        await page.GetByLabel("Domain").FillAsync("southwind.example");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("South Wind");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
        await Expect(page.Locator("ol.timeline li").First).ToContainTextAsync($"Edited by {Email}");
        await Expect(page.Locator("ol.timeline li").Last).ToContainTextAsync($"Written by {Email}");

        // The list follows the search as it is typed, and the typing goes on undisturbed.
        await page.GotoAsync("/w/demo/accounts");
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "northwind.example" })).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Searchbox).PressSequentiallyAsync("south");
        await Expect(page).ToHaveURLAsync(new Regex(@"/accounts\?q=south"));
        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "northwind.example" })).ToHaveCountAsync(0);
        await Expect(page.GetByRole(AriaRole.Searchbox)).ToBeFocusedAsync();
        await page.GetByLabel("Tick South Wind").CheckAsync();
        await Expect(page.GetByText("1 selected")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Enrich the ticked" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Enrich 1, invented data, no credits" })).ToBeVisibleAsync();
        await RefuseDearerAsync(page);
        await page.GotoAsync("/w/demo/accounts?q=southwind");
        await page.GetByRole(AriaRole.Link, new() { Name = "South Wind" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Delete" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Delete account" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("deleted");
        Assert.That(Complaints, Is.Empty);
    }

    /// <summary>More records match than when the cost was shown: nothing is started before the new cost was seen.</summary>
    private async Task RefuseDearerAsync(IPage page)
    {
        await page.GotoAsync("/w/demo/accounts/enrich?q=south");
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Enrich 1, invented data, no credits" })).ToBeVisibleAsync();
        var other = await NewPageAsync(script: false);
        await other.GotoAsync("/w/demo/accounts/new");
        await other.GetByLabel("Domain").FillAsync("southern.example");
        await other.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        await Expect(other.GetByRole(AriaRole.Status)).ToContainTextAsync("is added");

        await page.GetByRole(AriaRole.Button, new() { Name = "Enrich 1" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("it can cost more than the page had said");
        await page.GetByRole(AriaRole.Button, new() { Name = "Enrich 2, invented data, no credits" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/w/demo/jobs/[0-9a-f-]{36}$"));
    }

    [Test]
    public async Task Without_scripts_a_phone_reaches_every_page_and_shows_no_button_that_needs_one()
    {
        var page = await NewPageAsync(script: false, width: 390, height: 844);
        await page.GotoAsync("/w/demo");

        await Expect(page.Locator("[data-theme-choice]").First).ToHaveAttributeAsync("hidden", "");
        await page.GetByRole(AriaRole.Button, new() { Name = "More" }).ClickAsync();
        await page.GetByRole(AriaRole.Navigation, new() { Name = "More" }).GetByRole(AriaRole.Link, new() { Name = "Audit log" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Audit log" })).ToBeVisibleAsync();
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task A_field_without_a_number_keeps_what_was_typed_and_a_wrong_name_removes_nothing()
    {
        var page = await NewPageAsync(script: false);
        await page.GotoAsync("/w/demo/settings");
        await page.GetByLabel("Use a match again").EvaluateAsync("field => { field.required = false; field.type = 'text'; }");
        await page.GetByLabel("Use a match again").FillAsync("ninety");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save settings" }).ClickAsync();
        await Expect(page.Locator("#matchdays-error")).ToContainTextAsync("1 to 3,650");
        await Expect(page.Locator("#matchdays")).ToHaveAttributeAsync("value", "ninety");

        await page.GetByRole(AriaRole.Link, new() { Name = "Remove workspace" }).ClickAsync();
        await page.GetByLabel("Type demo to confirm").FillAsync("demos");
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove workspace" }).ClickAsync();
        await Expect(page.Locator("#slug-error")).ToContainTextAsync("Nothing was removed.");
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task Usage_says_its_numbers_as_picture_and_as_table()
    {
        await RunSqlAsync("""
            INSERT INTO outbound.usage_daily (workspace_id, provider, day, calls, lookups, matched, cache_hits, credits)
            SELECT id, 'apollo', current_date, 4, 40, 30, 10, 0 FROM outbound.workspaces WHERE slug = 'demo'
            """);
        var page = await NewPageAsync();

        await page.GotoAsync("/w/demo/usage?days=7");
        await Expect(page.GetByText("No credits were spent in these 7 days.")).ToBeVisibleAsync();
        await Expect(page.Locator("svg.chart")).ToHaveCountAsync(0);
        await RunSqlAsync("UPDATE outbound.usage_daily SET credits = 30 WHERE provider = 'apollo'");
        await page.ReloadAsync();

        await Expect(page.GetByText("75.0 %").First).ToBeVisibleAsync();
        await Expect(page.Locator("svg.chart.hide-s title").First).ToContainTextAsync("with 30");
        await page.GetByText("The same as a table").ClickAsync();
        await Expect(page.GetByRole(AriaRole.Region, new() { Name = "Usage per day" })).ToContainTextAsync("Apollo");
        Assert.That(Complaints, Is.Empty);
    }

    private static async Task ReloadUntilAsync(IPage page, string path, ILocator shown)
    {
        await page.GotoAsync(path);
        await page.WaitForTimeoutAsync(200);
        for (var n = 0; n < 100 && !await shown.IsVisibleAsync(); n++)
        {
            await page.WaitForTimeoutAsync(200);
            await page.ReloadAsync();
        }

        await Expect(shown).ToBeVisibleAsync();
    }
}
