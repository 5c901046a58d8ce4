using System.Globalization;
using System.Net.Http.Headers;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>What an owner does for others: tokens, roles, a second workspace.</summary>
internal sealed partial class AccountTests
{
    [Test]
    public async Task A_token_is_shown_once_lets_a_program_in_and_is_revoked_at_once()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo/tokens");
        await page.GetByLabel("Name").FillAsync("nightly export");
        await page.GetByRole(AriaRole.Button, new() { Name = "Make token" }).ClickAsync();
        var token = await page.GetByLabel("Token", new() { Exact = true }).InputValueAsync();
        Assert.That(await StatusAsync(token), Is.EqualTo(200));

        await page.GotoAsync("/w/demo/tokens");
        Assert.That(await page.ContentAsync(), Does.Contain("nightly export").And.Not.Contain(token));
        await page.GetByRole(AriaRole.Link, new() { Name = "Revoke nightly export" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Revoke token" }).ClickAsync();

        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("The token was revoked.");
        await Expect(page.GetByRole(AriaRole.Row, new() { Name = "nightly export" })).ToContainTextAsync("Revoked");
        Assert.That(await StatusAsync(token), Is.EqualTo(401));
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    [Category("Long")]
    public async Task A_member_gets_another_role_and_is_removed_and_both_hold_at_once()
    {
        var link = await Program.RunAsync("user", "create", "eva@tidewater.example", "--workspace", "demo", "--role", "member");
        var eva = await NewPageAsync(signedIn: false);
        await eva.GotoAsync(new Uri(link.Out.Trim()).PathAndQuery);
        await eva.GetByLabel("Your name").FillAsync("Eva");
        await eva.GetByLabel("Password", new() { Exact = true }).FillAsync(NewPassword);
        await eva.GetByRole(AriaRole.Button, new() { Name = "Set password and sign in" }).ClickAsync();
        await Expect(eva).ToHaveURLAsync(new Regex("/w/demo$"));
        var owner = await NewPageAsync();
        await owner.GotoAsync("/w/demo/members");

        await owner.GetByRole(AriaRole.Link, new() { Name = "Change Eva" }).ClickAsync();
        await owner.GetByRole(AriaRole.Combobox, new() { Name = "Role" }).SelectOptionAsync("viewer");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Change role" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Row, new() { Name = "eva@tidewater.example" })).ToContainTextAsync("Viewer");
        Assert.That((await eva.GotoAsync("/w/demo/accounts/new"))!.Status, Is.EqualTo(403), "a viewer adds nothing");

        await owner.GetByRole(AriaRole.Link, new() { Name = "Change Eva" }).ClickAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Remove member" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("Eva was removed.");
        Assert.That((await eva.GotoAsync("/w/demo"))!.Status, Is.EqualTo(404), "a stranger sees no workspace");
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task A_second_workspace_is_made_and_gone_to_and_back()
    {
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo");
        await SwitchAsync(page, "New workspace");
        await page.GetByRole(AriaRole.Textbox, new() { Name = "Name" }).FillAsync("north");
        await page.GetByRole(AriaRole.Button, new() { Name = "Create workspace" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/w/north$"));

        await SwitchAsync(page, "demo");
        await Expect(page).ToHaveURLAsync(new Regex("/w/demo$"));
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task A_time_stands_in_the_readers_zone_and_in_UTC_when_it_is_pointed_at()
    {
        await Program.RunAsync("token", "create", "--role", "viewer");
        var page = await NewPageAsync();
        await page.GotoAsync("/w/demo/audit");

        var time = page.Locator("time").First;
        await Expect(time).ToHaveAttributeAsync("data-shown", "");
        var (at, title) = (DateTimeOffset.Parse((await time.GetAttributeAsync("datetime"))!, CultureInfo.InvariantCulture), await time.GetAttributeAsync("title"));
        Assert.That(title, Is.EqualTo(at.UtcDateTime.ToString("MMM d yyyy, HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)));
        Assert.That(await time.InnerTextAsync(), Does.EndWith(TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).ToString("HH:mm:ss", CultureInfo.InvariantCulture)));
    }

    private static async Task SwitchAsync(IPage page, string to)
    {
        await page.GetByRole(AriaRole.Button, new() { Name = "Switch workspace" }).ClickAsync();
        await page.Locator("#ws").GetByRole(AriaRole.Link, new() { Name = to }).ClickAsync();
    }

    private async Task<int> StatusAsync(string token)
    {
        using var http = new HttpClient { BaseAddress = Pages.Address, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) } };
        using var answer = await http.GetAsync("/api/v1/workspace");
        return (int)answer.StatusCode;
    }
}
