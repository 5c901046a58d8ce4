using System.Globalization;
using System.Text.Json;
using AdaptiveOutbound.Tests.Access;
using AdaptiveOutbound.Tests.Commands;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>The ledger in API, files and page, against what the double of Apollo's API charged.</summary>
internal sealed class LedgerApiTests : CommandFixture
{
    private const string Key = "live-0123456789-LEDGER";
    private const string Ledger = "/api/v1/workspace/usage/ledger";

    private SandboxServer _apollo = null!;
    private ServedProgram _api = null!;
    private PageSession _page = null!;
    private string _viewer = null!;
    private decimal _spent;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live", LimitPerMinute = null }, TimeProvider.System, CancellationToken.None);
        SetUpProgram();
        Program.Environment["Providers__Apollo__BaseUrl"] = _apollo.BaseUrl.ToString();
        Assert.That((await Program.RunAsync("enrich", Companies("invented.csv", 3, first: 900), "--provider", "sandbox", "--json")).ExitCode, Is.Zero);
        var admin = await TokenAsync("admin");
        _viewer = await TokenAsync("viewer");
        _api = await ServedProgram.StartAsync(Program);
        Assert.That((await _api.SendJsonAsync(admin, HttpMethod.Put, "/api/v1/workspace/keys/apollo", $$"""{"key":"{{Key}}"}""")).Status, Is.EqualTo(200));
        foreach (var (name, first) in new[] { ("=cmd.csv", 0), ("spring.csv", 20) })
        {
            var run = await Program.RunAsync("enrich", Companies(name, 20, first), "--provider", "apollo", "--yes", "--json");
            Assert.That(run.ExitCode, Is.Zero, run.Error);
        }

        _spent = _apollo.Spent(Key);
        await RunSqlAsync(SignedUp.Sql(Guid.CreateVersion7(), "vera@company.example", false, ("demo", "viewer")));
        _page = new PageSession(_api.Client.BaseAddress!);
        Assert.That(await _page.SignInAsync("vera@company.example", SignedUp.Password), Is.True);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _page.Dispose();
        await _api.DisposeAsync();
        await _apollo.DisposeAsync();
    }

    [TestCase("day", 1)]
    [TestCase("provider", 1)]
    [TestCase("job", 2)]
    [TestCase("user", 1)]
    [TestCase("schedule", 1)]
    public async Task Charged_is_what_the_provider_charged_however_it_is_grouped(string by, int lines)
    {
        var ledger = await _api.GetAsync(_viewer, $"{Ledger}?by={by}");
        var csv = (await _api.GetAsync(_viewer, $"{Ledger}.csv?by={by}")).Text.TrimEnd().Split("\r\n");

        Assert.That(_spent, Is.GreaterThan(20));
        Assert.That(ledger.Status, Is.EqualTo(200), ledger.Text);
        Assert.That(Lines(ledger).Sum(line => line.GetProperty("charged").GetDecimal()), Is.EqualTo(_spent));
        Assert.That(Lines(ledger).Sum(line => line.GetProperty("free").GetInt32()), Is.EqualTo(40 - _spent), "those that found nobody");
        Assert.That((Lines(ledger).Count, ledger.Json.GetProperty("elsewhere").ValueKind, ledger.Json.GetProperty("total").GetProperty("charged").GetDecimal()), Is.EqualTo((lines, JsonValueKind.Null, _spent)));
        Assert.That(csv[0], Is.EqualTo($"{by},name,calls,credits_reserved,credits_charged,credits_unknown,answers_free,answers_disputed"));
        Assert.That(csv.Skip(1).Sum(line => decimal.Parse(line.Split(',')[^4], CultureInfo.InvariantCulture)), Is.EqualTo(_spent));
    }

    [Test]
    public async Task Every_question_is_a_line_of_a_file_and_the_audit_log_says_who_got_it()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/workspace/usage/lookups.csv") { Headers = { Authorization = new("Bearer", _viewer) } };
        using var response = await _api.Client.SendAsync(request);
        var lines = (await response.Content.ReadAsStringAsync()).TrimEnd().Split("\r\n");
        var (head, first) = (lines[0].Split(',').ToList(), lines[1].Split(','));

        Assert.That(response.Content.Headers.ContentType!.MediaType, Is.EqualTo("text/csv"));
        Assert.That(response.Content.Headers.ContentDisposition!.FileName, Does.StartWith("lookups-"));
        Assert.That(lines, Has.Length.EqualTo(1 + 40), "none of the sandbox");
        Assert.That(first[head.IndexOf("question")], Does.Contain("company-"));
        Assert.That((first[head.IndexOf("provider")], first[head.IndexOf("disputed")]), Is.EqualTo(("apollo", "no")));
        Assert.That(lines.Skip(1).Sum(line => decimal.Parse(line.Split(',')[head.IndexOf("credits_charged")], CultureInfo.InvariantCulture)), Is.EqualTo(_spent));
        Assert.That(await ScalarAsync("SELECT count(*) FROM outbound.audit_events WHERE action = 'ledger.downloaded' AND actor LIKE 'token%'"), Is.Not.EqualTo("0"));
    }

    [TestCase("?by=colour", "by")]
    [TestCase("?from=2026-02-30", "from")]
    [TestCase("?from=2026-11-20&to=2026-11-19", "from")]
    [TestCase("?from=2020-01-01&to=2026-11-19", "from")]
    [TestCase("?from=0001-01-01&to=0001-01-02", "from")]
    [TestCase("?to=9999-12-31", "from")]
    [TestCase("?days=30", "days")]
    public async Task What_cannot_be_asked_for_is_named(string query, string field)
    {
        foreach (var path in new[] { Ledger, Ledger + ".csv" })
        {
            var answer = await _api.GetAsync(_viewer, path + query);

            Assert.That((answer.Status, answer.Json.GetProperty("errors")[0].GetProperty("field").GetString()), Is.EqualTo((422, field)), answer.Text);
        }
    }

    [Test]
    public async Task The_page_shows_the_lines_that_are_chosen_and_their_files()
    {
        var days = await _page.GetAsync("/w/demo/usage");
        var jobs = await _page.GetAsync("/w/demo/usage?by=job&days=7");
        var file = await _page.GetAsync("/w/demo/usage/ledger?by=job&days=7");
        var lookups = await _page.GetAsync("/w/demo/usage/lookups?days=7");
        var odd = await _page.GetAsync("/w/demo/usage?by=colour&days=-4");

        Assert.That((days.Status, odd.Status), Is.EqualTo((200, 200)));
        Assert.That(days.Text, Does.Contain("Days of the workspace's time zone, UTC.").And.Contain("<option value=\"day\" selected=\"selected\">By day").And.Contain("The provider's own counter").And.Contain("Nothing is compared yet"));
        Assert.That(jobs.Text, Does.Match("<a href=\"/w/demo/jobs/[0-9a-f-]{36}\">Enrich .*=cmd.csv</a>").And.Contain("href=\"/w/demo/usage/ledger?days=7&by=job\"").And.Contain("href=\"/w/demo/usage?days=90&by=job\""));
        Assert.That((file.Status, file.Text), Is.EqualTo((200, (await _api.GetAsync(_viewer, $"{Ledger}.csv?by=job")).Text)));
        Assert.That(lookups.Text.TrimEnd().Split("\r\n"), Has.Length.EqualTo(1 + 40));
    }

    [Test]
    public async Task What_the_counter_said_stands_in_page_and_API()
    {
        await RunSqlAsync("""
            INSERT INTO outbound.provider_counts (workspace_id, provider, day, credits_left, booked, fingerprint, read_at)
            SELECT id, 'apollo', current_date - 3, 500, 0, 'f', now() - interval '2 days' FROM outbound.workspaces WHERE slug = 'demo'
            UNION ALL SELECT id, 'apollo', current_date - 2, 450, 30, 'f', now() - interval '1 day' FROM outbound.workspaces WHERE slug = 'demo'
            """);
        var answer = await _api.GetAsync(_viewer, "/api/v1/workspace/usage/reconciliation");
        var page = await _page.GetAsync("/w/demo/usage");
        await RunSqlAsync("DELETE FROM outbound.provider_counts");

        var newest = answer.Json.GetProperty("data")[0];
        Assert.That((newest.GetProperty("result").GetString(), newest.GetProperty("taken").GetDecimal(), newest.GetProperty("booked").GetDecimal(), newest.GetProperty("difference").GetDecimal()), Is.EqualTo(("differs", 50m, 30m, 20m)), answer.Text);
        Assert.That(answer.Json.GetProperty("data")[1].GetProperty("result").GetString(), Is.EqualTo("first"));
        Assert.That(page.Text, Does.Contain(">+20</td>").And.Contain("The provider took more than was booked."));
    }

    private static List<JsonElement> Lines(ApiAnswer ledger) => [.. ledger.Json.GetProperty("lines").EnumerateArray()];
}
