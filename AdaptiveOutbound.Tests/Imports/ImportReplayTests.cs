using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Tests.Support;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

internal sealed class ImportReplayTests
{
    private static readonly DateTimeOffset Began = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Test]
    public async Task Changes_nothing_when_the_chunk_was_taken_back_and_goes_on_with_another_one()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 10 });
        var file = await host.UploadAsync("email\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"p{i}@x.example\n")) + "bad\n");
        var started = await host.StartAsync(file.FileId, "enrich");
        var (chunk, lane, first) = await OpenAsync(host, started.ImportJobId);
        var store = host.Get<ChunkStore>();
        var again = await store.CommitAsync(chunk, lane, await WorkAsync(host, chunk, lane, first), Began, 1, default);
        var late = await WorkAsync(host, chunk, lane, again);

        await host.Get<ReconcileStore>().RescueChunkAsync(chunk, default);

        await Assert.ThrowsAsync<ChunkFencedException>(() => store.CommitAsync(chunk, lane, late, Began, 1, default));
        Assert.That(await CountsAsync(host), Is.EqualTo(new[] { "10", "10", "0" }));
        await host.StartWorkerAsync();
        await host.EndedAsync(started.EnrichJobId!.Value);
        Assert.That(await CountsAsync(host), Is.EqualTo(new[] { "25", "26", "1" }));
        Assert.That((await host.RowsAsync("SELECT total, processed FROM outbound.jobs WHERE id = $1", started.EnrichJobId))[0], Is.EqualTo(new[] { "25", "25" }));
    }

    [Test]
    public async Task Ends_as_a_dead_letter_when_it_dies_half_way_however_many_lines_were_imported()
    {
        await using var host = await ImportHost.CreateAsync(new CsvLimits { PartRecords = 10 });
        var file = await host.UploadAsync("email\n" + string.Concat(Enumerable.Range(0, 25).Select(i => $"p{i}@x.example\n")));
        var started = await host.StartAsync(file.FileId);
        var (chunk, lane, first) = await OpenAsync(host, started.ImportJobId);
        await host.Get<ChunkStore>().CommitAsync(chunk, lane, await WorkAsync(host, chunk, lane, first), Began, 1, default);
        await host.RowsAsync("UPDATE outbound.job_items SET attempts = 5 WHERE job_id = $1", started.ImportJobId);

        await host.Get<ReconcileStore>().RescueChunkAsync(chunk, default);

        Assert.That((await host.RowsAsync("SELECT status, processed, total FROM outbound.jobs WHERE id = $1", started.ImportJobId))[0],
            Is.EqualTo(new[] { "dead_letter", "11", "25" }));
    }

    [Test]
    public async Task Feeds_a_paused_enrichment_with_items_that_are_held()
    {
        await using var host = await ImportHost.CreateAsync();
        var started = await host.StartAsync((await host.UploadAsync("email\na@x.example\n")).FileId, "enrich");
        await host.RowsAsync("UPDATE outbound.jobs SET status = 'paused' WHERE id = $1", started.EnrichJobId!.Value);

        await host.StartWorkerAsync();
        await host.EndedAsync(started.ImportJobId);

        Assert.That((await host.RowsAsync("SELECT state FROM outbound.job_items WHERE job_id = $1", started.EnrichJobId.Value))[0][0], Is.EqualTo("4"));
    }

    [Test]
    public async Task Waits_for_whoever_steers_its_job_before_it_touches_the_one_that_it_feeds()
    {
        await using var host = await ImportHost.CreateAsync();
        var started = await host.StartAsync((await host.UploadAsync("email\na@x.example\n")).FileId, "enrich");
        var (chunk, lane, items) = await OpenAsync(host, started.ImportJobId);
        var commit = await WorkAsync(host, chunk, lane, items);
        await using var steering = await WorkspaceTransaction.OpenAsync(host.App, lane.WorkspaceId, default);
        await steering.ExecuteAsync("SELECT FROM outbound.jobs WHERE id = $1 FOR NO KEY UPDATE", default, started.ImportJobId);

        var writing = host.Get<ChunkStore>().CommitAsync(chunk, lane, commit, Began, 0, default);
        await Eventually.TrueAsync(async () => (await host.RowsAsync("SELECT count(*) FROM pg_locks WHERE NOT granted"))[0][0] != "0", "the import waits");
        await steering.ExecuteAsync("SELECT FROM outbound.jobs WHERE id = $1 FOR NO KEY UPDATE", default, started.EnrichJobId!.Value);
        await steering.CommitAsync(default);

        Assert.That(async () => await writing, Throws.Nothing, "neither was chosen to end");
    }

    private static async Task<(Guid Chunk, LaneInfo Lane, List<TakenItem> Items)> OpenAsync(ImportHost host, Guid job)
    {
        var chunk = Guid.CreateVersion7();
        await host.RowsAsync("""
            INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at)
            SELECT $1, lane_id, workspace_id, 0, 'queued', 0, now() FROM outbound.jobs WHERE id = $2
            """, chunk, job);
        var lane = (await host.Get<ChunkStore>().FindAsync(chunk, default))!;
        return (chunk, lane, await host.Get<ChunkStore>().OpenAsync(chunk, lane, 1, 1, default));
    }

    private static async Task<BatchCommit> WorkAsync(ImportHost host, Guid chunk, LaneInfo lane, List<TakenItem> items)
    {
        var commit = new BatchCommit();
        await host.Get<IEnumerable<IJobWork>>().Single(work => work.Type == lane.Type).RunAsync(new Batch(chunk, lane, items, default), commit, default);
        return commit;
    }

    /// <summary>Contacts, and what the import has processed and rejected.</summary>
    private static async Task<string?[]> CountsAsync(ImportHost host) =>
        (await host.RowsAsync("SELECT (SELECT count(*) FROM outbound.contacts), processed, failed FROM outbound.jobs WHERE type = 'import_csv'"))[0];
}
