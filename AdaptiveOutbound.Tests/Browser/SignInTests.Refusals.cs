using System.Text.Json;
using AdaptiveOutbound.Tests.Access;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Browser;

// What a refused sign-in tells, on the wire.
internal sealed partial class SignInTests
{
    [Test]
    public async Task Whatever_is_wrong_with_a_passkey_the_answer_is_one_and_the_same()
    {
        using Authenticator device = new(), unknown = new();
        var (otto, pia) = (await UserAsync("otto"), await UserAsync("pia"));
        await device.AddToAsync(Program.Environment["ConnectionStrings__Outbound"], otto);
        using var before = new PageSession(Pages.Address);
        var older = await AskAsync(before);

        Dictionary<string, PageAnswer> refused = new()
        {
            ["no passkey at all"] = await AnswerAsync(_ => "{}"),
            ["unknown to the server"] = await AnswerAsync(challenge => unknown.Answer(challenge, Pages.Address, otto)),
            ["unknown, of nobody"] = await AnswerAsync(challenge => unknown.Answer(challenge, Pages.Address, Guid.NewGuid())),
            ["somebody else's"] = await AnswerAsync(challenge => device.Answer(challenge, Pages.Address, pia)),
            ["signed by another device"] = await AnswerAsync(challenge => unknown.Answer(challenge, Pages.Address, otto, device.CredentialId)),
            ["made for another site"] = await AnswerAsync(challenge => device.Answer(challenge, new Uri("http://elsewhere.example"), otto)),
            ["an older question"] = await AnswerAsync(_ => device.Answer(older, Pages.Address, otto)),
            ["no question any more"] = await AnswerAsync(challenge => device.Answer(challenge, Pages.Address, otto), asks: false),
        };
        var right = await AnswerAsync(challenge => device.Answer(challenge, Pages.Address, otto));

        Assert.That((right.Status, right.Location), Is.EqualTo((302, "/")), "the device can sign in when it answers what it was asked");
        Assert.That(refused.Where(answer => answer.Value.Status != 200 || !answer.Value.Text.Contains("This passkey signs nobody in.", StringComparison.Ordinal)).Select(answer => answer.Key), Is.Empty);
        Assert.That(refused.Values.Select(answer => PageSession.WithoutTokens(answer.Text)).Distinct().Count(), Is.EqualTo(1));
    }

    [Test]
    public async Task Odd_input_is_refused_and_breaks_nothing()
    {
        await UserAsync("ola");
        using PageSession nobody = new(Pages.Address), ola = new(Pages.Address);

        var nul = await nobody.PostAsync("/sign-in", ("Email", "a\0b"), ("Password", "x"));
        var empty = await nobody.PostAsync("/sign-in?handler=Passkey", ("Credential", ""));
        var elsewhere = await ola.PostAsync("/sign-in?next=%2F%C3%A9", ("Email", "ola@tidewater.example"), ("Password", SignedUp.Password));

        Assert.That((nul.Status, empty.Status, elsewhere.Status, elsewhere.Location), Is.EqualTo((400, 200, 302, "/")));
    }

    [Test]
    public async Task While_the_database_is_away_a_page_says_so_and_a_program_gets_a_problem()
    {
        using var http = new HttpClient { BaseAddress = Pages.Address };
        http.DefaultRequestHeaders.Add("Cookie", await CookieAsync());
        await LimitAsync(0);
        await RunSqlAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
        try
        {
            var page = await AskAsync(http, "/w/demo", "text/html");
            var problem = await AskAsync(http, "/w/demo", "application/json");

            Assert.That(page.Status, Is.EqualTo(503), page.Text);
            Assert.That(page.Text, Does.StartWith("<!doctype html>").And.Contains("The database cannot be reached"));
            Assert.That(page.Policy, Does.StartWith("default-src 'none'"));
            Assert.That(problem.Status, Is.EqualTo(503));
            Assert.That(problem.Text, Does.Contain("database_unavailable"));
        }
        finally
        {
            await LimitAsync(-1);
        }
    }

    // A superuser is not counted.
    private async Task LimitAsync(int connections) => await RunSqlAsync($"ALTER DATABASE \"{await ScalarAsync("SELECT current_database()")}\" CONNECTION LIMIT {connections}");

    private static async Task<(int Status, string Policy, string Text)> AskAsync(HttpClient http, string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.ParseAdd(accept);
        using var answer = await http.SendAsync(request);
        return ((int)answer.StatusCode, answer.Headers.TryGetValues("Content-Security-Policy", out var policy) ? string.Concat(policy) : "", await answer.Content.ReadAsStringAsync());
    }

    [Test]
    public async Task A_right_password_forgets_the_wrong_ones_before_it()
    {
        await UserAsync("rosa");
        using var session = new PageSession(Pages.Address);

        for (var time = 0; time < 2; time++)
        {
            for (var wrong = 0; wrong < 4; wrong++) Assert.That(await session.SignInAsync("rosa@tidewater.example", "not the right password"), Is.False);
            using var fresh = new PageSession(Pages.Address);
            Assert.That(await fresh.SignInAsync("rosa@tidewater.example", SignedUp.Password), Is.True, $"after {(time + 1) * 4} wrong ones");
        }
    }

    [Test]
    public async Task In_Development_the_cookie_of_a_session_needs_no_https()
    {
        await UserAsync("nils");
        using var session = new PageSession(Pages.Address);

        var answer = await session.PostAsync("/sign-in", ("Email", "nils@tidewater.example"), ("Password", SignedUp.Password));

        var cookie = answer.Cookies.Single(c => c.StartsWith("outbound=", StringComparison.Ordinal)).Split("; ")[1..];
        Assert.That(cookie.Where(part => !part.StartsWith("expires=", StringComparison.Ordinal)), Is.EquivalentTo(new[] { "path=/", "samesite=lax", "httponly" }));
    }

    private async Task<Guid> UserAsync(string name)
    {
        var id = Guid.CreateVersion7();
        await RunSqlAsync(SignedUp.Sql(id, $"{name}@tidewater.example"));
        return id;
    }

    /// <param name="asks">Whether the session that answers is the one that was asked; else it was asked nothing, as after 5 minutes.</param>
    private async Task<PageAnswer> AnswerAsync(Func<string, string> answer, bool asks = true)
    {
        using PageSession asked = new(Pages.Address), another = new(Pages.Address);
        var challenge = await AskAsync(asked);
        return await (asks ? asked : another).PostAsync("/sign-in?handler=Passkey", ("Credential", answer(challenge)));
    }

    private static async Task<string> AskAsync(PageSession session) =>
        JsonDocument.Parse((await session.PostAsync("/sign-in?handler=Options")).Text).RootElement.GetProperty("challenge").GetString()!;
}
