using AdaptiveOutbound.Tests.Access;
using AdaptiveOutbound.Tests.Api;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Pages;

/// <summary>While a restore keeps all work from going on every page says so, until an operator lets it go on.</summary>
internal sealed class RestingPagesTests : ApiFixture
{
    private const string Says = "All work rests: the database was restored from a backup.", Command = "./outbound jobs resume --all";

    private readonly Guid _job = Guid.CreateVersion7(), _alert = Guid.CreateVersion7();
    private PageSession _session = null!;

    [OneTimeSetUp]
    public async Task SignInAsync()
    {
        await RunSqlAsync(SignedUp.Sql(Guid.CreateVersion7(), "rests@company.example", true, (Demo, "owner")));
        _session = new PageSession(Api.Client.BaseAddress!);
        Assert.That(await _session.SignInAsync("rests@company.example", SignedUp.Password), Is.True);
        await RunSqlAsync($"""
            INSERT INTO outbound.lanes (id, workspace_id, type, provider, weight, width, paused, wait_count, careful, stopped_jobs)
            SELECT '{_job}', id, 'enrich_accounts', 'resting', 1, 4, true, 0, false, ARRAY['{_job}']::uuid[] FROM outbound.workspaces WHERE slug = '{Demo}';
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters, enriched, no_match, skipped, unknown,
                   calls, cache_hits, credits, attempts, max_attempts, cursor, created_at, started_at)
            SELECT '{_job}', workspace_id, id, type, 'Resting', 'b-bulk', 5, 'paused', '{"{}"}', 9, 6, 3, 0, 0, 3, 0, 0, 0, 3, 0, 0, 1, 5, 0, now(), now() - interval '1 minute' FROM outbound.lanes WHERE id = '{_job}';
            INSERT INTO outbound.alerts (id, workspace_id, code, scope, level, message, created_at) SELECT '{_alert}', workspace_id, 'restored', 'database', 'warning', 'Restored.', now() FROM outbound.lanes WHERE id = '{_job}';
            INSERT INTO outbound.deployment_events (kind, name, detail) VALUES ('restore', 'night.zip', jsonb_build_object('file', 'night.zip', 'sha256', '', 'taken_at', now(), 'environment', 'Development', 'rows', 1,
                   'held', jsonb_build_object('jobs', jsonb_build_array('{_job}'), 'lanes_kept', '[]'::jsonb, 'schedules', '[]'::jsonb)))
            """);
    }

    [OneTimeTearDown]
    public void SignOut() => _session.Dispose();

    [Test]
    public async Task Every_page_names_the_rest_and_what_ends_it_until_it_is_ended()
    {
        string[] pages = [$"/w/{Demo}", $"/w/{Demo}/jobs", $"/w/{Demo}/jobs/{_job}", $"/w/{Demo}/import", $"/w/{Demo}/schedules", $"/w/{Demo}/usage", "/account", "/operator/lanes", "/hangfire/lanes"];
        foreach (var page in pages) Assert.That((await _session.GetAsync(page)).Text, Does.Contain(Says).And.Contain(Command), page);
        Assert.That((await _session.GetAsync("/hangfire/lanes")).Text, Does.Not.Contain("Nothing waits."));
        Assert.That((await _session.GetAsync($"/w/{Demo}/jobs/{_job}")).Text, Does.Contain("Rests after a restore").And.Not.Contain("until somebody resumes it"));

        await _session.PostAsync($"/w/{Demo}/dismiss", ("alert", $"{_alert}"));

        Assert.That((await _session.GetAsync($"/w/{Demo}")).Text, Does.Contain(Says).And.Not.Contain("Dismiss"));
        Assert.That((await Program.RunAsync("jobs", "show", $"{_job}", "--workspace", Demo)).Out, Does.Contain("waits (restored): The database was restored"));
        var resumed = await Program.RunAsync("jobs", "resume", "--all", "--yes");
        Assert.That(resumed.Out, Does.Contain("1 job, 1 lane and 0 schedules go on."), resumed.Error);
        foreach (var page in pages) Assert.That((await _session.GetAsync(page)).Text, Does.Not.Contain(Says), page);
        foreach (var page in pages[..3]) Assert.That((await _session.GetPartsAsync(page)).Text, Does.Contain("<div data-part=\"rests\" hidden></div>"), $"{page}, open since before");
    }
}
