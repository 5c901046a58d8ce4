using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Jobs;

internal sealed class SteeringTests
{
    [Test]
    public async Task A_pause_acts_at_the_next_batch_and_resume_goes_on_where_it_stopped()
    {
        await using var host = await EngineHost.CreateAsync();
        var gate = new Gate();
        host.Work.BatchSize = 10;
        host.Work.Run = gate.HangAsync;
        await host.RunAsync("UPDATE outbound.lanes SET width = 1 WHERE id = $1", await host.Make.LaneAsync());
        var job = await host.Make.JobAsync(100);
        await host.StartAsync();
        await gate.Entered;

        Assert.That(await host.Get<PauseJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None), Is.InstanceOf<SteerResult.Done>());
        gate.Open();
        await host.UntilAsync("SELECT count(*) FILTER (WHERE state = 4) = 90 AND count(*) FILTER (WHERE state = 2) = 10 FROM outbound.job_items");
        Assert.That(host.Work.Batches, Has.Count.EqualTo(1));
        Assert.That(await host.AskAsync<string>("SELECT status FROM outbound.jobs"), Is.EqualTo(JobStatus.Paused));

        Assert.That(await host.Get<ResumeJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None), Is.InstanceOf<SteerResult.Done>());
        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(host.Work.Taken.Select(i => i.Id).Distinct().Count(), Is.EqualTo(100));
        Assert.That(host.Work.Taken.Count(), Is.EqualTo(100));
        Assert.That(await EventsAsync(host, job), Is.EqualTo(new[] { "started", "paused", "resumed", "completed" }).Or.EqualTo(new[] { "paused", "started", "resumed", "completed" }));
        Assert.That(await AuditAsync(host, job), Is.EqualTo("job.paused job.resumed"));
    }

    [Test]
    public async Task Items_that_come_back_to_a_paused_job_are_not_taken()
    {
        await using var host = await EngineHost.CreateAsync();
        var gate = new Gate();
        host.Work.Run = async (batch, commit, token) =>
        {
            await gate.HangAsync(batch, new BatchCommit(), token);
            commit.HandedBack.AddRange(batch.Items.Select(i => i.Id));
        };
        var job = await host.Make.JobAsync(5);
        await host.StartAsync();
        await gate.Entered;
        await host.Get<PauseJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None);
        await SweepAsync(host, 3);

        gate.Open();
        await host.UntilAsync("SELECT bool_and(state <> 1) FROM outbound.job_items");
        await SweepAsync(host, 3);

        Assert.That(host.Work.Batches, Has.Count.EqualTo(1));
        await host.Get<ResumeJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None);
        host.Work.Run = ScriptedWork.EndAll;
        await host.UntilStatusAsync(job, JobStatus.Completed);
    }

    [Test]
    public async Task A_cancelled_job_ends_at_once_and_keeps_what_its_last_batch_paid_for()
    {
        await using var host = await EngineHost.CreateAsync();
        var gate = new Gate();
        host.Work.BatchSize = 10;
        host.Work.Run = gate.HangAsync;
        await host.RunAsync("UPDATE outbound.lanes SET width = 1 WHERE id = $1", await host.Make.LaneAsync());
        var job = await host.Make.JobAsync(100);
        await host.StartAsync();
        await gate.Entered;

        await host.Get<CancelJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None);
        await host.UntilAsync("SELECT status = 'cancelled' AND completed_at IS NOT NULL FROM outbound.jobs");
        gate.Open();
        await host.UntilAsync("SELECT count(*) FILTER (WHERE outcome = 5) = 90 AND count(*) FILTER (WHERE outcome = 1) = 10 FROM outbound.job_items");

        Assert.That(await host.AskAsync<string>("SELECT status || ' ' || processed FROM outbound.jobs"), Is.EqualTo("cancelled 10"));
        Assert.That(await host.Get<ResumeJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None), Is.InstanceOf<SteerResult.Conflict>());
    }

    [Test]
    public async Task Failed_items_are_tried_again_and_the_job_counts_anew()
    {
        await using var host = await EngineHost.CreateAsync();
        var fail = true;
        host.Work.Run = (batch, commit, _) =>
        {
            for (var i = 0; i < batch.Items.Count; i++)
                commit.Ended.Add(new(batch.Items[i].Id, batch.Items[i].JobId, !fail ? ItemOutcome.Enriched : i % 2 == 0 ? ItemOutcome.Failed : ItemOutcome.DeadLetter));
            return Task.CompletedTask;
        };
        var job = await host.Make.JobAsync(10);
        await host.StartAsync();
        await host.UntilStatusAsync(job, JobStatus.DeadLetter);

        fail = false;
        Assert.That(await host.Get<RetryJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None), Is.InstanceOf<SteerResult.Done>());
        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(await host.AskAsync<int[]>("SELECT ARRAY[processed, failed, dead_letters, enriched, open_items] FROM outbound.jobs"), Is.EqualTo(new[] { 10, 0, 0, 10, 0 }));
        Assert.That(host.Work.Taken.Select(i => i.Attempts), Is.All.EqualTo(1));
        Assert.That(await EventsAsync(host, job), Is.EqualTo(new[] { "started", "dead_letter", "retried", "completed" }));
        Assert.That(await host.Get<RetryJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None), Is.InstanceOf<SteerResult.Conflict>());
        Assert.That(await AuditAsync(host, job), Is.EqualTo("job.retried"));
    }

    [Test]
    public async Task Resume_ends_a_rest_that_a_person_has_fixed()
    {
        await using var host = await EngineHost.CreateAsync();
        var fix = false;
        host.Work.Run = (batch, commit, token) =>
        {
            if (fix)
                return ScriptedWork.EndAll(batch, commit, token);
            commit.Wait = new LaneWait(TimeProvider.System.GetUtcNow().AddHours(1), WaitReasons.Key, "The key was refused.", 3);
            return Task.CompletedTask;
        };
        var job = await host.Make.JobAsync();
        await host.StartAsync();
        await host.UntilAsync("SELECT waiting_reason = 'key' FROM outbound.lanes");
        var waiting = (await host.Get<ReadJobs>().FindAsync(host.Make.Workspace, job, CancellationToken.None))?.WaitingFor;

        fix = true;
        await host.Get<ResumeJob>().ExecuteAsync(host.Make.Workspace, job, CancellationToken.None);
        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(waiting?.Reason, Is.EqualTo("key"));
        Assert.That(waiting?.Message, Is.EqualTo("The key was refused."));
    }

    [Test]
    public async Task A_job_of_another_workspace_is_not_found()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync(1, new JobSpec { Workspace = await host.Make.WorkspaceAsync() });
        var (mine, none) = (host.Make.Workspace, CancellationToken.None);

        SteerResult[] results = [
            await host.Get<PauseJob>().ExecuteAsync(mine, job, none), await host.Get<ResumeJob>().ExecuteAsync(mine, job, none),
            await host.Get<CancelJob>().ExecuteAsync(mine, job, none), await host.Get<RetryJob>().ExecuteAsync(mine, job, none)];

        Assert.That(results, Is.All.InstanceOf<SteerResult.NotFound>());
        Assert.That(await host.AskAsync<string>("SELECT status FROM outbound.jobs"), Is.EqualTo(JobStatus.Pending));
    }

    private static async Task SweepAsync(EngineHost host, int times)
    {
        for (var i = 0; i < times; i++)
            await host.Get<Reconciler>().RunOnceAsync(CancellationToken.None);
    }

    private static Task<string> AuditAsync(EngineHost host, Guid job) =>
        host.AskAsync<string>($"SELECT string_agg(action, ' ' ORDER BY id) FROM outbound.audit_events WHERE subject = 'job {job}' AND actor = 'command line'");

    private static Task<string[]> EventsAsync(EngineHost host, Guid job) =>
        host.AskAsync<string[]>("SELECT array_agg(event ORDER BY id) FROM outbound.job_logs WHERE job_id = $1", job);
}
