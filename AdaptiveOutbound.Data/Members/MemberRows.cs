using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Members;

/// <summary>A user of a workspace.</summary>
internal sealed record MemberRow(Guid UserId, string Name, string Email, string Role, DateTimeOffset CreatedAt);

/// <summary>The statements of members.</summary>
internal sealed class MemberRows(NpgsqlDataSource app)
{
    /// <summary>$1 workspace, $2 user, $3 role, $4 time. A row when they were none yet.</summary>
    public const string Insert =
        "INSERT INTO outbound.workspace_members (workspace_id, user_id, role, created_at) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING RETURNING 1";

    private const string Members = """
        SELECT m.user_id, u.name, coalesce(u.email, ''), m.role, m.created_at FROM outbound.workspace_members m JOIN outbound.users u ON u.id = m.user_id
         WHERE m.workspace_id = $1
        """;

    // Found before a workspace is chosen: a function of the owner returns ids, names and roles.
    private const string OfUser = "SELECT workspace_id, slug, name, role FROM outbound.memberships_of($1)";

    /// <summary>The user's workspaces by name.</summary>
    public Task<List<Membership>> OfAsync(Guid userId, CancellationToken cancellationToken) => app.QueryAsync(OfUser, ReadMembership, cancellationToken, userId);

    /// <summary>The user's workspaces by name, and whether all work rests after a restore: what stands around each page, in one round trip.</summary>
    public async Task<(List<Membership> Workspaces, bool Rests)> AroundAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var batch = app.CreateBatch();
        batch.BatchCommands.Add(Sql.Command(OfUser, userId));
        batch.BatchCommands.Add(Sql.Command($"SELECT {RestoreHold.IsHeld}"));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        var workspaces = await reader.ListAsync(ReadMembership, cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return (workspaces, reader.GetBoolean(0));
    }

    /// <summary>Whether nobody can sign in yet.</summary>
    public async Task<bool> NobodyAsync(CancellationToken cancellationToken) =>
        (await app.QueryAsync("SELECT NOT EXISTS (SELECT FROM outbound.users)", r => r.GetBoolean(0), cancellationToken))[0];

    /// <summary>The members by name, at most 1,000.</summary>
    public async Task<List<MemberRow>> ListAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        return await transaction.Connection.QueryAsync($"{Members} ORDER BY lower(u.name), m.user_id LIMIT 1000", Read, cancellationToken, workspaceId);
    }

    /// <summary>Adds a member; false when the user is one already, who then keeps their role.</summary>
    public Task<bool> AddAsync(WorkspaceMember member, AuditLine line, CancellationToken cancellationToken) => AuditedChange.RunAsync(app, member.WorkspaceId, line, Insert, cancellationToken, member.WorkspaceId, member.UserId, member.Role, member.CreatedAt.ToUniversalTime());

    /// <summary>
    /// Changes (a role) or removes (null) one member. <paramref name="decide"/> sees the member and how many owners there are, while nobody
    /// else changes members of the workspace, and returns the line to write, or null to leave all as it is. Tokens and open invitations
    /// that the member made end with a removal; a lower role ends those above it. False when there is no such member or it was left.
    /// </summary>
    public async Task<bool> ChangeAsync(Guid workspaceId, Guid userId, string? role, string[] rolesAbove, Func<MemberRow?, int, AuditLine?> decide, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        // Members change one after another: two owners who remove each other would else both go.
        await transaction.ExecuteAsync("SELECT FROM outbound.workspaces WHERE id = $1 FOR NO KEY UPDATE", cancellationToken, workspaceId);
        var member = (await transaction.Connection.QueryAsync($"{Members} AND m.user_id = $2", Read, cancellationToken, workspaceId, userId)).SingleOrDefault();
        var owners = (await transaction.Connection.QueryAsync(
            "SELECT count(*)::int FROM outbound.workspace_members WHERE workspace_id = $1 AND role = 'owner'", r => r.GetInt32(0), cancellationToken, workspaceId))[0];
        if (decide(member, owners) is not { } line || member is null)
            return false;
        if (role is null)
            await transaction.ExecuteAsync("DELETE FROM outbound.workspace_members WHERE workspace_id = $1 AND user_id = $2", cancellationToken, workspaceId, userId);
        else
            await transaction.ExecuteAsync("UPDATE outbound.workspace_members SET role = $3 WHERE workspace_id = $1 AND user_id = $2", cancellationToken, workspaceId, userId, role);
        await transaction.ExecuteAsync("""
            UPDATE outbound.api_tokens SET revoked_at = now() WHERE workspace_id = $1 AND lower(created_by) = lower($2) AND revoked_at IS NULL AND role = ANY ($3)
            """, cancellationToken, workspaceId, member.Email, rolesAbove);
        await transaction.ExecuteAsync("""
            DELETE FROM outbound.invitations WHERE workspace_id = $1 AND lower(created_by) = lower($2) AND accepted_at IS NULL AND role = ANY ($3)
            """, cancellationToken, workspaceId, member.Email, rolesAbove);
        await transaction.AuditAsync(workspaceId, line, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private static Membership ReadMembership(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3));

    private static MemberRow Read(NpgsqlDataReader r) => new(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetFieldValue<DateTimeOffset>(4));
}
