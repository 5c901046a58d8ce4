namespace AdaptiveOutbound.Data.Jobs;

/// <summary>The statements of people who stop and start jobs. They lock jobs in the order of their ids, and lanes after jobs.</summary>
internal static class SteerSql
{
    /// <summary>$1 workspace, $2 job. The job, and the open ones that it leads to or that lead to it: a chain is steered as one.</summary>
    public const string Chain = """
        WITH RECURSIVE down AS (
            SELECT id, leads_to, 0 step FROM outbound.jobs WHERE id = $2
            UNION ALL SELECT n.id, n.leads_to, d.step + 1 FROM down d JOIN outbound.jobs n ON n.id = d.leads_to WHERE d.step < 20),
        up AS (
            SELECT $2::uuid id, 0 step
            UNION ALL SELECT o.id, u.step + 1 FROM up u JOIN outbound.jobs o ON o.workspace_id = $1 AND o.completed_at IS NULL AND o.leads_to = u.id WHERE u.step < 20)
        SELECT id FROM down UNION SELECT id FROM up
        """;

    /// <summary>$1 jobs, $2 the one that is asked for. Apart from <see cref="Chain"/>, so that what waits for locks is a plain statement.</summary>
    public const string Lock = """
        SELECT id, status, completed_at IS NOT NULL FROM outbound.jobs WHERE id = ANY ($1) AND (id = $2 OR completed_at IS NULL) ORDER BY id FOR NO KEY UPDATE
        """;

    /// <summary>$1 jobs.</summary>
    public const string Pause = """
        WITH j AS (UPDATE outbound.jobs SET status = 'paused' WHERE id = ANY ($1) AND completed_at IS NULL AND status IN ('pending', 'processing') RETURNING id, lane_id)
        UPDATE outbound.lanes l SET stopped_jobs = l.stopped_jobs || ARRAY(SELECT j.id FROM j WHERE j.lane_id = l.id AND j.id <> ALL (l.stopped_jobs))
         WHERE l.id IN (SELECT lane_id FROM j)
        """;

    /// <summary>$1 jobs. Their items end in steps; what a running batch has paid for is still written.</summary>
    public const string Cancel = """
        WITH j AS (UPDATE outbound.jobs SET status = 'cancelled', completed_at = now(), next_retry_at = NULL WHERE id = ANY ($1) AND completed_at IS NULL RETURNING id, lane_id)
        UPDATE outbound.lanes l SET stopped_jobs = l.stopped_jobs || ARRAY(SELECT j.id FROM j WHERE j.lane_id = l.id AND j.id <> ALL (l.stopped_jobs))
         WHERE l.id IN (SELECT lane_id FROM j)
        """;

    /// <summary>$1 jobs. One that is over its budget tries again, and is stopped again when its limit is still too low.</summary>
    public const string Resume = """
        WITH j AS (
            UPDATE outbound.jobs SET over_budget = false, status = CASE WHEN status <> 'paused' THEN status WHEN started_at IS NULL THEN 'pending' ELSE 'processing' END
             WHERE id = ANY ($1) AND completed_at IS NULL RETURNING id, lane_id)
        UPDATE outbound.lanes l
           SET stopped_jobs = ARRAY(SELECT s FROM unnest(l.stopped_jobs) s WHERE s <> ALL ($1))
         WHERE l.id IN (SELECT lane_id FROM j)
        """;

    /// <summary>$1 jobs, $2 reasons. Ends a rest of their lanes that a person may have settled: what it waited for is tried at once.</summary>
    public const string EndRests = $"""
        UPDATE outbound.lanes SET {Lanes.LaneRest.Over}
         WHERE id IN (SELECT lane_id FROM outbound.jobs WHERE id = ANY ($1) AND completed_at IS NULL) AND waiting_reason = ANY ($2)
        """;

    /// <summary>$1 jobs. A step of what was held; the reconciler does the rest.</summary>
    public const string BringBack = """
        UPDATE outbound.job_items SET state = 0
         WHERE id IN (SELECT id FROM outbound.job_items WHERE job_id = ANY ($1) AND state = 4 LIMIT 5000 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>$1 jobs.</summary>
    public const string Notify = "SELECT pg_notify('outbound_lanes', lane_id::text) FROM (SELECT DISTINCT lane_id FROM outbound.jobs WHERE id = ANY ($1)) l";

    /// <summary>$1 jobs, $2 event, $3 message, $4 who.</summary>
    public const string Log = """
        INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, metadata)
        SELECT workspace_id, id, 'info', $2, $3, CASE WHEN $4::text IS NULL THEN NULL ELSE jsonb_build_object('by', $4::text) END FROM outbound.jobs WHERE id = ANY ($1)
        """;

    /// <summary>$1 workspace, $2 job that has ended. A cancelled one stays while lanes still name it: its items would run without it.</summary>
    public const string Remove = """
        WITH gone AS (
            DELETE FROM outbound.jobs j WHERE j.id = $2 AND j.workspace_id = $1
               AND NOT EXISTS (SELECT FROM outbound.lanes l WHERE l.workspace_id = $1 AND $2 = ANY (l.stopped_jobs)) RETURNING j.id, j.name)
        INSERT INTO outbound.removals (id, workspace_id, name) SELECT id, $1, name FROM gone RETURNING 1
        """;

    /// <summary>$1 import or enrichment.</summary>
    public const string IsUndone =
        "SELECT EXISTS (SELECT FROM outbound.jobs WHERE origin_id = $1 AND type IN ('undo_import', 'revert_enrichment') AND (completed_at IS NULL OR status = 'completed'))";

    /// <summary>
    /// $1 job. What failed is due again with all attempts; a rejected line stays rejected. Items without a record, as imports and exports have,
    /// are found by no index: they are looked for where there are no others. A job that had ended is open again and holds what it leads to,
    /// unless that has ended too.
    /// </summary>
    public const string Retry = """
        WITH f AS MATERIALIZED (
            SELECT id, outcome FROM outbound.job_items WHERE job_id = $1 AND record_id IS NOT NULL AND state = 2 AND outcome IN (3, 6)
            UNION ALL
            SELECT id, outcome FROM outbound.job_items WHERE NOT EXISTS (SELECT FROM outbound.job_items WHERE job_id = $1 AND record_id IS NOT NULL)
               AND job_id = $1 AND record_id IS NULL AND line IS NULL AND state = 2 AND outcome IN (3, 6)),
        u AS (
            UPDATE outbound.job_items i SET state = CASE j.status WHEN 'paused' THEN 4 ELSE 0 END, attempts = 0, rescues = 0, rank = 10 - j.priority, due_at = NULL,
                   chunk_id = NULL, outcome = NULL, error_code = NULL, error_field = NULL, error_message = NULL, finished_at = NULL
              FROM f, outbound.jobs j WHERE i.id = f.id AND j.id = $1 RETURNING 1),
        n AS (SELECT count(*)::int n, count(*) FILTER (WHERE outcome = 6)::int dead FROM f),
        held AS (
            UPDATE outbound.jobs l SET open_items = l.open_items + 1 FROM outbound.jobs j, n
             WHERE j.id = $1 AND j.completed_at IS NOT NULL AND l.id = j.leads_to AND l.completed_at IS NULL AND n.n > 0)
        UPDATE outbound.jobs j
           SET processed = j.processed - n.n, failed = j.failed - n.n, dead_letters = j.dead_letters - n.dead, open_items = j.open_items + n.n,
               status = CASE j.status WHEN 'paused' THEN 'paused' ELSE 'processing' END, completed_at = NULL, next_retry_at = NULL,
               error_code = NULL, error_message = NULL
          FROM n WHERE j.id = $1 AND n.n > 0
        RETURNING n.n
        """;
}
