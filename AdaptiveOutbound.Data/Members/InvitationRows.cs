using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Members;

/// <summary>An invitation that may be used now.</summary>
internal sealed record OpenInvitation(Guid Id, Guid WorkspaceId, string WorkspaceName, string Email, string Role);

/// <summary>The statements of invitations.</summary>
internal sealed class InvitationRows(NpgsqlDataSource app)
{
    /// <summary>Adds an invitation in place of an open one to the same address; false when somebody of that address is a member already.</summary>
    public async Task<bool> AddAsync(Invitation made, AuditLine line, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, made.WorkspaceId, cancellationToken);
        var members = await transaction.Connection.QueryAsync("""
            SELECT 1 FROM outbound.users u JOIN outbound.workspace_members m ON m.user_id = u.id AND m.workspace_id = $1 WHERE u.normalized_email = upper($2)
            """, _ => true, cancellationToken, made.WorkspaceId, made.Email);
        if (members.Count > 0)
            return false;
        await transaction.ExecuteAsync("DELETE FROM outbound.invitations WHERE workspace_id = $1 AND email = $2 AND accepted_at IS NULL", cancellationToken, made.WorkspaceId, made.Email);
        await transaction.ExecuteAsync("""
            INSERT INTO outbound.invitations (id, workspace_id, email, role, hash, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, cancellationToken, made.Id, made.WorkspaceId, made.Email, made.Role, made.Hash, made.CreatedAt.ToUniversalTime(), made.CreatedBy, made.ExpiresAt.ToUniversalTime());
        await transaction.AuditAsync(made.WorkspaceId, line, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Invitations that were not used, newest first, at most 200; without their hashes.</summary>
    public async Task<List<Invitation>> ListAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        return await transaction.Connection.QueryAsync("""
            SELECT id, email, role, created_at, created_by, expires_at FROM outbound.invitations WHERE workspace_id = $1 AND accepted_at IS NULL ORDER BY id DESC LIMIT 200
            """, r => new Invitation
        {
            Id = r.GetGuid(0), WorkspaceId = workspaceId, Email = r.GetString(1), Role = r.GetString(2), Hash = [], CreatedAt = r.GetFieldValue<DateTimeOffset>(3),
            CreatedBy = r.Text(4), ExpiresAt = r.GetFieldValue<DateTimeOffset>(5),
        }, cancellationToken, workspaceId);
    }

    /// <summary>Takes an unused invitation back; false when there is none.</summary>
    public async Task<bool> RevokeAsync(Guid workspaceId, Guid id, Func<string, AuditLine> line, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var gone = await transaction.Connection.QueryAsync(
            "DELETE FROM outbound.invitations WHERE workspace_id = $1 AND id = $2 AND accepted_at IS NULL RETURNING email", r => r.GetString(0), cancellationToken, workspaceId, id);
        if (gone.Count == 0)
            return false;
        await transaction.AuditAsync(workspaceId, line(gone[0]), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The invitation of that hash that may be used now, or null. Found before a workspace is known: by a function of the owner.</summary>
    public async Task<OpenInvitation?> FindAsync(byte[] hash, CancellationToken cancellationToken) => (await app.QueryAsync(
        "SELECT id, workspace_id, workspace_name, email, role FROM outbound.invitation_by_hash($1)",
        r => new OpenInvitation(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.GetString(4)), cancellationToken, hash)).SingleOrDefault();

    /// <summary>Uses it and makes its user a member, in one transaction; of two who try at once one gets false. A member keeps their role.</summary>
    public Task<bool> AcceptAsync(OpenInvitation invitation, Guid userId, AuditLine line, CancellationToken cancellationToken) => AuditedChange.RunAsync(app, invitation.WorkspaceId, line, """
        WITH used AS (
            UPDATE outbound.invitations SET accepted_at = now() WHERE id = $1 AND workspace_id = $2 AND accepted_at IS NULL AND expires_at > now() RETURNING role),
        member AS (
            INSERT INTO outbound.workspace_members (workspace_id, user_id, role, created_at) SELECT $2, $3, role, now() FROM used ON CONFLICT DO NOTHING)
        SELECT 1 FROM used
        """, cancellationToken, invitation.Id, invitation.WorkspaceId, userId);
}
