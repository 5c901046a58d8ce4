using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

internal sealed class CleanUpDataTests
{
    [Test]
    public async Task What_is_too_old_goes_and_what_is_not_or_may_be_needed_stays()
    {
        await using var data = await OldData.CreateAsync();
        await JobsAsync(data);
        await LookupsAsync(data);
        await FilesAsync(data);
        await RestAsync(data);

        var gone = await data.CleanAsync();

        Assert.That(gone, Is.EqualTo(new Dictionary<string, long>
        {
            ["answers"] = 2, ["auditEvents"] = 1, ["chunks"] = 1, ["exports"] = 3, ["idempotencyKeys"] = 1, ["jobRows"] = 2, ["jobs"] = 2,
            ["logMonths"] = 2, ["logs"] = 8, ["lookups"] = 2, ["scheduleRuns"] = 1, ["uploads"] = 1,
        }));
        Assert.That(await data.CleanAsync(), Is.Empty, "and nothing is found again");
        Assert.That(await data.Host.AskAsync<string>("SELECT string_agg(round(extract(epoch FROM $1 - created_at) / 86400)::text, ' ' ORDER BY id DESC) FROM outbound.jobs", data.Clock.GetUtcNow()),
            Is.EqualTo("89 91 120 130 131 132"), "young, open, of a chain that is open, and one that is being set aside");
        Assert.That(await data.CountAsync("job_items"), Is.EqualTo(6));
        Assert.That(await data.Host.AskAsync<string>("SELECT string_agg(state || CASE WHEN answer IS NULL THEN '' ELSE 'a' END, ' ' ORDER BY id) FROM outbound.provider_lookups"), Is.EqualTo("0 4 1 2 1a 1a"));
        Assert.That(await data.Host.AskAsync<string>("SELECT string_agg(kind || round(extract(epoch FROM $1 - created_at) / 86400), ' ' ORDER BY id DESC) FROM outbound.files", data.Clock.GetUtcNow()),
            Is.EqualTo("export6 upload29 upload40"), "what an open import reads stays");
        Assert.That(await data.CountAsync("file_parts"), Is.EqualTo(6));
        Assert.That(await data.CountAsync("job_logs_2026_10"), Is.EqualTo(1), "its last day is younger than 30 days");
    }

    [Test]
    public async Task A_workspaces_own_job_leaves_other_workspaces_alone()
    {
        await using var data = await OldData.CreateAsync();
        var other = await data.Host.Make.WorkspaceAsync();
        foreach (var workspace in new[] { data.Workspace, other })
        {
            await data.JobAsync(100, workspace: workspace);
            await data.LookupAsync(800, 1, workspace: workspace);
            await data.LookupAsync(100, 1, answered: true, workspace: workspace);
            await data.FileAsync(50, "upload", 30, workspace);
            await data.KeyAsync("k", 1, workspace);
            await data.AuditAsync(500, workspace);
        }

        await data.MonthAsync(2026, 5);

        var gone = await data.CleanAsync(data.Workspace);

        Assert.That(gone, Is.EqualTo(new Dictionary<string, long>
        {
            ["answers"] = 1, ["auditEvents"] = 1, ["idempotencyKeys"] = 1, ["jobRows"] = 1, ["jobs"] = 1, ["logs"] = 1, ["lookups"] = 1, ["uploads"] = 1,
        }));
        foreach (var table in new[] { "jobs", "job_items", "files", "idempotency_keys", "audit_events" })
            Assert.That(await data.CountAsync(table, $"workspace_id = '{other}'"), Is.EqualTo(1), table);
        Assert.That(await data.CountAsync("provider_lookups", $"workspace_id = '{other}'"), Is.EqualTo(2));
        Assert.That(await data.CountAsync("provider_lookups", $"workspace_id = '{other}' AND answer IS NOT NULL"), Is.EqualTo(1));
        Assert.That(await data.CountAsync("job_logs_2026_05"), Is.EqualTo(1), "months are everybody's");
    }

    [Test]
    public async Task Every_period_can_be_set()
    {
        await using var data = await OldData.CreateAsync();
        await data.JobAsync(5);
        await data.LookupAsync(40, 1);
        await data.FileAsync(5, "upload", 30);
        await data.FileAsync(5, "export", 7);
        await data.AuditAsync(5);
        await data.ScheduleRunAsync(5);
        await data.ChunkAsync(5, "finished");
        await data.MonthAsync(2026, 10);
        await data.KeyAsync("k", -0.5);
        Assert.That(await data.CleanAsync(), Is.Empty);

        data.Options = new() { JobDays = 4, LogDays = 4, LookupMonths = 1, ExportDays = 4, UploadDays = 4, AuditDays = 4, IdempotencyDays = 1 };

        Assert.That((await data.CleanAsync()).Keys, Is.EqualTo(new[] { "auditEvents", "chunks", "exports", "jobRows", "jobs", "logMonths", "logs", "lookups", "scheduleRuns", "uploads" }));
    }

    [Test]
    public async Task A_workspaces_own_freshness_keeps_its_answers()
    {
        await using var data = await OldData.CreateAsync();
        await data.LookupAsync(100, 1, answered: true);
        await data.Host.RunAsync("""
            INSERT INTO outbound.workspace_settings (workspace_id, keys, sealed_keys, reveal_personal_emails, match_days, no_match_days, contact_match_days, time_zone, revision)
            VALUES ($1, '{}', '{}', false, 30, 14, 120, 'UTC', 0)
            """, data.Workspace);
        Assert.That(await data.CleanAsync(), Is.Empty, "that of contacts is longer");

        await data.Host.RunAsync("UPDATE outbound.workspace_settings SET contact_match_days = 99");

        Assert.That(await data.CleanAsync(), Is.EqualTo(new Dictionary<string, long> { ["answers"] = 1 }));
    }

    [Test]
    public async Task A_job_of_many_items_and_a_file_of_many_parts_go_in_several_steps_and_after_an_interruption_the_rest_is_found()
    {
        await using var data = await OldData.CreateAsync();
        var job = await data.JobAsync(100);
        await data.Host.RunAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, outcome, credits)
            SELECT gen_random_uuid(), workspace_id, id, lane_id, gen_random_uuid(), 2, 5, 1, 0, 1, 0 FROM outbound.jobs CROSS JOIN generate_series(1, 12000) WHERE id = $1
            """, job);
        await data.FileAsync(50, "upload", 30, parts: 250);
        var (progress, steps) = (new CleanupProgress(), 0);

        await data.Clean().ExecuteAsync(null, progress, () => Task.FromResult(steps++ < 4), CancellationToken.None);

        Assert.That(await data.CountAsync("job_items"), Is.EqualTo(2001), "months, logs, and two steps of five thousand");
        Assert.That(await data.CountAsync("jobs"), Is.EqualTo(1), "the job goes last");

        var gone = await data.CleanAsync();

        Assert.That(gone, Is.EqualTo(new Dictionary<string, long> { ["jobRows"] = 2001, ["jobs"] = 1, ["uploads"] = 1 }));
        Assert.That(await data.CountAsync("file_parts") + await data.CountAsync("job_items"), Is.Zero);
    }

    [Test]
    public async Task A_month_of_logs_that_somebody_uses_is_left_to_the_next_night()
    {
        await using var data = await OldData.CreateAsync();
        await data.MonthAsync(2026, 5);
        await using (var reader = await data.Host.Database.Owner.OpenConnectionAsync())
        {
            await using var transaction = await reader.BeginTransactionAsync();
            await using (var read = new Npgsql.NpgsqlCommand("SELECT count(*) FROM outbound.job_logs", reader, transaction))
                await read.ExecuteScalarAsync();

            Assert.That(await data.CleanAsync(), Is.Empty, "nothing waits for the lock for long");
        }

        Assert.That(await data.CleanAsync(), Is.EqualTo(new Dictionary<string, long> { ["logMonths"] = 1 }));
    }

    private static async Task JobsAsync(OldData data)
    {
        await data.JobAsync(89);
        await data.JobAsync(91, open: true);
        await data.JobAsync(92);
        await data.JobAsync(93);
        var stopped = await data.JobAsync(120);
        await data.Host.RunAsync("UPDATE outbound.lanes SET stopped_jobs = ARRAY[$1::uuid]", stopped);
        // An import, its enrichment that has ended too, and their export that has not.
        var (import, enrich, export) = (data.Id(132), data.Id(131), data.Id(130));
        await data.JobAsync(132, id: import, leadsTo: enrich);
        await data.JobAsync(131, id: enrich, origin: import, leadsTo: export);
        await data.JobAsync(130, id: export, origin: enrich, open: true);
    }

    private static async Task LookupsAsync(OldData data)
    {
        await data.LookupAsync(1001, 0);
        await data.LookupAsync(1000, 4);
        await data.LookupAsync(800, 1);
        await data.LookupAsync(800, 3);
        await data.LookupAsync(91, 1, answered: true);
        await data.LookupAsync(15, 2, answered: true);
        await data.LookupAsync(10, 1, answered: true);
        await data.LookupAsync(1, 1, answered: true);
    }

    private static async Task FilesAsync(OldData data)
    {
        await data.FileAsync(6, "export", 7);
        await data.FileAsync(8, "export", 7);
        await data.FileAsync(8, "errors", 30);
        await data.FileAsync(3, "export", 2);
        await data.FileAsync(29, "upload", 30);
        await data.FileAsync(31, "upload", 30);
        var read = await data.FileAsync(40, "upload", 30);
        await data.Host.RunAsync("UPDATE outbound.jobs SET type = 'import_csv', payload = jsonb_build_object('fileId', $1::text) WHERE completed_at IS NULL", read.ToString());
    }

    private static async Task RestAsync(OldData data)
    {
        await data.AuditAsync(401);
        await data.AuditAsync(399);
        await data.ChunkAsync(91, "lost");
        await data.ChunkAsync(89, "finished");
        await data.ChunkAsync(91, "processing");
        await data.ScheduleRunAsync(91);
        await data.ScheduleRunAsync(89);
        await data.KeyAsync("old", 0.1);
        await data.KeyAsync("young", -0.1);
        await data.MonthAsync(2026, 1);
        await data.MonthAsync(2026, 2);
        await data.MonthAsync(2026, 10);
    }
}
