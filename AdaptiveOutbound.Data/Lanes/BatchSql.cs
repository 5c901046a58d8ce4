namespace AdaptiveOutbound.Data.Lanes;

/// <summary>The statements of a running chunk. Their form decides their plans; tests hold the plans.</summary>
internal static class BatchSql
{
    // coalesce(status, '') keeps the planner from the partial index on slots, which it would read whole.
    public const string Open = """
        UPDATE outbound.chunks SET status = 'processing', worker_id = $2, lease_until = now() + interval '30 s', started_at = now()
         WHERE id = $1 AND coalesce(status, '') = 'queued'
        """;

    public const string Fence = "SELECT outbound.fence($1, $2)";

    // "job_id <> ALL" would make the planner expect no row where one job has all the items, and read the whole table for it;
    // and of a LIMIT that it cannot see it takes a tenth of the rows: hence the 500, the most that a batch takes.
    /// <summary>$1 chunk, $2 lane, $3 most items. Due items in order; few at a time after a rescue, one when rescued twice.</summary>
    public const string Take = """
        WITH p AS MATERIALIZED (
            SELECT d.tid FROM (
                SELECT i.ctid AS tid, i.rank, i.id FROM outbound.job_items i
                 WHERE i.lane_id = $2 AND i.state = 0
                   AND EXISTS (SELECT FROM outbound.chunks c WHERE c.id = $1 AND coalesce(c.status, '') = 'processing')
                   AND NOT (SELECT l.paused OR coalesce(l.waiting_until > now(), false) FROM outbound.lanes l WHERE l.id = $2)
                   AND coalesce(array_position((SELECT l.stopped_jobs FROM outbound.lanes l WHERE l.id = $2), i.job_id), 0) < 1
                 ORDER BY i.rank, i.id LIMIT 500 FOR UPDATE SKIP LOCKED) d
             ORDER BY d.rank, d.id
             LIMIT CASE WHEN (SELECT l.careful FROM outbound.lanes l WHERE l.id = $2)
                        THEN (SELECT CASE h.rank WHEN -2 THEN 1 WHEN -1 THEN least($3, 20) ELSE $3 END
                                FROM outbound.job_items h WHERE h.lane_id = $2 AND h.state = 0 ORDER BY h.rank, h.id LIMIT 1)
                        ELSE $3 END)
        UPDATE outbound.job_items i SET state = 1, chunk_id = $1, attempts = i.attempts + 1
          FROM p WHERE i.ctid = p.tid
        RETURNING i.id, i.job_id, i.record_id, i.attempts, i.error_code
        """;

    // Item by item through the primary key: a join would read the items whole while they are few, and keep that plan when they are many.
    /// <summary>$1 items, $2 outcomes, $3 credits, $4 codes, $5 fields, $6 messages, $7 cache hits, $8 provider, $9 chunk, $10 began.</summary>
    public const string End = """
        WITH d AS (
            UPDATE outbound.job_items i
               SET state = 2, outcome = t.o, finished_at = now(), credits = t.cr, provider = $8,
                   error_code = t.ec, error_field = t.ef, error_message = t.em
              FROM unnest($1::uuid[], $2::smallint[], $3::numeric[], $4::text[], $5::text[], $6::text[], $7::boolean[])
                   t(id, o, cr, ec, ef, em, hit)
              CROSS JOIN LATERAL (SELECT x.ctid FROM outbound.job_items x WHERE x.id = t.id OFFSET 0) x
             WHERE i.ctid = x.ctid AND i.chunk_id IS NOT DISTINCT FROM $9 AND i.state + 0 = 1
            RETURNING i.job_id, i.attempts, t.o, t.cr, t.hit, t.ec, t.em),
        a AS (
            SELECT job_id, count(*)::int n, count(*) FILTER (WHERE o IN (3, 6))::int bad, count(*) FILTER (WHERE o = 6)::int dead,
                   count(*) FILTER (WHERE o = 1)::int enriched, count(*) FILTER (WHERE o = 2)::int no_match,
                   count(*) FILTER (WHERE o = 4)::int skipped, count(*) FILTER (WHERE hit)::int hits,
                   sum(cr) cr, max(attempts) top, min(ec) FILTER (WHERE o IN (3, 6)) ec, min(em) FILTER (WHERE o IN (3, 6)) em
              FROM d GROUP BY job_id),
        lk AS MATERIALIZED (
            SELECT j.id, j.started_at IS NULL AS fresh, j.completed_at IS NULL AND j.open_items <= a.n AS closes, a.*
              FROM a JOIN outbound.jobs j ON j.id = a.job_id ORDER BY j.id FOR NO KEY UPDATE OF j),
        j AS (
            UPDATE outbound.jobs j
               SET processed = j.processed + lk.n, failed = j.failed + lk.bad, dead_letters = j.dead_letters + lk.dead,
                   enriched = j.enriched + lk.enriched, no_match = j.no_match + lk.no_match, skipped = j.skipped + lk.skipped,
                   cache_hits = j.cache_hits + lk.hits, credits = j.credits + lk.cr,
                   open_items = j.open_items - lk.n, attempts = greatest(j.attempts, lk.top), started_at = coalesce(j.started_at, $10),
                   status = CASE WHEN j.status = 'cancelled' THEN j.status
                                 WHEN lk.closes THEN outbound.closed_status(j.processed + lk.n, j.failed + lk.bad, j.dead_letters + lk.dead, j.total)
                                 WHEN j.status = 'paused' THEN j.status ELSE 'processing' END,
                   completed_at = CASE WHEN lk.closes THEN now() ELSE j.completed_at END,
                   next_retry_at = CASE WHEN lk.closes THEN NULL ELSE j.next_retry_at END,
                   error_code = CASE WHEN lk.closes AND j.processed + lk.n = j.failed + lk.bad THEN lk.ec ELSE j.error_code END,
                   error_message = CASE WHEN lk.closes AND j.processed + lk.n = j.failed + lk.bad THEN lk.em ELSE j.error_message END
              FROM lk WHERE j.id = lk.id
            RETURNING j.id, j.workspace_id, j.status, j.leads_to, lk.fresh, lk.closes, j.error_message),
        l AS (
            INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, created_at)
            SELECT j.workspace_id, j.id, e.level, e.event, e.message, e.at
              FROM j CROSS JOIN LATERAL (VALUES
                   ('info', 'started', 'Job started', $10::timestamptz, j.fresh),
                   (CASE j.status WHEN 'completed' THEN 'info' ELSE 'error' END, j.status, 'Job ended: ' || j.status || coalesce('. ' || j.error_message, ''), now(), j.closes))
                   e(level, event, message, at, applies)
             WHERE e.applies)
        SELECT outbound.start_followers(j.id) FROM j WHERE j.closes AND j.leads_to IS NOT NULL
        """;

    /// <summary>$1 items, $2 due, $3 codes, $4 messages, $5 chunk.</summary>
    public const string Retry = """
        WITH d AS (
            UPDATE outbound.job_items i SET state = 3, due_at = t.due, chunk_id = NULL, error_code = t.ec, error_message = t.em
              FROM unnest($1::uuid[], $2::timestamptz[], $3::text[], $4::text[]) t(id, due, ec, em)
             WHERE i.id = t.id AND i.chunk_id IS NOT DISTINCT FROM $5 AND i.state + 0 = 1
            RETURNING i.job_id, i.due_at, i.attempts, i.error_code, i.error_message),
        a AS (SELECT job_id, count(*) n, min(due_at) due, max(attempts) top, min(error_code) ec, min(error_message) em FROM d GROUP BY job_id),
        lk AS MATERIALIZED (SELECT j.id, a.* FROM a JOIN outbound.jobs j ON j.id = a.job_id ORDER BY j.id FOR NO KEY UPDATE OF j),
        j AS (
            UPDATE outbound.jobs j SET attempts = greatest(j.attempts, lk.top),
                   next_retry_at = CASE WHEN j.next_retry_at > now() THEN least(j.next_retry_at, lk.due) ELSE lk.due END
              FROM lk WHERE j.id = lk.id
            RETURNING j.id, j.workspace_id, lk.n, lk.due, lk.ec, lk.em)
        INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, metadata)
        SELECT workspace_id, id, 'warning', 'retry', em, jsonb_build_object('items', n, 'code', ec, 'dueAt', due) FROM j
        """;

    /// <summary>$1 items, $2 chunk.</summary>
    public const string HandBack = """
        UPDATE outbound.job_items i SET state = 0, chunk_id = NULL, attempts = i.attempts - 1
         WHERE i.id = ANY ($1::uuid[]) AND i.chunk_id IS NOT DISTINCT FROM $2 AND i.state + 0 = 1
        """;

    /// <summary>$1 items, $2 due, $3 chunk.</summary>
    public const string Defer = """
        UPDATE outbound.job_items i SET state = 3, due_at = t.due, chunk_id = NULL, attempts = i.attempts - 1
          FROM unnest($1::uuid[], $2::timestamptz[]) t(id, due)
         WHERE i.id = t.id AND i.chunk_id IS NOT DISTINCT FROM $3 AND i.state + 0 = 1
        """;

    /// <summary>$1 items, $2 chunk.</summary>
    public const string Continue = """
        UPDATE outbound.job_items i SET state = 0, chunk_id = NULL, attempts = 0
         WHERE i.id = ANY ($1::uuid[]) AND i.chunk_id IS NOT DISTINCT FROM $2 AND i.state + 0 = 1
        """;

    /// <summary>$1 lane, $2 until, $3 reason, $4 message, $5 count. A longer wait that another chunk asked for stays.</summary>
    public const string Wait = """
        UPDATE outbound.lanes SET waiting_until = $2, waiting_reason = $3, waiting_message = $4, wait_count = greatest(wait_count, $5)
         WHERE id = $1 AND (waiting_until IS NULL OR waiting_until < $2)
        """;

    public const string ClearWait = $"""
        UPDATE outbound.lanes SET {LaneRest.Over}
         WHERE id = $1 AND (wait_count > 0 OR waiting_until <= now())
        """;

    public const string Finish = "UPDATE outbound.chunks SET status = 'finished', finished_at = now() WHERE id = $1 AND coalesce(status, '') = 'processing'";

    /// <summary>$1 jobs. Shows at once that slow work has begun.</summary>
    public const string Start = """
        WITH lk AS MATERIALIZED (SELECT id FROM outbound.jobs WHERE id = ANY ($1::uuid[]) AND started_at IS NULL ORDER BY id FOR NO KEY UPDATE),
        j AS (
            UPDATE outbound.jobs j SET started_at = now(), status = CASE j.status WHEN 'pending' THEN 'processing' ELSE j.status END
              FROM lk WHERE j.id = lk.id RETURNING j.id, j.workspace_id)
        INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message)
        SELECT workspace_id, id, 'info', 'started', 'Job started' FROM j
        """;
}
