using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>A lane and the time at which it may be rung.</summary>
public readonly record struct LaneDue(Guid LaneId, DateTimeOffset? At);

/// <summary>A lane and minute for which a delayed Hangfire job is wanted.</summary>
public readonly record struct WakeWanted(Guid LaneId, DateTimeOffset DueMinute, string DisplayName);

/// <summary>The reconciler's statements, all of the system role.</summary>
internal sealed class ReconcileStore(NpgsqlDataSource system)
{
    /// <summary>Class of the advisory locks that worker processes hold while they live.</summary>
    public const int WorkerLockClass = 77;

    // Lost: a lease that ran out, a worker whose lock is gone, or a chunk that Hangfire fetched (or has no row for) and never opened.
    private const string DeadChunks = """
        SELECT c.id, c.lane_id FROM outbound.chunks c
         WHERE c.status IN ('queued', 'processing')
           AND CASE c.status
               WHEN 'processing' THEN c.lease_until < now() OR NOT EXISTS (
                    SELECT FROM pg_locks k WHERE k.locktype = 'advisory' AND k.classid = 77 AND k.objid = c.worker_id AND k.granted
                       AND k.database = (SELECT oid FROM pg_database WHERE datname = current_database()))
               ELSE c.created_at < now() - interval '5 s' AND NOT EXISTS (
                    SELECT FROM hangfire.jobqueue q WHERE q.jobid = c.hangfire_id::bigint AND (q.fetchedat IS NULL OR q.fetchedat > now() - interval '5 s'))
               END
        """;

    private const string Dead = $"{DeadChunks} LIMIT 200";

    // Looked at again under its lock: meanwhile it may have been opened. One that is just being opened is somebody's.
    private const string Rescue = $"""
        WITH dead AS MATERIALIZED ({DeadChunks} AND c.id = $1 FOR NO KEY UPDATE OF c SKIP LOCKED)
        SELECT outbound.rescue_chunk(id) FROM dead
        """;

    /// <summary>Takes back what dead workers had. Returns the lanes that have due items again.</summary>
    public async Task<List<Guid>> RescueAsync(CancellationToken cancellationToken)
    {
        var dead = await system.QueryAsync(Dead, r => (Chunk: r.GetGuid(0), Lane: r.GetGuid(1)), cancellationToken);
        foreach (var (chunk, _) in dead)
            await system.ExecuteAsync(Rescue, cancellationToken, chunk);
        return dead.Select(d => d.Lane).Distinct().ToList();
    }

    /// <summary>Declares one chunk lost. Harmless when it has ended.</summary>
    public Task RescueChunkAsync(Guid chunkId, CancellationToken cancellationToken) =>
        system.ExecuteAsync("SELECT outbound.rescue_chunk($1)", cancellationToken, chunkId);

    /// <summary>Ends a chunk that has taken nothing and lets its lane rest.</summary>
    public async Task RestAsync(Guid chunkId, Guid lane, DateTimeOffset until, string reason, string message, CancellationToken cancellationToken)
    {
        await system.ExecuteAsync(BatchSql.Wait, cancellationToken, lane, until.ToUniversalTime(), reason, message, (short)0);
        await RescueChunkAsync(chunkId, cancellationToken);
    }

    /// <summary>Makes waiting items due whose time has come. Returns their lanes.</summary>
    public Task<List<Guid>> PromoteAsync(CancellationToken cancellationToken) => system.QueryAsync("""
        WITH p AS MATERIALIZED (
            SELECT i.id FROM outbound.job_items i WHERE i.state = 3 AND i.due_at <= now() ORDER BY i.due_at LIMIT 20000 FOR UPDATE SKIP LOCKED),
        u AS (UPDATE outbound.job_items i SET state = 0, due_at = NULL FROM p WHERE i.id = p.id RETURNING i.lane_id)
        SELECT DISTINCT lane_id FROM u
        """, r => r.GetGuid(0), cancellationToken);

    /// <summary>
    /// Lanes that have due items and no chunk, or that rest: what a lost notification or a dead dispatcher left behind.
    /// Walks the due items from lane to lane, so that its cost grows with the lanes that have work, not with the items.
    /// </summary>
    public Task<List<LaneDue>> DueLanesAsync(CancellationToken cancellationToken) => system.QueryAsync("""
        WITH RECURSIVE w AS (
            (SELECT lane_id FROM outbound.job_items WHERE state = 0 ORDER BY lane_id LIMIT 1)
            UNION ALL
            SELECT (SELECT i.lane_id FROM outbound.job_items i WHERE i.state = 0 AND i.lane_id > w.lane_id ORDER BY i.lane_id LIMIT 1)
              FROM w WHERE w.lane_id IS NOT NULL)
        SELECT l.id, CASE WHEN l.waiting_until > now() THEN l.waiting_until END
          FROM w JOIN outbound.lanes l ON l.id = w.lane_id
         WHERE NOT l.paused AND NOT EXISTS (SELECT FROM outbound.chunks c WHERE c.lane_id = l.id AND c.status IN ('queued', 'processing'))
        """, r => new LaneDue(r.GetGuid(0), r.Nullable<DateTimeOffset>(1)), cancellationToken);

    /// <summary>Which of these chunks are still open.</summary>
    public Task<List<Guid>> OpenChunksAsync(Guid[] chunks, CancellationToken cancellationToken) => system.QueryAsync(
        "SELECT id FROM outbound.chunks WHERE id = ANY ($1) AND status IN ('queued', 'processing')", r => r.GetGuid(0), cancellationToken, chunks);

    /// <summary>Lanes need no more care when what was taken back has been taken again.</summary>
    public Task RelaxAsync(CancellationToken cancellationToken) => system.ExecuteAsync("""
        UPDATE outbound.lanes l SET careful = false
         WHERE l.careful AND NOT EXISTS (SELECT FROM outbound.job_items i WHERE i.lane_id = l.id AND i.state = 0 AND i.rank < 0)
        """, cancellationToken);

    /// <summary>Notes which delayed Hangfire jobs are wanted: one per lane and due minute of its waiting items. Returns the new ones.</summary>
    public Task<List<WakeWanted>> WantWakesAsync(CancellationToken cancellationToken) => system.QueryAsync("""
        WITH due AS (
            SELECT DISTINCT i.lane_id, date_trunc('minute', i.due_at) + interval '1 minute' AS due_minute, i.workspace_id
              FROM (SELECT lane_id, due_at, workspace_id FROM outbound.job_items WHERE state = 3 AND due_at < 'infinity' ORDER BY due_at LIMIT 20000) i),
        ins AS (
            INSERT INTO outbound.lane_wakes (lane_id, due_minute, workspace_id) SELECT lane_id, due_minute, workspace_id FROM due
            ON CONFLICT DO NOTHING RETURNING lane_id, due_minute)
        SELECT ins.lane_id, ins.due_minute, w.slug, l.type, l.provider
          FROM ins JOIN outbound.lanes l ON l.id = ins.lane_id JOIN outbound.workspaces w ON w.id = l.workspace_id
        """, r => new WakeWanted(r.GetGuid(0), r.GetFieldValue<DateTimeOffset>(1), LaneName.Of(r.GetString(2), r.GetString(3), r.GetString(4))), cancellationToken);

    public Task ForgetWakesAsync(CancellationToken cancellationToken) =>
        system.ExecuteAsync("DELETE FROM outbound.lane_wakes WHERE due_minute < now() - interval '5 minutes'", cancellationToken);

    public Task EnsureLogPartitionsAsync(CancellationToken cancellationToken) =>
        system.ExecuteAsync("SELECT outbound.ensure_log_partitions()", cancellationToken);
}
