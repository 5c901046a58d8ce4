using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>
/// Sets aside the items of jobs that a person stopped, and brings back those of jobs that go on. A stop acts at once, since
/// takes leave out the lane's stopped jobs; moving the items in steps keeps later takes from reading past them.
/// </summary>
internal sealed class StopSweep(NpgsqlDataSource system)
{
    private const int Step = 20_000;

    // Jobs paused or cancelled: due and waiting items are held or ended, then the lane forgets the job.
    private const string SetAside = """
        WITH stopped AS (
            SELECT l.id lane_id, j.id job_id, j.status FROM outbound.lanes l CROSS JOIN LATERAL unnest(l.stopped_jobs) s(job_id)
              JOIN outbound.jobs j ON j.id = s.job_id WHERE cardinality(l.stopped_jobs) > 0),
        p AS MATERIALIZED (
            SELECT i.id, s.status FROM stopped s CROSS JOIN LATERAL (
                SELECT z.id FROM outbound.job_items z WHERE z.job_id = s.job_id AND z.lane_id = s.lane_id AND z.state IN (0, 3, 4)
                   AND (s.status = 'cancelled' OR z.state = 0 OR (z.state = 3 AND z.due_at < 'infinity')) AND NOT (s.status = 'paused' AND z.state = 4)
                 LIMIT $1 FOR UPDATE SKIP LOCKED) i),
        u AS (
            UPDATE outbound.job_items i SET state = CASE p.status WHEN 'cancelled' THEN 2 ELSE 4 END, due_at = NULL,
                   outcome = CASE p.status WHEN 'cancelled' THEN 5 END, finished_at = CASE p.status WHEN 'cancelled' THEN now() END
              FROM p WHERE i.id = p.id RETURNING 1)
        SELECT count(*) FROM u
        """;

    private const string Forget = """
        UPDATE outbound.lanes l SET stopped_jobs = ARRAY(
            SELECT s FROM unnest(l.stopped_jobs) s
             WHERE EXISTS (SELECT FROM outbound.job_items i WHERE i.job_id = s AND i.lane_id = l.id
                              AND (i.state = 0 OR (i.state = 3 AND i.due_at < 'infinity'))))
         WHERE cardinality(l.stopped_jobs) > 0
        """;

    private const string BringBack = """
        WITH p AS MATERIALIZED (
            SELECT i.id FROM outbound.job_items i JOIN outbound.jobs j ON j.id = i.job_id
             WHERE i.state = 4 AND j.status IN ('pending', 'processing') LIMIT $1 FOR UPDATE OF i SKIP LOCKED),
        u AS (UPDATE outbound.job_items i SET state = 0 FROM p WHERE i.id = p.id RETURNING i.lane_id)
        SELECT DISTINCT lane_id FROM u
        """;

    /// <summary>One step of each. Returns the lanes that have due items again.</summary>
    public async Task<List<Guid>> RunAsync(CancellationToken cancellationToken)
    {
        var moved = await system.QueryAsync(SetAside, r => r.GetInt64(0), cancellationToken, Step);
        if (moved[0] < Step)
            await system.ExecuteAsync(Forget, cancellationToken);
        return await system.QueryAsync(BringBack, r => r.GetGuid(0), cancellationToken, Step);
    }
}
