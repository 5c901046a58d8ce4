using System.Text.Json;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using Hangfire;
using Hangfire.Storage;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>The nightly run: when, by whom, and what is kept of it.</summary>
internal sealed class RunCleanupTests
{
    [Test]
    public async Task It_runs_once_when_it_is_due_however_many_processes_ask()
    {
        await using var data = await OldData.CreateAsync();
        await data.JobAsync(100);
        var (first, second) = (data.Run(), data.Run());
        await first.PlanAsync(CancellationToken.None);
        Assert.That(await first.ExecuteAsync(CancellationToken.None), Is.False, "it is noon, and the run is at three");

        data.Clock.Advance(TimeSpan.FromHours(15.1));
        var ran = await Task.WhenAll(first.ExecuteAsync(CancellationToken.None), second.ExecuteAsync(CancellationToken.None), first.ExecuteAsync(CancellationToken.None));

        Assert.That(ran.Count(x => x), Is.EqualTo(1));
        Assert.That(await data.CountAsync("jobs"), Is.Zero);
        Assert.That(await data.Host.AskAsync<DateTime>("SELECT next_run_at FROM outbound.maintenance"), Is.EqualTo(new DateTime(2026, 11, 28, 3, 0, 0, DateTimeKind.Utc)));
        Assert.That(await data.Host.AskAsync<DateTime>("SELECT last_run_at FROM outbound.maintenance"), Is.EqualTo(data.Clock.GetUtcNow().UtcDateTime));
        using var result = JsonDocument.Parse(await data.Host.AskAsync<string>("SELECT result::text FROM outbound.maintenance"));
        Assert.That(result.RootElement.GetProperty("ended").GetBoolean(), Is.True);
        Assert.That(result.RootElement.GetProperty("removed").GetProperty("jobs").GetInt32(), Is.EqualTo(1));
    }

    [Test]
    public async Task Who_is_stopped_leaves_the_rest_to_whoever_asks_next_and_who_dies_after_ten_minutes()
    {
        await using var data = await OldData.CreateAsync();
        await data.JobAsync(100);
        var rows = new MaintenanceRows(data.Host.Database.System);
        await rows.PlanAsync(RunCleanup.Name, data.Clock.GetUtcNow(), CancellationToken.None);
        using var stop = new CancellationTokenSource();
        await using var held = await data.Host.Database.Owner.OpenConnectionAsync();
        await using (var transaction = await held.BeginTransactionAsync())
        {
            // While the test holds the default partition, the step that looks into it cannot go on.
            await using (var hold = new Npgsql.NpgsqlCommand("LOCK TABLE outbound.job_logs_default IN ACCESS EXCLUSIVE MODE", held, transaction))
                await hold.ExecuteNonQueryAsync();
            var running = data.Run().ExecuteAsync(stop.Token);
            await data.Host.UntilAsync("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted AND relation = 'outbound.job_logs_default'::regclass AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))");
            await stop.CancelAsync();
            Assert.That(async () => await running, Throws.InstanceOf<OperationCanceledException>());
        }

        Assert.That(await data.Host.AskAsync<string>("SELECT result ->> 'ended' FROM outbound.maintenance"), Is.EqualTo("false"));

        // The next one takes it, and dies.
        Assert.That(await rows.TakeAsync(RunCleanup.Name, data.Clock.GetUtcNow(), data.Clock.GetUtcNow().AddMinutes(10), CancellationToken.None), Is.Not.Null);
        Assert.That(await data.Run().ExecuteAsync(CancellationToken.None), Is.False);
        data.Clock.Advance(TimeSpan.FromMinutes(10));
        Assert.That(await data.Run().ExecuteAsync(CancellationToken.None), Is.True);
        Assert.That(await data.CountAsync("jobs"), Is.Zero);
    }

    [Test]
    public async Task Who_has_lost_the_run_neither_keeps_nor_ends_it()
    {
        await using var data = await OldData.CreateAsync();
        var (rows, now) = (new MaintenanceRows(data.Host.Database.System), data.Clock.GetUtcNow());
        await rows.PlanAsync(RunCleanup.Name, now, CancellationToken.None);
        var slow = await rows.TakeAsync(RunCleanup.Name, now, now.AddMinutes(10), CancellationToken.None);
        var next = await rows.TakeAsync(RunCleanup.Name, now.AddMinutes(11), now.AddMinutes(21), CancellationToken.None);

        Assert.That(await rows.KeepAsync(RunCleanup.Name, slow!.Value, now.AddMinutes(30), CancellationToken.None), Is.Null);
        await rows.EndAsync(RunCleanup.Name, slow.Value, now.AddDays(1), "{}", CancellationToken.None);

        Assert.That(await data.Host.AskAsync<bool>("SELECT result IS NULL AND next_run_at = $1 FROM outbound.maintenance", next!.Value), Is.True);
    }

    [Test]
    public async Task A_job_of_a_workspace_says_what_it_took_away()
    {
        await using var data = await OldData.CreateAsync();
        await data.JobAsync(100);
        await data.LookupAsync(100, 1, answered: true);
        var job = await data.Host.Get<StartCleanup>().ExecuteAsync(data.Workspace, new(CreatedBy: "ann@a.example"), CancellationToken.None);

        await data.Host.StartAsync();
        await data.Host.UntilStatusAsync(job, "completed");

        Assert.That(await data.Host.AskAsync<string>("SELECT result::text FROM outbound.jobs WHERE id = $1", job), Is.EqualTo("""{"removed": {"jobs": 1, "logs": 1, "answers": 1, "jobRows": 1}}"""));
        Assert.That(await data.Host.AskAsync<string>("SELECT name || ' ' || queue || ' ' || processed || '/' || total || ' ' || failed FROM outbound.jobs"), Is.EqualTo("Clean up old data c-maintenance 11/11 0"));
        Assert.That(await data.Host.AskAsync<string>("SELECT message FROM outbound.job_logs WHERE job_id = $1 AND event = 'cleaned_up'", job),
            Is.EqualTo("What was too old went: 1 answers, 1 items and log lines of jobs, 1 jobs, 1 log lines."));
        Assert.That(await data.Host.AskAsync<string>("SELECT actor || ' ' || action || ' ' || subject FROM outbound.audit_events"), Is.EqualTo($"ann@a.example cleanup.started job {job}"));
    }

    [Test]
    public async Task A_worker_shows_it_to_Hangfire_whose_call_makes_the_worker_look()
    {
        await using var data = await OldData.CreateAsync();
        await data.Host.StartAsync();
        await data.Host.UntilAsync("SELECT EXISTS (SELECT FROM hangfire.set WHERE key = 'recurring-jobs' AND value = 'cleanup_data')");
        var storage = data.Host.Get<JobStorage>();
        using (var connection = storage.GetConnection())
        {
            var mirrored = connection.GetRecurringJobs().Single();
            Assert.That((mirrored.Cron, mirrored.Job.Queue, mirrored.Job.Method.Name), Is.EqualTo(("0 3 * * *", "c-maintenance", "CleanUp")));
        }

        await data.Host.UntilAsync("SELECT next_run_at > now() FROM outbound.maintenance");
        await data.Host.RunAsync("UPDATE outbound.maintenance SET next_run_at = now() - interval '1 minute'");
        new RecurringJobManager(storage).Trigger(RunCleanup.Name);

        await data.Host.UntilAsync("SELECT (result ->> 'ended')::boolean AND next_run_at > now() FROM outbound.maintenance");
        Assert.That(await data.Host.AskAsync<int>("SELECT count(*)::int FROM hangfire.job WHERE statename = 'Failed'"), Is.Zero);
    }
}
