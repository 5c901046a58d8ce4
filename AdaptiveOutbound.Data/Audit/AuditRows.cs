using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Audit;

/// <summary>The statements of the audit log. It is only added to and read.</summary>
internal sealed class AuditRows(NpgsqlDataSource app)
{
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
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rows = await reader.ListAsync(r => new AuditEvent
        {
            Id = r.GetGuid(0), WorkspaceId = workspaceId, CreatedAt = r.GetFieldValue<DateTimeOffset>(1), Actor = r.GetString(2),
            Action = r.GetString(3), Subject = r.GetString(4), Detail = r.Text(5),
        }, cancellationToken);
        return rows.Count > limit ? new(rows.GetRange(0, limit), rows[limit - 1].Id.ToString()) : new(rows, null);
    }
}
