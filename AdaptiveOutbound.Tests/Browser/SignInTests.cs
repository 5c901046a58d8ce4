using Microsoft.Playwright;
using NUnit.Framework;
using static Microsoft.Playwright.Assertions;

namespace AdaptiveOutbound.Tests.Browser;

/// <summary>The first user, and signing in and out, as people do it.</summary>
internal sealed partial class SignInTests : BrowserFixture
{
    [Test]
    public async Task The_set_up_link_is_spent_once_there_is_a_user()
    {
        var page = await NewPageAsync(signedIn: false);

        await page.GotoAsync(Pages.SetUp!);

        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "This link is no longer valid" })).ToBeVisibleAsync();
        Assert.That(Complaints, Is.Empty);
    }

    [Test]
    public async Task A_wrong_password_and_a_stranger_get_the_same_answer_and_keep_the_address()
    {
        var page = await NewPageAsync(signedIn: false);
        List<string> answers = [];

        foreach (var email in new[] { Email, "nobody@tidewater.example" })
        {
            await SignInAsync(page, email, "not the right password");
            answers.Add(await page.GetByRole(AriaRole.Alert).InnerTextAsync());
            await Expect(page.GetByLabel("E-mail")).ToHaveValueAsync(email);
            await Expect(page.GetByLabel("Password")).ToHaveValueAsync("");
        }

        Assert.That(answers[0], Is.EqualTo(answers[1]).And.Contains("do not match"));
    }

    [Test]
    public async Task Who_signs_in_comes_where_they_wanted_to_and_out_again([Values] bool script)
    {
        var page = await NewPageAsync(signedIn: false, script: script);
        await page.GotoAsync("/w/demo");
        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));

        await SignInHereAsync(page, Email, Password);
        await Expect(page).ToHaveURLAsync(new Uri(Pages.Address, "/w/demo").ToString());
        await page.GetByRole(AriaRole.Button, new() { Name = "Maya Lindqvist" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await page.GotoAsync("/w/demo");

        await Expect(page).ToHaveURLAsync(new System.Text.RegularExpressions.Regex("/sign-in"));
    }

    [Test]
    public async Task Nobody_is_led_to_another_host()
    {
        var page = await NewPageAsync(signedIn: false);
        await page.GotoAsync("/sign-in?next=https%3A%2F%2Felsewhere.example%2F");

        await SignInHereAsync(page, Email, Password);

        await Expect(page).ToHaveURLAsync(new Uri(Pages.Address, "/w/demo").ToString());
    }

    private static async Task SignInAsync(IPage page, string email, string password)
    {
        await page.GotoAsync("/sign-in");
        await SignInHereAsync(page, email, password);
    }

    private static async Task SignInHereAsync(IPage page, string email, string password)
    {
        await page.GetByLabel("E-mail").FillAsync(email);
        await page.GetByLabel("Password").FillAsync(password);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
    }
}
