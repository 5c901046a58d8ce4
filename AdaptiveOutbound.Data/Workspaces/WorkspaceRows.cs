using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Members;
using Npgsql;

namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>The statements of workspaces.</summary>
internal sealed class WorkspaceRows(NpgsqlDataSource app)
{
    /// <summary>The workspace of that slug, or null. Found before a workspace is known: a function of the owner returns the id alone.</summary>
    public async Task<Guid?> FindAsync(string slug, CancellationToken cancellationToken)
    {
        var rows = await app.QueryAsync("SELECT outbound.workspace_by_slug($1)", r => r.Nullable<Guid>(0), cancellationToken, slug);
        return rows[0];
    }

    /// <summary>The workspace, or null.</summary>
    public async Task<Workspace?> ReadAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT id, slug, name, created_at FROM outbound.workspaces WHERE id = $1", workspaceId);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var rows = await reader.ListAsync(r => new Workspace { Id = r.GetGuid(0), Slug = r.GetString(1), Name = r.GetString(2), CreatedAt = r.GetFieldValue<DateTimeOffset>(3) }, cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>Writes the workspace and its settings; false when the slug is taken.</summary>
    public async Task<bool> CreateAsync(Workspace workspace, CancellationToken cancellationToken, WorkspaceMember? owner = null, AuditLine? line = null)
    {
        // Its own id is the tenant that row-level security compares with.
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspace.Id, cancellationToken);
        var made = await transaction.Connection.QueryAsync("""
            WITH made AS (INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT (slug) DO NOTHING RETURNING id)
            INSERT INTO outbound.workspace_settings (workspace_id, keys, sealed_keys, reveal_personal_emails, match_days, no_match_days, time_zone, revision)
            SELECT id, '{}', '{}', false, 90, 14, 'UTC', 1 FROM made RETURNING 1
            """, _ => true, cancellationToken, workspace.Id, workspace.Slug, workspace.Name, workspace.CreatedAt.ToUniversalTime());
        if (made.Count == 0)
            return false;
        if (owner is not null)
            await transaction.ExecuteAsync(MemberRows.Insert, cancellationToken, workspace.Id, owner.UserId, owner.Role, owner.CreatedAt.ToUniversalTime());
        if (line is not null)
            await transaction.AuditAsync(workspace.Id, line, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}
