using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Audit;

/// <summary>The statements of the audit log. It is only added to and read.</summary>
internal sealed class AuditRows(NpgsqlDataSource app)
{
    // Ids begin with the time at which they were made. A line is written after what it tells of was timed, and may have waited for a lock.
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(2), After = TimeSpan.FromSeconds(30);

    /// <summary>Writes a line of a change that has committed elsewhere.</summary>
    public async Task AddAsync(Guid workspaceId, AuditLine line, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        await batch.Add([line.In(workspaceId)]).ExecuteAsync(cancellationToken);
    }

    /// <summary>Lines, newest first, from the one before <paramref name="before"/> on.</summary>
    public async Task<JobPage<AuditEvent>> ListAsync(Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken, string? action = null)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("""
            SELECT id, created_at, actor, action, subject, detail::text FROM outbound.audit_events
             WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2) AND ($4::text IS NULL OR action = $4) ORDER BY id DESC LIMIT $3
            """, workspaceId, before, limit + 1, action);
        var rows = await ReadAsync(batch, workspaceId, cancellationToken);
        return rows.Count > limit ? new(rows.GetRange(0, limit), rows[limit - 1].Id.ToString()) : new(rows, null);
    }

    /// <summary>
    /// Lines about one thing, newest first: those among the workspace's newest thousand, and those that were written about one of these
    /// moments. Others are not looked for: the log has no index of what it is about, and may be long.
    /// </summary>
    /// <param name="since">When the thing began to be: no line is older.</param>
    /// <param name="moments">When something was done to it.</param>
    public async Task<List<AuditEvent>> OfSubjectAsync(
        Guid workspaceId, string subject, DateTimeOffset since, IReadOnlyList<DateTimeOffset> moments, int limit, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.PlannedContext);
        batch.Add("""
            SELECT id, created_at, actor, action, subject, detail::text FROM (
                SELECT * FROM (SELECT * FROM outbound.audit_events WHERE workspace_id = $1 AND id >= $3 ORDER BY id DESC LIMIT 1000) n WHERE subject = $2
                UNION
                SELECT a.* FROM unnest($4::uuid[], $5::uuid[]) w(since, until) CROSS JOIN LATERAL (
                    SELECT * FROM outbound.audit_events WHERE workspace_id = $1 AND id BETWEEN w.since AND w.until AND subject = $2 ORDER BY id LIMIT 10) a) h
             ORDER BY id DESC LIMIT $6
            """, workspaceId, subject, JobHistory.LeastId(since - Before), moments.Select(at => JobHistory.LeastId(at - Before)).ToArray(), moments.Select(at => JobHistory.LeastId(at + After)).ToArray(), limit);
        return await ReadAsync(batch, workspaceId, cancellationToken);
    }

    private static async Task<List<AuditEvent>> ReadAsync(WorkspaceBatch batch, Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new AuditEvent
        {
            Id = r.GetGuid(0), WorkspaceId = workspaceId, CreatedAt = r.GetFieldValue<DateTimeOffset>(1), Actor = r.GetString(2),
            Action = r.GetString(3), Subject = r.GetString(4), Detail = r.Text(5),
        }, cancellationToken);
    }
}
