using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

internal sealed class RescueTests
{
    [Test]
    public async Task An_item_that_kills_its_chunk_reaches_the_dead_letter_alone()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync(1_000);
        var poison = await host.AskAsync<Guid>("SELECT id FROM outbound.job_items ORDER BY id OFFSET 437 LIMIT 1");
        host.Work.Run = (batch, commit, token) => batch.Items.Any(i => i.Id == poison)
            ? throw new InvalidOperationException("poison")
            : ScriptedWork.EndAll(batch, commit, token);
        await host.StartAsync();

        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(await host.AskAsync<int[]>("SELECT ARRAY[processed, failed, dead_letters, attempts] FROM outbound.jobs"), Is.EqualTo(new[] { 1000, 1, 1, 5 }));
        Assert.That(await host.AskAsync<Guid>("SELECT id FROM outbound.job_items WHERE outcome = 6"), Is.EqualTo(poison));
        var sizes = host.Work.Batches.Where(b => b.Items.Any(i => i.Id == poison)).Select(b => b.Items.Count).ToArray();
        Assert.That(sizes, Has.Length.EqualTo(5));
        Assert.That(sizes[1], Is.LessThanOrEqualTo(20));
        Assert.That(sizes[2..], Is.All.EqualTo(1));
    }

    [Test]
    public async Task The_job_of_a_parked_item_ends_and_starts_what_it_leads_to()
    {
        await using var host = await EngineHost.CreateAsync();
        var next = await host.Make.JobAsync(1, new JobSpec { DueAt = DateTimeOffset.MaxValue });
        var job = await host.Make.JobAsync(1, new JobSpec { LeadsTo = next });
        host.Work.Run = (batch, commit, token) => batch.Items.Any(i => i.JobId == job) ? throw new InvalidOperationException() : ScriptedWork.EndAll(batch, commit, token);
        await host.StartAsync();

        await host.UntilStatusAsync(job, JobStatus.DeadLetter);
        await host.UntilStatusAsync(next, JobStatus.Completed);

        var events = await host.AskAsync<string[]>("SELECT array_agg(event ORDER BY id) FROM outbound.job_logs WHERE job_id = $1", job);
        Assert.That(events.Count(e => e == "started"), Is.EqualTo(1));
        Assert.That(events.Count(e => e == "dead_letter"), Is.EqualTo(1));
        Assert.That(events.Count(e => e == "rescued"), Is.EqualTo(5));
    }

    [Test]
    public async Task A_rescue_logs_and_counts_only_what_it_took_back()
    {
        await using var host = await EngineHost.CreateAsync();
        var lane = await host.Make.LaneAsync();
        var (first, second) = (await host.Make.JobAsync(3), await host.Make.JobAsync(2));
        var chunks = await TakeAsync(host, lane, 3, 2);

        await host.Get<ReconcileStore>().RescueChunkAsync(chunks[0], CancellationToken.None);
        await host.Get<ReconcileStore>().RescueChunkAsync(chunks[1], CancellationToken.None);
        await host.Get<ReconcileStore>().RescueChunkAsync(chunks[1], CancellationToken.None);

        const string Rescued = "SELECT array_agg((metadata ->> 'items')::int) FROM outbound.job_logs WHERE event = 'rescued' AND job_id = $1";
        Assert.That(await host.AskAsync<int[]>(Rescued, first), Is.EqualTo(new[] { 3 }));
        Assert.That(await host.AskAsync<int[]>(Rescued, second), Is.EqualTo(new[] { 2 }));
    }

    [Test]
    public async Task A_chunk_that_was_fetched_and_never_opened_is_taken_back()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync();
        await host.RunAsync("""
            WITH j AS (INSERT INTO hangfire.job (invocationdata, arguments, createdat) VALUES ('{}', '[]', now()) RETURNING id),
            q AS (INSERT INTO hangfire.jobqueue (jobid, queue, fetchedat) SELECT id, 'a-interactive', now() - interval '6 s' FROM j)
            INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at, hangfire_id)
            SELECT gen_random_uuid(), l.id, l.workspace_id, s, 'queued', 0, now() - interval '7 s', j.id::text FROM j, outbound.lanes l, generate_series(0, 3) s
            """);
        await host.StartAsync();

        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.chunks WHERE status = 'lost'"), Is.EqualTo(4));
    }

    [Test]
    public async Task A_ring_that_comes_back_for_a_chunk_that_ended_runs_nothing()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync();
        await host.StartAsync();
        await host.UntilStatusAsync(job, JobStatus.Completed);
        await host.UntilAsync("SELECT status = 'finished' FROM outbound.chunks");
        var batches = host.Work.Batches.Count;

        await host.RunAsync("INSERT INTO hangfire.jobqueue (jobid, queue) SELECT hangfire_id::bigint, 'a-interactive' FROM outbound.chunks");
        await host.UntilAsync("SELECT NOT EXISTS (SELECT FROM hangfire.jobqueue)");

        Assert.That(host.Work.Batches, Has.Count.EqualTo(batches));
        Assert.That(await host.AskAsync<int>("SELECT processed FROM outbound.jobs"), Is.EqualTo(1));
    }

    private static async Task<List<Guid>> TakeAsync(EngineHost host, Guid lane, params int[] sizes)
    {
        List<Guid> chunks = [];
        var info = new LaneInfo(lane, host.Make.Workspace, "w", host.Work.Type, "", 0);
        foreach (var size in sizes)
        {
            var id = Guid.CreateVersion7();
            await host.RunAsync("INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at) VALUES ($1, $2, $3, $4, 'queued', 0, now())", id, lane, host.Make.Workspace, chunks.Count);
            await host.Get<ChunkStore>().OpenAsync(id, info, 1, size, CancellationToken.None);
            chunks.Add(id);
        }
        return chunks;
    }
}
