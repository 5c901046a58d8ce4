using System.Diagnostics;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;

namespace AdaptiveOutbound.Bench.Engine;

/// <summary>
/// No-op jobs of one record each. The worker is there and idle, and has run a few jobs, when the lane is opened: from then to
/// the last job's end is what is measured.
/// </summary>
internal sealed class EngineBench(BenchApp app)
{
    public const int Jobs = 50_000;
    private const int WarmUp = 2_000;
    private const int Written = 1_000;

    public async Task<(double Value, string Audit)> RunAsync(CancellationToken cancellationToken)
    {
        await app.StartAsync(_ => { }, cancellationToken);
        var lane = await app.Get<JobWriter>().LaneAsync(app.Workspace, JobTypes.Noop, "", cancellationToken);
        await DrainAsync(lane, 0, WarmUp, cancellationToken);
        var took = await DrainAsync(lane, WarmUp, Jobs, cancellationToken);
        await app.StopWorkerAsync();
        return (Jobs / took.TotalSeconds, await AuditAsync(WarmUp + Jobs));
    }

    private async Task<TimeSpan> DrainAsync(Guid lane, int before, int count, CancellationToken cancellationToken)
    {
        await app.RunAsync("UPDATE outbound.lanes SET paused = true WHERE id = $1", lane);
        for (var i = 0; i < count; i += Written)
            await WriteAsync(lane, Math.Min(Written, count - i), cancellationToken);
        await app.RunAsync("ANALYZE outbound.jobs, outbound.job_items");
        await Task.Delay(TimeSpan.FromSeconds(1), cancellationToken);
        var began = Stopwatch.GetTimestamp();
        await app.Database.System.ExecuteAsync(
            "WITH u AS (UPDATE outbound.lanes SET paused = false WHERE id = $1) SELECT pg_notify($2, $1::text)", cancellationToken, lane, JobWriter.LaneChannel);
        while (await EndedAsync(lane, cancellationToken) < before + count)
            await Task.Delay(10, cancellationToken);
        return Stopwatch.GetElapsedTime(began);
    }

    // A chunk's items are counted in the transaction that ends them, and chunks are few: looking costs the engine nothing.
    private async Task<long> EndedAsync(Guid lane, CancellationToken cancellationToken) =>
        (await app.Database.System.QueryAsync("SELECT coalesce(sum(items), 0) FROM outbound.chunks WHERE lane_id = $1", r => r.GetInt64(0), cancellationToken, lane))[0];

    private Task WriteAsync(Guid lane, int count, CancellationToken cancellationToken)
    {
        Guid[] ids = [.. Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7())];
        return app.Get<JobWriter>().WriteAsync(app.Workspace, [.. ids.Select(id => new NewJob(id, lane, JobTypes.Noop, "noop", "{}", 1, 1))],
            [.. ids.Select(id => new NewItem(Guid.CreateVersion7(), id, lane, null))], cancellationToken);
    }

    private async Task<string> AuditAsync(int all)
    {
        var audit = new Audit(app);
        await audit.ExpectAsync("completed jobs", all, "SELECT count(*) FROM outbound.jobs WHERE status = 'completed' AND processed = 1 AND open_items = 0 AND failed = 0 AND enriched = 1");
        await audit.ExpectAsync("jobs", all, "SELECT count(*) FROM outbound.jobs");
        await audit.ExpectAsync("items ended at their first attempt", all, "SELECT count(*) FROM outbound.job_items WHERE state = 2 AND attempts = 1 AND rescues = 0 AND outcome = 1");
        await audit.ExpectAsync("items", all, "SELECT count(*) FROM outbound.job_items");
        await audit.ExpectAsync("log rows", 2L * all, "SELECT count(*) FROM outbound.job_logs");
        await audit.ExpectAsync("jobs with exactly one start and one end in their log", all, """
            SELECT count(*) FROM (SELECT job_id FROM outbound.job_logs GROUP BY job_id
             HAVING count(*) = 2 AND count(*) FILTER (WHERE event = 'started') = 1 AND count(*) FILTER (WHERE event = 'completed') = 1) j
            """);
        // One that was rung as the last job ended may lie queued, empty, for the next worker.
        await audit.ExpectAsync("chunks left running", 0, "SELECT count(*) FROM outbound.chunks WHERE status = 'processing'");
        await audit.ExpectAsync("items of chunks that never ran", 0, "SELECT coalesce(sum(items), 0) FROM outbound.chunks WHERE status = 'queued'");
        await audit.ExpectAsync("items of all chunks", all, "SELECT sum(items) FROM outbound.chunks");
        return audit.Verdict;
    }
}
