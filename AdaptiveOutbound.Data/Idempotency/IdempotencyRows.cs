using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Idempotency;

/// <summary>What stands under a key that could not be claimed.</summary>
/// <param name="Status">Null while the first request runs.</param>
internal sealed record UsedKey(string Route, byte[] RequestHash, int? Status, string? Answer);

/// <summary>The statements of idempotency keys.</summary>
/// <param name="app">Pool of the app role.</param>
/// <param name="lifetime">How long a key gives its first answer.</param>
internal sealed class IdempotencyRows(NpgsqlDataSource app, TimeSpan lifetime)
{
    /// <summary>After this a claim without an answer counts as that of a process that died.</summary>
    public static readonly TimeSpan Abandoned = TimeSpan.FromSeconds(60);

    /// <summary>$1 workspace, $2 caller, $3 key, $4 route, $5 claimed at.</summary>
    internal const string ReleaseSql = """
        DELETE FROM outbound.idempotency_keys WHERE workspace_id = $1 AND caller = $2 AND key = $3 AND route = $4 AND created_at = $5 AND status IS NULL
        """;

    // A key that is used for another route is not claimed. What has expired, and a claim that was abandoned, make room.
    private const string ClaimSql = """
        INSERT INTO outbound.idempotency_keys AS k (workspace_id, caller, key, route, request_hash, created_at, expires_at)
        SELECT $1, $2, $3, $4, $5, $6, $7
         WHERE NOT EXISTS (SELECT FROM outbound.idempotency_keys o WHERE o.workspace_id = $1 AND o.caller = $2 AND o.key = $3 AND o.route <> $4 AND o.expires_at > $6)
        ON CONFLICT (workspace_id, caller, key, route) DO UPDATE
           SET request_hash = excluded.request_hash, created_at = excluded.created_at, expires_at = excluded.expires_at, status = NULL, answer = NULL
         WHERE k.expires_at <= excluded.created_at OR (k.status IS NULL AND k.created_at <= $8)
        RETURNING created_at
        """;

    private const string FindSql = """
        SELECT route, request_hash, status, answer FROM outbound.idempotency_keys
         WHERE workspace_id = $1 AND caller = $2 AND key = $3 AND expires_at > $5 ORDER BY route <> $4 LIMIT 1
        """;

    // Each claim clears away a few of its workspace, so that keys do not pile up.
    private const string ClearSql = """
        DELETE FROM outbound.idempotency_keys WHERE (workspace_id, caller, key, route) IN (
            SELECT workspace_id, caller, key, route FROM outbound.idempotency_keys WHERE workspace_id = $1 AND expires_at <= $2 LIMIT 20 FOR UPDATE SKIP LOCKED)
        """;

    /// <summary>Claims the key, or says what stands under it. Both null: it was released at this moment; ask again.</summary>
    public async Task<(IdempotencyClaim? Claim, UsedKey? Used)> ClaimAsync(
        Guid workspaceId, string caller, string key, string route, byte[] hash, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add(ClearSql, workspaceId, now);
        batch.Add(ClaimSql, workspaceId, caller, key, route, hash, now, now + lifetime, now - Abandoned);
        batch.Add(FindSql, workspaceId, caller, key, route, now);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var claimed = await reader.ListAsync(r => r.GetFieldValue<DateTimeOffset>(0), cancellationToken);
        if (claimed.Count > 0)
            return (new(workspaceId, caller, key, route, hash, claimed[0], claimed[0] + lifetime), null);
        await reader.NextResultAsync(cancellationToken);
        var used = await reader.ListAsync(r => new UsedKey(r.GetString(0), r.GetFieldValue<byte[]>(1), r.Nullable<int>(2), r.Text(3)), cancellationToken);
        return (null, used.SingleOrDefault());
    }

    /// <summary>Gives the key back when it has no answer; else changes nothing.</summary>
    public async Task ReleaseAsync(IdempotencyClaim claim, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, claim.WorkspaceId, cancellationToken);
        await batch.Add(ReleaseSql, claim.WorkspaceId, claim.Caller, claim.Key, claim.Route, claim.ClaimedAt).ExecuteAsync(cancellationToken);
    }

    /// <summary>Whether a transaction failed because another request took its claim over.</summary>
    public static bool IsTakenOver(Exception error) =>
        error is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation, TableName: "idempotency_keys" };
}
