using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Lanes;

internal sealed class ChunkTests
{
    [Test]
    public async Task A_lane_never_has_more_open_chunks_than_its_width()
    {
        await using var host = await EngineHost.CreateAsync();
        var (most, running) = (0, 0);
        host.Work.BatchSize = 5;
        host.Work.Run = async (batch, commit, token) =>
        {
            lock (host) most = Math.Max(most, ++running);
            await Task.Yield();
            await ScriptedWork.EndAll(batch, commit, token);
            lock (host) running--;
        };
        var job = await host.Make.JobAsync(1_000);
        await host.StartAsync();

        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(most, Is.LessThanOrEqualTo(4));
        var slots = await host.AskAsync<int>("SELECT count(DISTINCT slot)::int FROM outbound.chunks");
        Assert.That(slots, Is.LessThanOrEqualTo(4));
    }

    [Test]
    public async Task Two_open_chunks_of_a_lane_cannot_have_one_slot()
    {
        await using var host = await EngineHost.CreateAsync();
        var lane = await host.Make.LaneAsync();
        const string Insert = "INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at) VALUES ($1, $2, $3, 0, 'queued', 0, now())";
        await host.RunAsync(Insert, Guid.CreateVersion7(), lane, host.Make.Workspace);

        await Assert.ThatAsync(() => host.RunAsync(Insert, Guid.CreateVersion7(), lane, host.Make.Workspace),
            Throws.TypeOf<Npgsql.PostgresException>().With.Property("ConstraintName").EqualTo("ix_chunks_lane_id_slot"));
    }

    [Test]
    public async Task An_item_is_taken_exactly_while_its_chunk_runs()
    {
        await using var host = await EngineHost.CreateAsync();
        var gate = new Gate();
        host.Work.Run = gate.HangAsync;
        var job = await host.Make.JobAsync(10);
        await host.StartAsync();
        await gate.Entered;

        const string Broken = """
            SELECT count(*)::int FROM outbound.job_items i LEFT JOIN outbound.chunks c ON c.id = i.chunk_id
             WHERE (i.state = 1) <> (i.state < 2 AND coalesce(c.status, '') = 'processing')
            """;
        var whileRunning = await host.AskAsync<int>(Broken);
        gate.Open();
        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(whileRunning, Is.Zero);
        Assert.That(await host.AskAsync<int>(Broken), Is.Zero);
    }

    [Test]
    public async Task A_chunk_that_was_taken_back_writes_nothing_when_it_comes_to_its_end()
    {
        await using var host = await EngineHost.CreateAsync();
        await host.RunAsync("CREATE TABLE outbound.effects (item uuid); GRANT INSERT ON outbound.effects TO outbound_app");
        var gate = new Gate();
        var first = true;
        host.Work.Run = async (batch, commit, token) =>
        {
            commit.Effects.Add(new EffectOfItems(batch));
            await (Interlocked.Exchange(ref first, false) ? gate.HangAsync(batch, commit, token) : ScriptedWork.EndAll(batch, commit, token));
        };
        var job = await host.Make.JobAsync(10);
        await host.StartAsync();
        var stuck = await gate.Entered;

        await host.Get<ReconcileStore>().RescueChunkAsync(stuck.ChunkId, CancellationToken.None);
        await host.UntilStatusAsync(job, JobStatus.Completed);
        gate.Open();
        await Eventually.TrueAsync(() => Task.FromResult(host.Get<Dispatcher>().Outstanding().Length == 0), "the stuck chunk has ended");

        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.effects"), Is.EqualTo(10));
        Assert.That(await host.AskAsync<int>("SELECT processed FROM outbound.jobs"), Is.EqualTo(10));
        Assert.That(await host.AskAsync<string>("SELECT status FROM outbound.chunks WHERE id = $1", stuck.ChunkId), Is.EqualTo("lost"));
    }

    [Test]
    public async Task What_a_batch_does_not_mention_is_handed_back_without_spending_its_attempt()
    {
        await using var host = await EngineHost.CreateAsync();
        var times = 0;
        host.Work.Run = (batch, commit, token) => Interlocked.Increment(ref times) <= 3 ? Task.CompletedTask : ScriptedWork.EndAll(batch, commit, token);
        var job = await host.Make.JobAsync(3);
        await host.StartAsync();

        await host.UntilStatusAsync(job, JobStatus.Completed);

        Assert.That(host.Work.Taken.Select(i => i.Attempts), Is.All.EqualTo(1));
    }

    [Test]
    public async Task Work_of_a_type_that_this_build_does_not_know_waits_for_one_that_does()
    {
        await using var host = await EngineHost.CreateAsync();
        var job = await host.Make.JobAsync(1, new JobSpec { Type = "from_the_future" });
        await host.StartAsync();

        await host.UntilAsync("SELECT coalesce(waiting_until > now() AND waiting_reason = 'worker', false) FROM outbound.lanes");

        Assert.That(await host.AskAsync<short>("SELECT attempts FROM outbound.job_items WHERE job_id = $1", job), Is.Zero);
        Assert.That(await host.AskAsync<long>("SELECT count(*) FROM outbound.chunks"), Is.LessThanOrEqualTo(4));
    }
}
