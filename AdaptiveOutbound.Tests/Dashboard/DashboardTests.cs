using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Dashboard;

/// <summary>What operators see of a served program, and that nobody else does.</summary>
internal sealed partial class DashboardTests : CommandFixture
{
    private const string MetricsToken = "metrics-token-of-a-test";

    private readonly CookieContainer _cookies = new(); // of 127.0.0.1, whatever its port
    private Process _process = null!;
    private HttpClient _operator = null!;
    private HttpClient _nobody = null!;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        // Chunks that stay in Hangfire's tables, and a limit.
        Assert.That((await Program.RunAsync("enrich", Companies("dashboard.csv", 3), "--provider", "sandbox")).ExitCode, Is.Zero);
        Program.Environment["Host__MetricsToken"] = MetricsToken;
        Program.Environment["Host__DashboardReadOnly"] = "true";
        _process = Program.Start("serve", "--roles", "web", "--urls", "http://127.0.0.1:0");
        var link = "";
        var address = "";
        while ((link.Length == 0 || address.Length == 0) && await _process.StandardError.ReadLineAsync() is { } line)
        {
            link = Link().Match(line) is { Success: true } found ? found.Groups[1].Value : link;
            address = Address().Match(line) is { Success: true } listening ? listening.Value : address;
        }

        _ = _process.StandardError.ReadToEndAsync();
        _operator = new HttpClient(new HttpClientHandler { CookieContainer = _cookies }) { BaseAddress = new Uri(address) };
        _nobody = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(address) };
        await SignUpAsync(link);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _operator.Dispose();
        _nobody.Dispose();
        using (var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"])) await kill.WaitForExitAsync();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    [TestCase("/hangfire")]
    [TestCase("/hangfire/lanes")]
    [TestCase("/hangfire/jobs/succeeded")]
    public async Task Who_has_not_signed_in_is_sent_to_sign_in(string path)
    {
        using var answer = await _nobody.GetAsync(path);

        Assert.That((int)answer.StatusCode, Is.EqualTo(302));
        Assert.That(answer.Headers.Location!.ToString(), Does.Contain("/sign-in"));
    }

    [Test]
    public async Task Background_jobs_have_the_names_of_their_lanes_and_the_policy_lets_no_stranger_in()
    {
        using var answer = await _operator.GetAsync("/hangfire/jobs/succeeded");
        var page = await answer.Content.ReadAsStringAsync();

        Assert.That((int)answer.StatusCode, Is.EqualTo(200), page);
        Assert.That(WebUtility.HtmlDecode(page), Does.Contain("demo · enrich_accounts · sandbox").And.Not.Contain("Password=").And.Not.Contain("Host="));
        Assert.That(answer.Headers.GetValues("Content-Security-Policy").Single(), Does.Contain("script-src 'self';"));
    }

    [Test]
    public async Task A_background_job_leads_to_our_job()
    {
        var list = WebUtility.HtmlDecode(await _operator.GetStringAsync("/hangfire/jobs/succeeded"));
        var details = Details().Matches(list).Select(match => match.Value).Distinct();
        List<string> links = [];
        foreach (var page in details) links.AddRange(OurJob().Matches(await _operator.GetStringAsync(page)).Select(match => match.Value));

        Assert.That(links, Is.Not.Empty);
        using var answer = await _operator.GetAsync(links[0]);
        Assert.That((int)answer.StatusCode, Is.EqualTo(200), links[0]);
    }

    [Test]
    public async Task The_page_of_lanes_shows_limits_and_that_nothing_waits()
    {
        var page = WebUtility.HtmlDecode(await _operator.GetStringAsync("/hangfire/lanes"));

        Assert.That(page, Does.Contain("Nothing waits.").And.Contain("Left now").And.Contain("1,000"), "the sandbox's limit of a minute");
    }

    [Test]
    [Category("Long")]
    public async Task Read_only_it_changes_nothing_and_else_the_same_form_does()
    {
        var job = await ScalarAsync("SELECT min(id) FROM hangfire.job WHERE statename = 'Succeeded'");
        using var refused = await RequeueAsync(_operator, job);
        var kept = await StateOfAsync(job);
        await using var other = await Api.ServedProgram.StartAsync(Program);
        using var session = new HttpClient(new HttpClientHandler { CookieContainer = _cookies }) { BaseAddress = other.Client.BaseAddress };

        using var withoutToken = await session.PostAsync("/hangfire/jobs/succeeded/requeue", new FormUrlEncodedContent([new("jobs[]", job)]));
        var before = await StateOfAsync(job);
        using var done = await RequeueAsync(session, job);

        Assert.That(((int)refused.StatusCode, kept), Is.EqualTo((401, "Succeeded")));
        Assert.That(((int)withoutToken.StatusCode, before), Is.EqualTo((403, "Succeeded")));
        Assert.That(((int)done.StatusCode, await StateOfAsync(job)), Is.EqualTo((204, "Enqueued")));
    }

    private static async Task<HttpResponseMessage> RequeueAsync(HttpClient session, string job)
    {
        var token = Token().Match(await session.GetStringAsync("/account")).Groups[1].Value;
        Assert.That(token, Is.Not.Empty);
        return await session.PostAsync("/hangfire/jobs/succeeded/requeue", new FormUrlEncodedContent([new("jobs[]", job), new("__RequestVerificationToken", token)]));
    }

    private Task<string> StateOfAsync(string job) => ScalarAsync($"SELECT statename FROM hangfire.job WHERE id = {job}");

    [Test]
    public async Task Metrics_are_for_operators_and_the_bearer_of_the_token()
    {
        using var stranger = await _nobody.GetAsync("/metrics");
        using var wrong = await BearAsync(MetricsToken + "x");
        using var right = await BearAsync(MetricsToken);
        var text = await right.Content.ReadAsStringAsync();

        Assert.That(((int)stranger.StatusCode, (int)wrong.StatusCode, (int)right.StatusCode), Is.EqualTo((401, 401, 200)));
        Assert.That(right.Content.Headers.ContentType!.ToString(), Does.StartWith("text/plain; version=0.0.4"));
        Assert.That(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), Is.All.Match(@"^(# (HELP|TYPE) \w+ .+|\w+(\{.*\})? -?[0-9.E+-]+)$"));
        Assert.That(text, Does.Contain("outbound_backlog_items 0").And.Contain("outbound_permits_left{endpoint=").And.Contain("outbound_http_responses_total{class=\"2xx\"}"));
        Assert.That(await _operator.GetStringAsync("/metrics"), Does.Contain("outbound_workers 0"));
    }

    [Test]
    public async Task Readiness_has_figures_for_operators_only()
    {
        Assert.That(await _nobody.GetStringAsync("/health/ready"), Is.EqualTo("ready\n"));
        Assert.That(await _operator.GetStringAsync("/health/ready"), Does.StartWith("ready\n").And.Contain("lanes waiting 0"));
    }

    private async Task<HttpResponseMessage> BearAsync(string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics") { Headers = { Authorization = new("Bearer", token) } };
        return await _nobody.SendAsync(request);
    }

    private async Task SignUpAsync(string link)
    {
        var form = Token().Match(await _operator.GetStringAsync(link)).Groups[1].Value;
        using var made = await _operator.PostAsync(link, new FormUrlEncodedContent(
        [
            new("__RequestVerificationToken", form), new("code", WebUtility.UrlDecode(link.Split("code=")[1])), new("Name", "Olga"), new("Email", "olga@company.example"), new("Password", "olga walks along the old canal"),
        ]));
        Assert.That((int)made.StatusCode, Is.EqualTo(200), await made.Content.ReadAsStringAsync());
    }

    [GeneratedRegex("/hangfire/jobs/details/[0-9]+")]
    private static partial Regex Details();

    [GeneratedRegex("/w/demo/jobs/[0-9a-f-]{36}")]
    private static partial Regex OurJob();

    [GeneratedRegex(@"(/setup\?code=[\w-]+)")]
    private static partial Regex Link();

    [GeneratedRegex(@"http://127\.0\.0\.1:[1-9]\d*")]
    private static partial Regex Address();

    [GeneratedRegex("name=\"__RequestVerificationToken\"[^>]*value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
