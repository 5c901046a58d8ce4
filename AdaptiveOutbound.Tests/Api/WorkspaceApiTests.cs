using AdaptiveOutbound.Tests.Commands;
using AdaptiveOutbound.Web.Sandbox;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Api;

/// <summary>Settings, use, keys, chunks and removal from outside.</summary>
internal sealed class WorkspaceApiTests : CommandFixture
{
    private const string Key = "live-canary-0123456789-WXYZ";
    private const string Settings = "/api/v1/workspace/settings";
    private const string Good = """{"revealPersonalEmails":true,"freshness":{"matchDays":30,"noMatchDays":7},"timeZone":"Europe/Berlin"}""";
    private SandboxServer _apollo = null!;
    private ServedProgram _api = null!;
    private string _viewer = null!;
    private string _admin = null!;
    private string _stranger = null!;

    [OneTimeSetUp]
    public async Task ServeAsync()
    {
        _apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live" }, TimeProvider.System, CancellationToken.None);
        SetUpProgram();
        Program.Environment["Providers__Apollo__BaseUrl"] = _apollo.BaseUrl.ToString();
        var run = await Program.RunAsync("enrich", Companies("settings.csv", 12), "--provider", "sandbox", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        await WorkspaceAsync("other");
        (_viewer, _admin, _stranger) = (await TokenAsync("viewer"), await TokenAsync("admin"), await TokenAsync("owner", "other"));
        _api = await ServedProgram.StartAsync(Program);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _api.DisposeAsync();
        await _apollo.DisposeAsync();
    }

    [Test]
    public async Task Settings_are_changed_from_the_revision_that_was_read()
    {
        var before = await _api.GetAsync(_viewer, Settings);
        var without = await _api.SendJsonAsync(_admin, HttpMethod.Put, Settings, Good);
        var old = await _api.SendJsonAsync(_admin, HttpMethod.Put, Settings, Good, "\"9999\"");
        var changed = await _api.SendJsonAsync(_admin, HttpMethod.Put, Settings, Good, await EtagAsync());
        var again = await _api.SendJsonAsync(_admin, HttpMethod.Put, Settings, changed.Text, "*");
        var viewer = await _api.SendJsonAsync(_viewer, HttpMethod.Put, Settings, Good, "*");

        Assert.That(before.Json.GetProperty("timeZone").GetString(), Is.EqualTo("UTC"));
        Assert.That(before.Json.GetProperty("keys")[0].GetProperty("configured").GetBoolean(), Is.False);
        Assert.That((without.Status, without.Code), Is.EqualTo((428, "precondition_required")));
        Assert.That((old.Status, old.Code), Is.EqualTo((412, "precondition_failed")));
        Assert.That(changed.Status, Is.EqualTo(200), changed.Text);
        Assert.That((changed.Json.GetProperty("timeZone").GetString(), changed.Json.GetProperty("freshness").GetProperty("noMatchDays").GetInt32()), Is.EqualTo(("Europe/Berlin", 7)));
        Assert.That(again.Status, Is.EqualTo(200), "what was answered can be sent back");
        Assert.That((viewer.Status, viewer.Code), Is.EqualTo((403, "forbidden")));
    }

    private async Task<string> EtagAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, Settings);
        request.Headers.Authorization = new("Bearer", _viewer);
        using var response = await _api.Client.SendAsync(request);
        return response.Headers.ETag!.Tag;
    }

    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":0,"noMatchDays":7},"timeZone":"UTC"}""", "freshness.matchDays", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"Mars/Base"}""", "timeZone", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"Pacific Standard Time"}""", "timeZone", "invalid_request")]
    [TestCase("""{"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"UTC"}""", "revealPersonalEmails", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"UTC","colour":"red"}""", "colour", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7,"contacts":{"matchDays":0,"noMatchDays":null}},"timeZone":"UTC","autoEnrich":true}""", "freshness.contacts.matchDays", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"UTC","creditLimits":{"perDay":-5}}""", "creditLimits.perDay", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"UTC","creditLimits":{"perMonth":1.23456}}""", "creditLimits.perMonth", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"UTC","creditLimits":{"perJob":2000000000}}""", "creditLimits.perJob", "invalid_request")]
    [TestCase("""{"revealPersonalEmails":true,"freshness":{"matchDays":9,"noMatchDays":7},"timeZone":"UTC","creditLimits":{"perWeek":5}}""", "creditLimits.perWeek", "invalid_request")]
    public async Task A_setting_that_cannot_be_is_named(string body, string field, string code)
    {
        var answer = await _api.SendJsonAsync(_admin, HttpMethod.Put, Settings, body, "*");

        Assert.That((answer.Status, answer.Code), Is.EqualTo((422, code)), answer.Text);
        Assert.That(answer.Json.GetProperty("errors")[0].GetProperty("field").GetString(), Is.EqualTo(field));
    }

    [Test]
    public async Task The_sandbox_counts_in_no_figure_and_days_are_checked()
    {
        var usage = await _api.GetAsync(_viewer, "/api/v1/workspace/usage?days=400");
        var workspace = await _api.GetAsync(_viewer, "/api/v1/workspace");

        Assert.That(usage.Status, Is.EqualTo(200), usage.Text);
        Assert.That(usage.Json.GetProperty("data").GetArrayLength(), Is.Zero);
        Assert.That(usage.Json.GetProperty("totals").GetProperty("lookups").GetInt32(), Is.Zero);
        Assert.That((workspace.Json.GetProperty("slug").GetString(), workspace.Json.GetProperty("role").GetString()), Is.EqualTo(("demo", "viewer")));
        foreach (var days in new[] { "0", "401", "x" })
            Assert.That((await _api.GetAsync(_viewer, $"/api/v1/workspace/usage?days={days}")).Status, Is.EqualTo(422), days);
    }

    [Test]
    public async Task A_key_is_set_tested_and_removed_and_never_shown()
    {
        const string path = "/api/v1/workspace/keys/apollo";
        var set = await _api.SendJsonAsync(_admin, HttpMethod.Put, path, $$"""{"key":"{{Key}}"}""");
        var wrong = await _api.SendJsonAsync(_admin, HttpMethod.Put, path, """{"key":"wrong-0123456789-0000"}""");
        var empty = await _api.SendJsonAsync(_admin, HttpMethod.Put, path, """{"key":""}""");
        var test = await _api.PostAsync(_admin, path + "/test");
        var viewer = await _api.PostAsync(_viewer, path + "/test");
        var removed = await _api.SendAsync(_admin, HttpMethod.Delete, path);
        var gone = await _api.PostAsync(_admin, path + "/test");
        var nobody = await _api.SendJsonAsync(_admin, HttpMethod.Put, "/api/v1/workspace/keys/nobody", """{"key":"x"}""");

        Assert.That((set.Status, set.Json.GetProperty("lastFour").GetString(), set.Json.GetProperty("status").GetString()), Is.EqualTo((200, "WXYZ", "active")));
        Assert.That((wrong.Status, wrong.Code), Is.EqualTo((422, "key_rejected")));
        Assert.That((empty.Status, empty.Code), Is.EqualTo((422, "key_empty")));
        Assert.That((test.Status, test.Json.GetProperty("code").GetString()), Is.EqualTo((200, "accepted")), test.Text);
        Assert.That(test.Json.GetProperty("key").GetProperty("lastFour").GetString(), Is.EqualTo("WXYZ"));
        Assert.That((viewer.Status, removed.Status, gone.Status, nobody.Status), Is.EqualTo((403, 204, 404, 404)));
        foreach (var answer in new[] { set, wrong, empty, test, gone })
            Assert.That(answer.Text, Does.Not.Contain("canary").And.Not.Contain("wrong-0123456789"));
    }

    [Test]
    public async Task Chunks_and_counts_of_jobs_are_told()
    {
        var enrich = (await _api.GetAsync(_viewer, "/api/v1/jobs?type=enrich_accounts")).Json.GetProperty("data")[0].GetProperty("id").GetGuid();
        var chunks = await _api.GetAsync(_viewer, $"/api/v1/jobs/{enrich}/chunks");
        var stats = await _api.GetAsync(_viewer, "/api/v1/jobs/stats");

        Assert.That(chunks.Json.GetProperty("data").GetArrayLength(), Is.GreaterThan(0), chunks.Text);
        Assert.That(chunks.Json.GetProperty("data")[0].GetProperty("status").GetString(), Is.EqualTo("finished"));
        Assert.That((await _api.GetAsync(_stranger, $"/api/v1/jobs/{enrich}/chunks")).Status, Is.EqualTo(404));
        Assert.That((await _api.GetAsync(_viewer, $"/api/v1/jobs/{enrich}/chunks?cursor=x")).Status, Is.EqualTo(422));
        Assert.That(stats.Json.GetProperty("lastDay").GetProperty("completed").GetInt32(), Is.EqualTo(3), stats.Text);
    }

    [Test]
    [Category("Long")]
    public async Task An_ended_job_is_removed_and_then_the_workspace_with_all_that_is_left()
    {
        var run = await Program.RunAsync("workspace", "create", "gone");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        run = await Program.RunAsync("enrich", Companies("gone.csv", 5), "--provider", "sandbox", "--json", "--workspace", "gone");
        var import = System.Text.Json.JsonDocument.Parse(run.Out).RootElement.GetProperty("jobId").GetGuid();
        // By the command, which the audit log must name.
        var (viewer, member) = (await TokenAsync("viewer", "gone"), (await Program.RunAsync("token", "create", "--role", "member", "--workspace", "gone")).Out.Trim());

        var low = await _api.SendAsync(viewer, HttpMethod.Delete, $"/api/v1/jobs/{import}");
        var stranger = await _api.SendAsync(_stranger, HttpMethod.Delete, $"/api/v1/jobs/{import}");
        var removed = await _api.SendAsync(member, HttpMethod.Delete, $"/api/v1/jobs/{import}");
        var kept = await Program.RunAsync("nothing\n", ["workspace", "delete", "gone"]);
        var deleted = await Program.RunAsync("gone\n", ["workspace", "delete", "gone"]);
        var again = await Program.RunAsync("workspace", "delete", "gone", "--yes");

        Assert.That((low.Status, stranger.Status, removed.Status), Is.EqualTo((403, 404, 204)), removed.Text);
        Assert.That((kept.ExitCode, deleted.ExitCode, again.ExitCode), Is.EqualTo((1, 0, 1)), deleted.Error);
        Assert.That((await _api.GetAsync(member, "/api/v1/jobs")).Status, Is.EqualTo(401), "its tokens are gone");
        Assert.That((await _api.GetAsync(_viewer, "/api/v1/jobs")).Status, Is.EqualTo(200));
        await RunSqlAsync("""
            DO $$
            DECLARE
                w uuid := (SELECT workspace_id FROM outbound.audit_events WHERE action = 'workspace.removed');
                t text;
                n int;
            BEGIN
                FOR t IN SELECT table_name FROM information_schema.columns WHERE table_schema = 'outbound' AND column_name = 'workspace_id' AND table_name <> 'audit_events' LOOP
                    EXECUTE format('SELECT count(*) FROM outbound.%I WHERE workspace_id = $1', t) INTO n USING w;
                    IF n > 0 THEN RAISE EXCEPTION '% has % rows left', t, n; END IF;
                END LOOP;
                IF w IS NULL OR EXISTS (SELECT FROM outbound.workspaces WHERE id = w) OR NOT EXISTS (SELECT FROM outbound.audit_events WHERE workspace_id = w AND action = 'job.removed')
                   OR NOT EXISTS (SELECT FROM outbound.audit_events WHERE workspace_id = w AND action = 'token.made') THEN
                    RAISE EXCEPTION 'the workspace is there, or the audit log lacks a line';
                END IF;
            END $$
            """);
    }
}
