using AdaptiveOutbound.Tests.Commands;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>The API from outside: a served program, tokens, jobs made by <c>enrich</c>.</summary>
internal sealed class JobsApiTests : CommandFixture
{
    private ServedProgram _api = null!;
    private string _viewer = null!;
    private string _member = null!;
    private string _stranger = null!;
    private Guid _import;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        SetUpProgram();
        var run = await Program.RunAsync("enrich", Companies("api.csv", 12), "--provider", "sandbox", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        _import = System.Text.Json.JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetGuid();
        await WorkspaceAsync("other");
        _viewer = await TokenAsync("viewer");
        _member = await TokenAsync("member");
        _stranger = await TokenAsync("owner", "other");
        _api = await ServedProgram.StartAsync(Program);
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _api.DisposeAsync();

    [Test]
    public async Task The_list_pages_without_gaps_and_doubles()
    {
        var all = (await _api.GetAsync(_viewer, "/api/v1/jobs")).Json.GetProperty("data").EnumerateArray().Select(j => j.GetProperty("id").GetGuid()).ToList();
        List<Guid> paged = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await _api.GetAsync(_viewer, $"/api/v1/jobs?limit=1{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            Assert.That(page.Status, Is.EqualTo(200), page.Text);
            paged.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(j => j.GetProperty("id").GetGuid()));
            cursor = page.Json.GetProperty("nextCursor").GetString();
        }

        Assert.That(all, Has.Count.EqualTo(3).And.Contain(_import));
        Assert.That(paged, Is.EqualTo(all));
    }

    [Test]
    public async Task A_job_is_shown_as_the_command_shows_it()
    {
        var command = await Program.RunAsync("jobs", "show", $"{_import}", "--json");

        var answer = await _api.GetAsync(_viewer, $"/api/v1/jobs/{_import}");

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(answer.Json.GetProperty("progress").GetProperty("percentage").GetDecimal(), Is.EqualTo(100));
        Assert.That(answer.Text.Trim(), Is.EqualTo(command.Out.Trim().Split('\n')[0]));
    }

    [Test]
    public async Task The_log_of_a_job_pages_by_its_cursor()
    {
        var first = await _api.GetAsync(_viewer, $"/api/v1/jobs/{_import}/logs?limit=1");
        var rest = await _api.GetAsync(_viewer, $"/api/v1/jobs/{_import}/logs?cursor={first.Json.GetProperty("nextCursor").GetString()}");

        Assert.That(first.Json.GetProperty("data")[0].GetProperty("event").GetString(), Is.EqualTo("started"));
        Assert.That(rest.Json.GetProperty("data").EnumerateArray().Select(l => l.GetProperty("event").GetString()), Does.Contain("completed").And.Not.Contain("started"));
        Assert.That(rest.Json.GetProperty("nextCursor").ValueKind, Is.EqualTo(System.Text.Json.JsonValueKind.Null));
    }

    [Test]
    public async Task The_items_of_a_job_page_and_are_filtered_by_outcome()
    {
        var enrich = (await _api.GetAsync(_viewer, "/api/v1/jobs?type=enrich_accounts")).Json.GetProperty("data")[0];
        var id = enrich.GetProperty("id").GetGuid();
        List<Guid> paged = [];
        for (string? cursor = ""; cursor is not null;)
        {
            var page = await _api.GetAsync(_viewer, $"/api/v1/jobs/{id}/items?limit=5{(cursor.Length > 0 ? $"&cursor={cursor}" : "")}");
            paged.AddRange(page.Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("recordId").GetGuid()));
            cursor = page.Json.GetProperty("nextCursor").GetString();
        }
        var matched = await _api.GetAsync(_viewer, $"/api/v1/jobs/{id}/items?outcome=enriched");

        Assert.That(paged, Has.Count.EqualTo(12).And.Unique);
        Assert.That(matched.Json.GetProperty("data").EnumerateArray().Select(i => i.GetProperty("outcome").GetString()), Is.All.EqualTo("enriched")
            .And.Exactly(enrich.GetProperty("counts").GetProperty("enriched").GetInt32()).Items);
        Assert.That((await _api.GetAsync(_viewer, $"/api/v1/jobs/{id}/items?outcome=done")).Status, Is.EqualTo(422));
    }

    [Test]
    public async Task The_file_of_an_export_is_the_output_of_the_command()
    {
        var jobs = await _api.GetAsync(_viewer, "/api/v1/jobs?type=export_data");
        var export = jobs.Json.GetProperty("data")[0].GetProperty("id").GetGuid();

        var file = await _api.GetAsync(_viewer, $"/api/v1/exports/{export}/file");

        Assert.That(file.Type, Is.EqualTo("text/csv"));
        Assert.That(file.Text, Is.EqualTo(await File.ReadAllTextAsync(Path.Combine(Files, "api.enriched.csv"))));
        Assert.That((await _api.GetAsync(_viewer, $"/api/v1/exports/{_import}/file")).Status, Is.EqualTo(404), "an import has none");
    }

    [TestCase(null)]
    [TestCase("ao_")]
    [TestCase("ao_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [TestCase("nonsense")]
    public async Task Without_a_valid_token_nothing_is_told(string? token)
    {
        var answer = await _api.GetAsync(token, $"/api/v1/jobs/{_import}");

        Assert.That((answer.Status, answer.Code, answer.Type), Is.EqualTo((401, "unauthorized", "application/problem+json")));
    }

    [Test]
    public async Task Another_workspaces_token_finds_nothing()
    {
        foreach (var path in new[] { $"jobs/{_import}", $"jobs/{_import}/logs", $"jobs/{_import}/items", $"exports/{_import}/file" })
            Assert.That((await _api.GetAsync(_stranger, "/api/v1/" + path)).Status, Is.EqualTo(404), path);
        foreach (var verb in new[] { "cancel", "pause", "resume", "retry" })
            Assert.That((await _api.PostAsync(_stranger, $"/api/v1/jobs/{_import}/{verb}")).Status, Is.EqualTo(404), verb);
        Assert.That((await _api.GetAsync(_stranger, $"/api/v1/jobs?cursor={Guid.Empty}")).Json.GetProperty("data").GetArrayLength(), Is.Zero);
        Assert.That((await _api.GetAsync(_stranger, "/api/v1/jobs")).Json.GetProperty("data").GetArrayLength(), Is.Zero);
    }

    [TestCase("cancel")]
    [TestCase("pause")]
    [TestCase("resume")]
    [TestCase("retry")]
    public async Task Steering_needs_a_member_and_says_which_state_forbids_it(string verb)
    {
        var viewer = await _api.PostAsync(_viewer, $"/api/v1/jobs/{_import}/{verb}");
        var member = await _api.PostAsync(_member, $"/api/v1/jobs/{_import}/{verb}");

        Assert.That((viewer.Status, viewer.Code), Is.EqualTo((403, "forbidden")));
        Assert.That((member.Status, member.Code), Is.EqualTo((409, "state_conflict")));
    }

    [TestCase("limit=0", "limit")]
    [TestCase("limit=201", "limit")]
    [TestCase("limit=x", "limit")]
    [TestCase("status=done", "status")]
    [TestCase("type=noop", "type")]
    [TestCase("cursor=zzz", "cursor")]
    [TestCase("stauts=failed", "stauts")]
    public async Task A_parameter_that_cannot_be_is_named(string query, string field)
    {
        var answer = await _api.GetAsync(_viewer, "/api/v1/jobs?" + query);

        Assert.That((answer.Status, answer.Code), Is.EqualTo((422, "invalid_request")));
        Assert.That(answer.Json.GetProperty("errors")[0].GetProperty("field").GetString(), Is.EqualTo(field));
    }

    [Test]
    public async Task A_route_that_is_not_there_is_a_problem_too()
    {
        Assert.That((await _api.GetAsync(_viewer, "/api/v1/nothing")).Code, Is.EqualTo("not_found"));
        Assert.That((await _api.GetAsync(_viewer, "/api/v1/jobs/1")).Code, Is.EqualTo("not_found"));
        Assert.That((await _api.GetAsync(null, "/api/v1/nothing")).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task A_revoked_token_is_refused_at_once_and_an_expired_one_too()
    {
        var token = (await Program.RunAsync("token", "create", "--role", "admin", "--name", "short-lived")).Out.Trim();
        var expired = (await Program.RunAsync("token", "create", "--role", "admin", "--days", "1")).Out.Trim();
        Assert.That((await _api.GetAsync(token, "/api/v1/jobs")).Status, Is.EqualTo(200));
        var list = System.Text.Json.JsonDocument.Parse((await Program.RunAsync("token", "list", "--json")).Out).RootElement.GetProperty("data").EnumerateArray().ToList();
        var id = list.Single(t => t.GetProperty("name").GetString() == "short-lived").GetProperty("id").GetGuid();

        var revoked = await Program.RunAsync("token", "revoke", $"{id}");
        await RunSqlAsync("UPDATE outbound.api_tokens SET expires_at = now() WHERE expires_at IS NOT NULL");

        Assert.That(revoked.ExitCode, Is.Zero, revoked.Error);
        Assert.That((await _api.GetAsync(token, "/api/v1/jobs")).Status, Is.EqualTo(401));
        Assert.That((await _api.GetAsync(expired, "/api/v1/jobs")).Status, Is.EqualTo(401));
        Assert.That(list.Select(t => t.ToString()), Has.None.Contains("ao_").And.None.Contains("hash"));
    }
}
