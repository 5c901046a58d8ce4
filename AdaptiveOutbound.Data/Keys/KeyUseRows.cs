using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Keys;

/// <summary>What would wait without a provider's key.</summary>
/// <param name="Jobs">Open jobs that ask the provider.</param>
/// <param name="Items">Their items that have not ended.</param>
public sealed record KeyUse(int Jobs, long Items);

/// <summary>Looks at the jobs that need a key.</summary>
internal sealed class KeyUseRows(NpgsqlDataSource app)
{
    /// <summary>The open jobs of the provider's lanes.</summary>
    public async Task<KeyUse> ReadAsync(Guid workspaceId, string provider, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var rows = await transaction.Connection.QueryAsync("""
            SELECT count(*)::int, coalesce(sum(greatest(j.total - j.processed, 0)), 0)::bigint
              FROM outbound.jobs j JOIN outbound.lanes l ON l.id = j.lane_id
             WHERE j.workspace_id = $1 AND j.completed_at IS NULL AND l.provider = $2
            """, r => new KeyUse(r.GetInt32(0), r.GetInt64(1)), cancellationToken, workspaceId, provider);
        return rows.Single();
    }
}
