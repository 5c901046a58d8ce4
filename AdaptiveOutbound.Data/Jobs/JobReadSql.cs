using AdaptiveOutbound.Data.Operations.Backups;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>The statements that read jobs. Each begins where an index leads: lists are read by id, items by record or line.</summary>
internal static class JobReadSql
{
    private const string Columns = """
        j.id, j.type, j.name, j.queue, j.priority, j.status, j.payload::text, j.total, j.processed, j.failed, j.enriched, j.no_match,
        j.skipped, j.unknown, j.calls, j.cache_hits, j.credits, j.attempts, j.max_attempts, j.progress_message, j.result::text,
        j.error_code, j.error_message, j.origin_id, j.leads_to, j.created_by, j.created_at, j.scheduled_for, j.started_at, j.completed_at,
        j.next_retry_at, now(), (SELECT alive FROM worker), s.lane_runs, s.only_retries, s.follows, s.until, s.reason, s.message,
        CASE WHEN j.failed > 0 AND (j.type LIKE 'enrich%' OR (j.type = 'import_csv' AND j.status IN ('failed', 'dead_letter'))) THEN EXISTS (
            SELECT FROM outbound.jobs u WHERE u.origin_id = j.id AND u.type IN ('undo_import', 'revert_enrichment') AND (u.completed_at IS NULL OR u.status = 'completed')) ELSE false END, j.over_budget, s.paused, s.rests
        """;

    // What is the same for all rows: whether a worker is alive, and what a restore keeps from going on. Read only when a row asks for it.
    private const string Around = $"""
        worker AS (SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 77 AND granted
            AND database = (SELECT oid FROM pg_database WHERE datname = current_database())) alive),
        hold AS ({RestoreHold.OpenIds})
        """;

    // Asked for open jobs only. A look at the lane's due items is cut short: behind a thousand others the job has due ones, most likely.
    private const string Standing = """
        LEFT JOIN LATERAL (
            SELECT EXISTS (SELECT FROM outbound.chunks c WHERE c.lane_id = j.lane_id AND c.status IN ('queued', 'processing')) lane_runs,
                   CASE WHEN j.next_retry_at > now() THEN
                       NOT EXISTS (SELECT FROM (SELECT i.job_id FROM outbound.job_items i WHERE i.lane_id = j.lane_id AND i.state = 0 LIMIT 1000) d WHERE d.job_id = j.id)
                       AND NOT EXISTS (SELECT FROM outbound.chunks c JOIN outbound.job_items i ON i.chunk_id = c.id AND i.state = 1
                                        WHERE c.lane_id = j.lane_id AND c.status IN ('queued', 'processing') AND i.job_id = j.id)
                   ELSE false END only_retries,
                   j.origin_id IS NOT NULL AND EXISTS (SELECT FROM outbound.jobs o WHERE o.workspace_id = j.workspace_id AND o.completed_at IS NULL AND o.leads_to = j.id) follows,
                   CASE WHEN l.waiting_until > now() THEN l.waiting_until END until, l.waiting_reason reason, l.waiting_message message, l.paused,
                   CASE WHEN j.status = 'paused' THEN j.id = ANY ((SELECT jobs FROM hold)::uuid[]) WHEN l.paused THEN l.id <> ALL ((SELECT lanes_kept FROM hold)::uuid[]) END rests
              FROM outbound.lanes l WHERE l.id = j.lane_id AND j.completed_at IS NULL) s ON true
        """;

    /// <summary>$1 job.</summary>
    public const string Find = $"WITH {Around} SELECT {Columns} FROM outbound.jobs j {Standing} WHERE j.id = $1";

    /// <summary>$1 jobs. Newest first.</summary>
    public const string FindAll = $"WITH {Around} SELECT {Columns} FROM outbound.jobs j {Standing} WHERE j.id = ANY ($1) ORDER BY j.id DESC";

    /// <summary>$1 origin, $2 type. The fence keeps to the few jobs of the origin: the order alone would lead through all that are newer.</summary>
    public const string NewestOfOrigin = $"""
        WITH {Around} SELECT {Columns} FROM (
            SELECT * FROM (SELECT * FROM outbound.jobs WHERE origin_id = $1 AND type = $2 OFFSET 0) o ORDER BY id DESC LIMIT 1) j {Standing}
        """;

    /// <summary>$1 workspace, $2 since, $3 most. Ended jobs among the newest.</summary>
    public const string EndedSince = $"""
        WITH {Around} SELECT {Columns} FROM (
            SELECT * FROM (SELECT * FROM outbound.jobs WHERE workspace_id = $1 ORDER BY id DESC LIMIT $3) n WHERE completed_at >= $2) j {Standing} ORDER BY j.id DESC
        """;

    /// <summary>$1 workspace, $2 status, $3 type, $4 before this id, $5 most. Newest first. An open status reads open jobs only.</summary>
    public const string List = $"""
        WITH {Around} SELECT {Columns} FROM (
            SELECT * FROM outbound.jobs
             WHERE workspace_id = $1 AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR type = $3) AND ($4::uuid IS NULL OR id < $4)
             ORDER BY id DESC LIMIT $5) j {Standing} ORDER BY j.id DESC
        """;

    /// <summary>As <see cref="List"/>, for jobs that have not ended.</summary>
    public const string ListOpen = $"""
        WITH {Around} SELECT {Columns} FROM (
            SELECT * FROM outbound.jobs
             WHERE workspace_id = $1 AND completed_at IS NULL AND ($2::text IS NULL OR status = $2) AND ($3::text IS NULL OR type = $3) AND ($4::uuid IS NULL OR id < $4)
             ORDER BY id DESC LIMIT $5) j {Standing} ORDER BY j.id DESC
        """;

    /// <summary>$1 job. The job and what it leads to, in order.</summary>
    public const string Chain = $"""
        WITH RECURSIVE {Around}, chain AS (
            SELECT id, leads_to, 0 step FROM outbound.jobs WHERE id = $1
            UNION ALL SELECT n.id, n.leads_to, chain.step + 1 FROM chain JOIN outbound.jobs n ON n.id = chain.leads_to WHERE chain.step < 20)
        SELECT {Columns} FROM chain JOIN outbound.jobs j ON j.id = chain.id {Standing} ORDER BY chain.step
        """;

    /// <summary>$1 job. What led to it, the job, what it leads to, in order.</summary>
    public const string Run = $"""
        WITH RECURSIVE {Around}, up AS (
            SELECT id, workspace_id, origin_id, 0 step FROM outbound.jobs WHERE id = $1
            UNION ALL SELECT o.id, o.workspace_id, o.origin_id, up.step + 1 FROM up JOIN outbound.jobs o ON o.id = up.origin_id AND o.leads_to = up.id WHERE up.step < 20),
        chain AS (
            SELECT j.id, j.leads_to, 0 step FROM (SELECT id FROM up ORDER BY step DESC LIMIT 1) first JOIN outbound.jobs j ON j.id = first.id
            UNION ALL SELECT n.id, n.leads_to, chain.step + 1 FROM chain JOIN outbound.jobs n ON n.id = chain.leads_to WHERE chain.step < 20)
        SELECT {Columns} FROM chain JOIN outbound.jobs j ON j.id = chain.id {Standing} ORDER BY chain.step
        """;

    /// <summary>$1 job, $2 before this id, $3 level, $4 most. Newest first.</summary>
    public const string NewestLogs = """
        SELECT id, level, event, message, metadata::text, created_at FROM outbound.job_logs
         WHERE job_id = $1 AND ($2::bigint IS NULL OR id < $2) AND ($3::text IS NULL OR level = $3) ORDER BY id DESC LIMIT $4
        """;

    /// <summary>$1 job, $2 after this id, $3 most.</summary>
    public const string Logs = """
        SELECT id, level, event, message, metadata::text, created_at FROM outbound.job_logs WHERE job_id = $1 AND id > $2 ORDER BY id LIMIT $3
        """;

    private const string ItemColumns = "id, record_id, line, state, outcome, attempts, provider, credits, error_code, error_field, error_message, due_at, finished_at";

    /// <summary>$1 job, $2 outcomes, $3 after this line, $4 most.</summary>
    public const string Lines = $"""
        SELECT {ItemColumns} FROM outbound.job_items
         WHERE job_id = $1 AND line IS NOT NULL AND line > $3 AND ($2::smallint[] IS NULL OR outcome = ANY ($2)) ORDER BY line LIMIT $4
        """;

    /// <summary>$1 job, $2 outcomes, $3 after this record, $4 most.</summary>
    public const string Records = $"""
        SELECT {ItemColumns} FROM outbound.job_items
         WHERE job_id = $1 AND record_id IS NOT NULL AND record_id > $3 AND ($2::smallint[] IS NULL OR outcome = ANY ($2)) ORDER BY record_id LIMIT $4
        """;
}
