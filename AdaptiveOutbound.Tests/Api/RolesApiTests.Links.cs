using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Access;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

// Links with which a member sets a new password: who has one could sign in as the member.
internal sealed partial class RolesApiTests
{
    private const string NewPassword = "vendredi treize ponts";

    [Test]
    public async Task A_reset_link_of_an_admin_sets_the_password_once()
    {
        await SignUpAsync("forgot", false, (Demo, "member"));
        await RunSqlAsync("UPDATE outbound.users SET lockout_end = now() + interval '5 minutes' WHERE name = 'forgot'");
        var link = LinkIn(await ResetAsync("admin", "forgot"));
        Assert.That(link, Is.Not.Null);
        var (address, code) = (new Uri(link!), link!.Split("code=")[1]);
        using var browser = new PageSession(Api.Client.BaseAddress!);
        (string, string)[] form = [("user", _known["forgot"]), ("code", code), ("Password", NewPassword)];

        var page = await browser.GetAsync(address.PathAndQuery);
        var common = await browser.PostAsync("/reset", [.. form[..2], ("Password", "password1234")]);
        var done = await browser.PostAsync("/reset", form);
        using var late = new PageSession(Api.Client.BaseAddress!);
        var again = await late.PostAsync("/reset", [.. form[..2], ("Password", "sieben leise Kraniche")]);

        Assert.That(page.Text, Does.Contain("For forgot@company.example"));
        Assert.That(common.Text, Does.Contain("The password was not set"));
        Assert.That((done.Status, done.Location), Is.EqualTo((302, "/")));
        Assert.That((await late.GetAsync(address.PathAndQuery)).Text, Does.Contain("This link is no longer valid"));
        Assert.That(again.Text, Does.Contain("This link is no longer valid"));
        Assert.That(await late.SignInAsync("forgot@company.example", SignedUp.Password), Is.False, "the old password");
        Assert.That(await late.SignInAsync("forgot@company.example", NewPassword), Is.True, "the new one, and the lock-out has ended");
        Assert.That(await LinesAsync("forgot"), Is.EqualTo("admin@company.example"));
    }

    [Test]
    public async Task An_invitation_that_is_sent_twice_at_once_makes_one_member_and_no_error()
    {
        var made = await _sessions["admin"].PostAsync($"/w/{Demo}/members?handler=Invite", ("Email", "clicks@company.example"), ("NewRole", "viewer"));
        var code = System.Text.RegularExpressions.Regex.Match(made.Text, @"/invitation\?code=([\w-]+)").Groups[1].Value;
        PageSession[] browsers = [.. Enumerable.Range(0, 4).Select(_ => new PageSession(Api.Client.BaseAddress!))];

        var answers = await Task.WhenAll(browsers.Select(browser => browser.PostAsync("/invitation", ("code", code), ("Name", "Clicks"), ("Password", NewPassword))));

        Assert.That(answers.Select(a => a.Status), Is.All.AnyOf(200, 302));
        Assert.That(answers.Count(a => a.Status == 302), Is.EqualTo(1));
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.workspace_members m JOIN outbound.users u ON u.id = m.user_id WHERE u.email = 'clicks@company.example'"), Is.EqualTo("1"));
        foreach (var browser in browsers) browser.Dispose();
    }

    [Test]
    public async Task A_role_that_the_form_does_not_offer_is_refused()
    {
        var invited = await _sessions["admin"].PostAsync($"/w/{Demo}/members?handler=Invite", ("Email", "god@company.example"), ("NewRole", "god"));
        var token = await _sessions["admin"].PostAsync($"/w/{Demo}/tokens?handler=Make", ("Name", "god"), ("NewRole", "god"), ("Days", "90"));
        var days = await _sessions["admin"].PostAsync($"/w/{Demo}/tokens?handler=Make", ("Name", "god"), ("NewRole", "viewer"), ("Days", "abc"));

        Assert.That(invited.Text, Does.Contain("Choose a role that the form offers"));
        Assert.That(new[] { token.Text, days.Text }, Is.All.Contains("Choose a role and a time that the form offers"));
        Assert.That(await ScalarAsync("SELECT (SELECT count(*) FROM outbound.invitations WHERE email = 'god@company.example') + (SELECT count(*) FROM outbound.api_tokens WHERE name = 'god')"), Is.EqualTo("0"));
    }

    [Test]
    public async Task A_link_never_leads_to_a_host_that_a_request_named()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Api.Client.BaseAddress!, "/health/live")) { Headers = { Host = "evil.example" } };
        Assert.That((await Api.Client.SendAsync(request)).IsSuccessStatusCode, "the server answers it");

        var made = await _sessions["admin"].PostAsAsync("evil.example", $"/w/{Demo}/members?handler=Invite", ("Email", "evil@company.example"), ("NewRole", "viewer"));

        Assert.That(made.Text, Does.Contain("/invitation?code=").And.Not.Contain("evil.example/invitation"));
    }

    [TestCase("admin", "owner", "Only an owner makes a link for an owner.")]
    [TestCase("admin", "duty", "This account has rights that you have not")]
    [TestCase("owner", "duty", "This account has rights that you have not")]
    [TestCase("admin", "abroad", "This account has rights that you have not")]
    [TestCase("owner", "abroad", "This account has rights that you have not")]
    [TestCase("lower-abroad", "abroad", "This account has rights that you have not")]
    [TestCase("admin-abroad", "abroad", null)]
    [TestCase("duty-admin", "duty", null)]
    [TestCase("owner", "admin", null)]
    public async Task A_reset_link_is_made_only_by_who_may_handle_the_member_everywhere(string by, string whom, string? refusal)
    {
        await MeetAsync("duty", true, (Demo, "member"));
        await MeetAsync("abroad", false, (Demo, "viewer"), (Other, "admin"));
        await MeetAsync("lower-abroad", false, (Demo, "owner"), (Other, "member"));
        await MeetAsync("admin-abroad", false, (Demo, "admin"), (Other, "admin"));
        await MeetAsync("duty-admin", true, (Demo, "admin"));
        await RunSqlAsync("DELETE FROM outbound.audit_events WHERE action = 'member.reset_link_made'");

        var answer = await ResetAsync(by, whom);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(LinkIn(answer) is null, Is.EqualTo(refusal is not null));
        if (refusal is not null) Assert.That(answer.Text, Does.Contain(refusal));
        Assert.That(await LinesAsync(whom), Is.EqualTo(refusal is null ? $"{by}@company.example" : ""), "the audit log says who made which");
    }

    [TestCase("DELETE FROM outbound.workspace_members m USING outbound.users u WHERE u.id = m.user_id AND u.name = 'leaver'", "removed")]
    [TestCase("UPDATE outbound.workspace_members m SET role = 'member' FROM outbound.users u WHERE u.id = m.user_id AND u.name = 'leaver'", "no admin any more")]
    [TestCase("UPDATE outbound.workspace_members m SET role = 'owner' FROM outbound.users u WHERE u.id = m.user_id AND u.name = 'stays'", "the member is more now")]
    [TestCase("INSERT INTO outbound.workspace_members SELECT w.id, u.id, 'viewer', now() FROM outbound.workspaces w, outbound.users u WHERE w.slug = 'other' AND u.name = 'stays'", "the member is elsewhere too")]
    public async Task A_reset_link_ends_with_the_rights_of_the_admin_who_made_it(string change, string because)
    {
        await RunSqlAsync("DELETE FROM outbound.users WHERE name IN ('leaver', 'stays')");
        await SignUpAsync("leaver", false, (Demo, "admin"));
        await SignUpAsync("stays", false, (Demo, "viewer"));
        var link = new Uri(LinkIn(await ResetAsync("leaver", "stays"))!).PathAndQuery;
        using var browser = new PageSession(Api.Client.BaseAddress!);
        Assert.That((await browser.GetAsync(link)).Text, Does.Contain("For stays@company.example"));

        await RunSqlAsync(change);

        Assert.That((await browser.GetAsync(link)).Text, Does.Contain("This link is no longer valid"), because);
        var used = await browser.PostAsync("/reset", ("user", _known["stays"]), ("code", link.Split("code=")[1]), ("Password", NewPassword));
        Assert.That(used.Text, Does.Contain("This link is no longer valid"), because);
    }

    private async Task MeetAsync(string name, bool isOperator, params (string Workspace, string Role)[] memberships)
    {
        if (!_sessions.ContainsKey(name)) await SignUpAsync(name, isOperator, memberships);
    }

    private Task<PageAnswer> ResetAsync(string by, string whom) => _sessions[by].PostAsync($"/w/{Demo}/members/{_known[whom]}?handler=Reset");

    private static string? LinkIn(PageAnswer answer) => ResetLink().Match(answer.Text) is { Success: true } link ? link.Value : null;

    private Task<string> LinesAsync(string whom) =>
        ScalarAsync($"SELECT string_agg(actor, ' ') FROM outbound.audit_events WHERE action = 'member.reset_link_made' AND subject = '{whom}@company.example'");

    [GeneratedRegex(@"http://[^""\s]+/reset\?user=[0-9a-f-]{36}&code=[\w-]+")]
    private static partial Regex ResetLink();
}
