using System.Text.RegularExpressions;
using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>Passkeys, links that set a password, and members, as people use them.</summary>
internal sealed partial class AccountTests : BrowserFixture
{
    private const string NewPassword = "vendredi treize ponts";

    [Test]
    public async Task A_passkey_is_added_and_signs_in()
    {
        var page = await NewPageAsync();
        await AddAuthenticatorAsync(page);
        await page.GotoAsync("/account");
        await page.GetByLabel("Name of the new passkey").FillAsync("Laptop");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add a passkey" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Status)).ToContainTextAsync("passkey was added");

        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/sign-in");
        await page.GetByRole(AriaRole.Button, new() { Name = "Use a passkey" }).ClickAsync();

        await Expect(page).ToHaveURLAsync(new Regex("/w/demo$"));
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    [Category("Long")]
    public async Task A_link_of_the_command_line_sets_a_password_once()
    {
        var made = await Program.RunAsync("user", "create", "ann@tidewater.example", "--workspace", "demo", "--role", "viewer");
        var path = new Uri(made.Out.Trim()).PathAndQuery;
        var page = await NewPageAsync(signedIn: false);
        await page.GotoAsync(path);
        await page.GetByLabel("Your name").FillAsync("Ann");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(NewPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set password and sign in" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/w/demo$"));

        await page.GotoAsync(path);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This link is no longer valid" })).ToBeVisibleAsync();
        var forbidden = await page.GotoAsync("/w/demo/tokens");
        Assert.That(forbidden!.Status, Is.EqualTo(403), "a viewer sees no tokens");
    }

    [Test]
    public async Task An_invitation_makes_a_member_once()
    {
        var owner = await NewPageAsync();
        await owner.GotoAsync("/w/demo/members");
        await owner.GetByLabel("E-mail").FillAsync("bo@tidewater.example");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make invitation link" }).ClickAsync();
        var link = await owner.GetByLabel("Invitation link").InputValueAsync();
        var page = await NewPageAsync(signedIn: false);
        await page.GotoAsync(link);
        await page.GetByLabel("Your name").FillAsync("Bo");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(NewPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Create account and join" }).ClickAsync();
        await Expect(page).ToHaveURLAsync(new Regex("/w/demo$"));

        await page.GotoAsync(link);
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This invitation is no longer valid" })).ToBeVisibleAsync();
        await TakeBackAsync(owner);
        await owner.GotoAsync("/w/demo/audit?action=member.added");
        await Expect(owner.GetByRole(AriaRole.Rowheader, new() { Name = "bo@tidewater.example" })).ToBeVisibleAsync();
        Assert.That(Complaints, Is.Empty);
    }

    /// <summary>An invitation that was not used goes after a question that says what goes with it.</summary>
    private static async Task TakeBackAsync(IPage owner)
    {
        await owner.GotoAsync("/w/demo/members");
        await owner.GetByLabel("E-mail").FillAsync("di@tidewater.example");
        await owner.GetByRole(AriaRole.Button, new() { Name = "Make invitation link" }).ClickAsync();
        await owner.GetByRole(AriaRole.Link, new() { Name = "Take back the invitation of di@tidewater.example" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Heading, new() { Name = "Take back the invitation of di@tidewater.example?" })).ToBeVisibleAsync();
        await Expect(owner.GetByText("The link that was sent works no more")).ToBeVisibleAsync();
        await owner.GetByRole(AriaRole.Button, new() { Name = "Take back the invitation" }).ClickAsync();
        await Expect(owner.GetByRole(AriaRole.Status)).ToContainTextAsync("was taken back");
        await Expect(owner.GetByText("None is open.")).ToBeVisibleAsync();
    }

    [Test]
    [Category("Long")]
    public async Task A_locked_account_answers_as_a_wrong_password_does()
    {
        await Program.RunAsync("user", "create", "cy@tidewater.example");
        var link = await Program.RunAsync("user", "reset", "cy@tidewater.example");
        var page = await NewPageAsync(signedIn: false);
        await page.GotoAsync(new Uri(link.Out.Trim()).PathAndQuery);
        await page.GetByLabel("Your name").FillAsync("Cy");
        await page.GetByLabel("Password", new() { Exact = true }).FillAsync(NewPassword);
        await page.GetByRole(AriaRole.Button, new() { Name = "Set password and sign in" }).ClickAsync();
        await Expect(page).Not.ToHaveURLAsync(new Regex("reset"));
        await page.Context.ClearCookiesAsync();
        HashSet<string> answers = [];

        foreach (var password in Enumerable.Repeat("not the right password", 5).Append(NewPassword))
        {
            await page.GotoAsync("/sign-in");
            await page.GetByLabel("E-mail").FillAsync("cy@tidewater.example");
            await page.GetByLabel("Password").FillAsync(password);
            await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
            answers.Add(await page.GetByRole(AriaRole.Alert).First.InnerTextAsync());
        }

        Assert.That(answers, Has.Count.EqualTo(1));
    }
}
