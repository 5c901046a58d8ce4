using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>A sub-job that took items of a job.</summary>
/// <param name="Items">Items that it ended, of all jobs that it worked on.</param>
public sealed record JobChunkRow(Guid Id, string Status, int Items, DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt);

/// <summary>How many jobs stand where.</summary>
/// <param name="OfDay">Among those that were made since; else among all that are open.</param>
public sealed record StatusCount(string Status, bool IsOpen, bool OfDay, int Jobs);

/// <summary>Reads which chunks worked on a job, and how many jobs stand where.</summary>
internal sealed class JobHistory(NpgsqlDataSource app)
{
    /// <summary>The newest jobs, of those that are open and of a day's, that are counted.</summary>
    public const int MostCounted = 10_000;

    // Walks the job's ended items from chunk to chunk, so that its cost grows with the chunks, not with the items; and looks into the
    // open chunks of its lane, of which there are few. Chunks' ids have no order in time.
    private const string Chunks = """
        WITH RECURSIVE w AS (
            (SELECT chunk_id FROM outbound.job_items WHERE job_id = $1 AND state = 2 AND chunk_id IS NOT NULL ORDER BY chunk_id LIMIT 1)
            UNION ALL
            SELECT (SELECT i.chunk_id FROM outbound.job_items i WHERE i.job_id = $1 AND i.state = 2 AND i.chunk_id > w.chunk_id ORDER BY i.chunk_id LIMIT 1)
              FROM w WHERE w.chunk_id IS NOT NULL),
        c AS (
            SELECT chunk_id id FROM w WHERE chunk_id IS NOT NULL
            UNION
            SELECT k.id FROM outbound.jobs j JOIN outbound.chunks k ON k.lane_id = j.lane_id AND k.status IN ('queued', 'processing')
             WHERE j.id = $1 AND EXISTS (SELECT FROM outbound.job_items i WHERE i.chunk_id = k.id AND i.state = 1 AND i.job_id = $1))
        SELECT k.id, k.status, k.items, k.created_at, k.started_at, k.finished_at FROM c JOIN outbound.chunks k ON k.id = c.id
         WHERE $2::uuid IS NULL OR (k.created_at, k.id) > (SELECT p.created_at, p.id FROM outbound.chunks p WHERE p.id = $2)
         ORDER BY k.created_at, k.id LIMIT $3
        """;

    // Open ones by their own index. Of a day's, ids tell the time: no id before it is read.
    internal const string Stats = """
        SELECT status, true, false, count(*)::int FROM (
            SELECT status FROM outbound.jobs WHERE workspace_id = $1 AND completed_at IS NULL ORDER BY id DESC LIMIT $3) o GROUP BY status
        UNION ALL
        SELECT status, completed_at IS NULL, true, count(*)::int FROM (
            SELECT status, completed_at FROM outbound.jobs WHERE workspace_id = $1 AND id >= $2 ORDER BY id DESC LIMIT $3) d
         GROUP BY status, completed_at IS NULL
        """;

    /// <summary>Chunks that ended items of the job or hold some now, oldest first, after <paramref name="after"/>.</summary>
    public async Task<JobPage<JobChunkRow>> ChunksAsync(Guid workspaceId, Guid jobId, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        await using var reader = await batch.Add(Chunks, jobId, after, limit + 1).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rows = await reader.ListAsync(r => new JobChunkRow(r.GetGuid(0), r.GetString(1), r.GetInt32(2), r.GetFieldValue<DateTimeOffset>(3),
            r.Nullable<DateTimeOffset>(4), r.Nullable<DateTimeOffset>(5)), cancellationToken);
        return rows.Count > limit ? new(rows.GetRange(0, limit), rows[limit - 1].Id.ToString()) : new(rows, null);
    }

    /// <summary>Open jobs by status, and by status those made since; of more than <see cref="MostCounted"/> each the newest.</summary>
    public async Task<List<StatusCount>> CountAsync(Guid workspaceId, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        await using var reader = await batch.Add(Stats, workspaceId, LeastId(since), MostCounted).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new StatusCount(r.GetString(0), r.GetBoolean(1), r.GetBoolean(2), r.GetInt32(3)), cancellationToken);
    }

    /// <summary>The least id that is made in that millisecond.</summary>
    public static Guid LeastId(DateTimeOffset time) => Guid.Parse(Guid.CreateVersion7(time).ToString()[..15] + "000-8000-000000000000");
}
