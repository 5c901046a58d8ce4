using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Tokens;

/// <summary>Whom a valid token speaks for.</summary>
public sealed record TokenHolder(Guid TokenId, Guid WorkspaceId, string Role, string Name);

/// <summary>The statements of tokens.</summary>
internal sealed class ApiTokenRows(NpgsqlDataSource app)
{
    /// <summary>
    /// The holder, or null when there is no such token, it has expired or was revoked. Found before a workspace is known: a function
    /// of the owner returns ids, the role and the name, and notes the use once a minute.
    /// </summary>
    public async Task<TokenHolder?> FindAsync(byte[] hash, CancellationToken cancellationToken) =>
        (await app.QueryAsync("SELECT token_id, workspace_id, role, name FROM outbound.token_by_hash($1)",
            r => new TokenHolder(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3)), cancellationToken, hash)).SingleOrDefault();

    /// <summary>Adds a token.</summary>
    public async Task AddAsync(ApiToken token, AuditLine line, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, token.WorkspaceId, cancellationToken);
        await batch.Add("""
            INSERT INTO outbound.api_tokens (id, workspace_id, name, role, hash, created_at, created_by, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
            """, token.Id, token.WorkspaceId, token.Name, token.Role, token.Hash, token.CreatedAt.ToUniversalTime(), token.CreatedBy,
            token.ExpiresAt?.ToUniversalTime()).Add([line.In(token.WorkspaceId)]).ExecuteAsync(cancellationToken);
    }

    /// <summary>The workspace's tokens: those that are not revoked first, of each the newest; at most 200.</summary>
    public Task<List<ApiToken>> ListAsync(Guid workspaceId, CancellationToken cancellationToken) =>
        ReadAsync(workspaceId, "ORDER BY revoked_at IS NOT NULL, id DESC LIMIT 200", cancellationToken);

    /// <summary>One of the workspace's tokens, or null.</summary>
    public async Task<ApiToken?> FindAsync(Guid workspaceId, Guid tokenId, CancellationToken cancellationToken) =>
        (await ReadAsync(workspaceId, "AND id = $2", cancellationToken, tokenId)).SingleOrDefault();

    private async Task<List<ApiToken>> ReadAsync(Guid workspaceId, string which, CancellationToken cancellationToken, params object?[] more)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add($"SELECT id, name, role, created_at, created_by, expires_at, revoked_at, last_used_at FROM outbound.api_tokens WHERE workspace_id = $1 {which}", [workspaceId, .. more]);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new ApiToken
        {
            Id = r.GetGuid(0), WorkspaceId = workspaceId, Name = r.GetString(1), Role = r.GetString(2), Hash = [], CreatedAt = r.GetFieldValue<DateTimeOffset>(3),
            CreatedBy = r.Text(4), ExpiresAt = r.Nullable<DateTimeOffset>(5), RevokedAt = r.Nullable<DateTimeOffset>(6), LastUsedAt = r.Nullable<DateTimeOffset>(7),
        }, cancellationToken);
    }

    /// <summary>Revokes it for good; false when the workspace has no such token, or it was revoked before.</summary>
    public async Task<bool> RevokeAsync(Guid workspaceId, Guid tokenId, Func<string, string, AuditLine> line, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var revoked = await transaction.Connection.QueryAsync(
            "UPDATE outbound.api_tokens SET revoked_at = now() WHERE workspace_id = $1 AND id = $2 AND revoked_at IS NULL RETURNING name, role",
            r => (Name: r.GetString(0), Role: r.GetString(1)), cancellationToken, workspaceId, tokenId);
        if (revoked.Count == 0)
            return false;
        await transaction.AuditAsync(workspaceId, line(revoked[0].Name, revoked[0].Role), cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>The workspace's tokens, newest first, from the one before <paramref name="before"/> on; without their hashes.</summary>
    public async Task<JobPage<ApiToken>> PageAsync(Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var tokens = await ReadAsync(workspaceId, "AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3", cancellationToken, before, limit + 1);
        return tokens.Count > limit ? new(tokens.GetRange(0, limit), tokens[limit - 1].Id.ToString()) : new(tokens, null);
    }
}
