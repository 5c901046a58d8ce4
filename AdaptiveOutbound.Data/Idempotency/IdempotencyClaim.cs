using AdaptiveOutbound.Data.Lanes;
using Npgsql;

namespace AdaptiveOutbound.Data.Idempotency;

/// <summary>A key that a request holds while it runs.</summary>
/// <param name="Route">Method and path.</param>
/// <param name="RequestHash">SHA-256 of query and body.</param>
/// <param name="ClaimedAt">As it is stored; tells this claim from one that took it over.</param>
/// <param name="ExpiresAt">Until when the key gives its first answer.</param>
public sealed record IdempotencyClaim(Guid WorkspaceId, string Caller, string Key, string Route, byte[] RequestHash, DateTimeOffset ClaimedAt, DateTimeOffset ExpiresAt)
{
    /// <summary>What the transaction that creates writes too, so that the key gives this answer from then on.</summary>
    /// <param name="status">HTTP status.</param>
    /// <param name="body">JSON; null for an answer that shows a secret: the key is then used up, and the answer is kept nowhere.</param>
    public IBatchEffect Answer(int status, string? body) => new FirstAnswer(this, status, body);
}

/// <summary>
/// Puts the answer in the place of the claim. Inserted and not updated: when another request took the claim over and has the key
/// now, the transaction fails as a whole, so that nothing is created twice.
/// </summary>
internal sealed class FirstAnswer(IdempotencyClaim claim, int status, string? body) : IBatchEffect
{
    public IEnumerable<NpgsqlBatchCommand> Commands()
    {
        yield return Sql.Command(IdempotencyRows.ReleaseSql, claim.WorkspaceId, claim.Caller, claim.Key, claim.Route, claim.ClaimedAt);
        yield return Sql.Command("""
            INSERT INTO outbound.idempotency_keys (workspace_id, caller, key, route, request_hash, created_at, expires_at, status, answer)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            """, claim.WorkspaceId, claim.Caller, claim.Key, claim.Route, claim.RequestHash, claim.ClaimedAt, claim.ExpiresAt, status, body);
    }
}
