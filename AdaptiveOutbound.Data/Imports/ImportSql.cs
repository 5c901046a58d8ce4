using AdaptiveOutbound.Data.Jobs;
using Npgsql;

namespace AdaptiveOutbound.Data.Imports;

/// <summary>The statements of an import that are not about records.</summary>
internal static class ImportSql
{
    /// <summary>Keeps the rejected lines as ended items of the import.</summary>
    public static async Task RejectAsync(NpgsqlConnection connection, ImportBatch batch, List<RejectedInput> rejected, CancellationToken cancellationToken)
    {
        if (rejected.Count == 0)
            return;
        await connection.ExecuteAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, line, state, rank, attempts, rescues, outcome, credits,
                   error_code, error_field, error_message, finished_at)
            SELECT t.id, $1, $2, $3, t.line, 2, 5, 0, 0, 3, 0, t.code, t.field, t.message, now()
              FROM unnest($4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::text[]) t(id, line, code, field, message)
            """, cancellationToken, batch.WorkspaceId, batch.JobId, batch.LaneId, rejected.Select(_ => Guid.CreateVersion7()).ToArray(),
            rejected.Select(r => (long)r.Line).ToArray(), rejected.Select(r => r.Code).ToArray(), rejected.Select(r => r.Field).ToArray(),
            rejected.Select(r => r.Message).ToArray());
    }

    /// <summary>
    /// Gives the records to the job that enriches them, each once, and names its lane. A job that was stopped gets nothing, one
    /// that is paused gets them held.
    /// </summary>
    public static Task FeedAsync(NpgsqlConnection connection, Guid workspaceId, Guid jobId, Guid[] records, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("""
            WITH j AS MATERIALIZED (
                SELECT id, lane_id, priority, status FROM outbound.jobs WHERE id = $2 AND completed_at IS NULL AND status <> 'cancelled' FOR NO KEY UPDATE),
            ins AS (
                INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, credits)
                SELECT t.id, $1, j.id, j.lane_id, t.record, CASE j.status WHEN 'paused' THEN 4 ELSE 0 END, 10 - j.priority, 0, 0, 0
                  FROM j CROSS JOIN unnest($3::uuid[], $4::uuid[]) t(id, record)
                ON CONFLICT (job_id, record_id) WHERE record_id IS NOT NULL DO NOTHING
                RETURNING 1),
            u AS (
                UPDATE outbound.jobs SET total = total + n, open_items = open_items + n FROM (SELECT count(*)::int n FROM ins) c
                 WHERE id = $2 AND n > 0 RETURNING lane_id)
            SELECT pg_notify($5, lane_id::text) FROM u
            """, cancellationToken, workspaceId, jobId, records.Select(_ => Guid.CreateVersion7()).ToArray(), records, JobWriter.LaneChannel);

    public static async Task ExecuteAsync(NpgsqlConnection connection, NpgsqlBatchCommand command, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { command } };
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }
}
