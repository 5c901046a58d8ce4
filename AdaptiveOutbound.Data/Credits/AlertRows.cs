using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Credits;

/// <summary>The statements of alerts that people read and dismiss.</summary>
internal sealed class AlertRows(NpgsqlDataSource app)
{
    /// <summary>Those that are neither over nor dismissed, newest first, at most <paramref name="most"/>. What is said of a job is over when it has ended or goes on.</summary>
    public async Task<List<Alert>> ListAsync(Guid workspaceId, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("""
            SELECT id, code, scope, level, message, job_id, created_at, ends_at FROM outbound.alerts
             WHERE workspace_id = $1 AND dismissed_at IS NULL AND (ends_at IS NULL OR ends_at > $2)
               AND (code <> 'job_budget' OR EXISTS (SELECT FROM outbound.jobs j WHERE j.id = alerts.job_id AND j.over_budget AND j.completed_at IS NULL))
             ORDER BY created_at DESC, id LIMIT $3
            """, workspaceId, now.ToUniversalTime(), most);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new Alert
        {
            Id = r.GetGuid(0), WorkspaceId = workspaceId, Code = r.GetString(1), Scope = r.GetString(2), Level = r.GetString(3), Message = r.GetString(4),
            JobId = r.Nullable<Guid>(5), CreatedAt = r.GetFieldValue<DateTimeOffset>(6), EndsAt = r.Nullable<DateTimeOffset>(7),
        }, cancellationToken);
    }

    /// <summary>Takes one out of the list; false when there is no such alert, it was dismissed before, or what it says of a restore is so still.</summary>
    public async Task<bool> DismissAsync(Guid workspaceId, Guid id, string by, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var changed = await transaction.ExecuteAsync(
            $"UPDATE outbound.alerts SET dismissed_at = $3, dismissed_by = $4 WHERE workspace_id = $1 AND id = $2 AND dismissed_at IS NULL AND NOT (code = '{AlertCodes.Restored}' AND {RestoreHold.IsHeld})", cancellationToken, workspaceId, id, now.ToUniversalTime(), by);
        await transaction.CommitAsync(cancellationToken);
        return changed > 0;
    }
}
