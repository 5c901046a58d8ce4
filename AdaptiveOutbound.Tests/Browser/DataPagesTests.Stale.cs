using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

// Forms that were shown before something changed, and names that a form changes.
internal sealed partial class DataPagesTests
{
    [Test]
    public async Task An_edit_changes_what_was_typed_and_nothing_that_was_written_meanwhile()
    {
        var (page, other) = (await NewPageAsync(script: false), await NewPageAsync(script: false));
        await page.GotoAsync("/w/demo/accounts/new");
        await page.GetByLabel("Domain").FillAsync("stale.example");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add account" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit" }).ClickAsync();
        await other.GotoAsync(page.Url);
        await other.GetByLabel("City").FillAsync("Köln");
        await other.GetByLabel("Country").FillAsync("Germany");
        await SaveAsync(other);
        await Expect(other.GetByRole(AriaRole.Status)).ToContainTextAsync("2 fields are changed.");

        await page.GetByLabel("Industry").FillAsync("Shipping");
        await page.GetByLabel("City").FillAsync("Cologne");
        await SaveAsync(page);
        await Expect(page.GetByRole(AriaRole.Alert)).ToContainTextAsync("City is now “Köln”.");
        await Expect(page.GetByLabel("City")).ToHaveValueAsync("Cologne");
        await Expect(page.GetByLabel("Country")).ToHaveValueAsync("Germany");
        await SaveAsync(page);

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("2 fields are changed.");
        Assert.That(await ScalarAsync("SELECT concat_ws(' ', fields->>'city', fields->>'country', fields->>'industry') FROM outbound.accounts WHERE domain = 'stale.example'"), Is.EqualTo("Cologne Germany Shipping"));
    }

    [Test]
    public async Task A_column_whose_name_has_two_lines_is_left_out_when_a_person_says_so()
    {
        var page = await NewPageAsync(script: false);
        await page.GotoAsync("/w/demo/import");
        await page.Locator("input[type=file]").SetInputFilesAsync(Write("lines.csv", "\"Company\nName\",Website\nHarbor Pine,two-lines.example\n"));
        await page.GetByRole(AriaRole.Button, new() { Name = "Check the file" }).ClickAsync();
        await page.GetByLabel("Field for Company").SelectOptionAsync("0=");

        await page.GetByRole(AriaRole.Button, new() { Name = "Show what it does now" }).ClickAsync();

        await Expect(page.GetByLabel("Field for Company")).ToHaveValueAsync("0=");
        await Expect(page.GetByText("1 of 2 used")).ToBeVisibleAsync();
    }

    private static Task SaveAsync(IPage page) => page.GetByRole(AriaRole.Button, new() { Name = "Save changes" }).ClickAsync();
}
