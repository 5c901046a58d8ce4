using System.Text.Json;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Keys;

/// <summary>The statements of custody. Sealed keys are one JSON object per workspace, by provider; each call is one transaction.</summary>
internal sealed class KeyRows(NpgsqlDataSource app)
{
    /// <summary>The workspace's wrapped data keys.</summary>
    public async Task<List<WorkspaceDataKey>> LoadDataKeysAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT version, wrapped, wrapper_id, created_at FROM outbound.workspace_data_keys WHERE workspace_id = $1 ORDER BY version", workspaceId);
        await using var reader = await SecondAsync(batch, cancellationToken);
        return await reader.ListAsync(r => DataKey(workspaceId, r), cancellationToken);
    }

    /// <summary>Adds a data key unless its version is there; the answer is the one that stands.</summary>
    public async Task<WorkspaceDataKey> AddDataKeyAsync(WorkspaceDataKey key, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, key.WorkspaceId, cancellationToken);
        batch.Add("""
            INSERT INTO outbound.workspace_data_keys (workspace_id, version, wrapped, wrapper_id, created_at) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (workspace_id, version) DO NOTHING
            """, key.WorkspaceId, key.Version, key.Wrapped, key.WrapperId, key.CreatedAt.ToUniversalTime());
        await batch.ExecuteAsync(cancellationToken);
        return (await LoadDataKeysAsync(key.WorkspaceId, cancellationToken)).Single(k => k.Version == key.Version);
    }

    /// <summary>The key with its seal, or null. The only statement that selects the sealed column.</summary>
    public async Task<KeyRow?> ReadAsync(Guid workspaceId, string provider, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("""
            SELECT (s.seal->>'keyId')::uuid, (s.seal->>'revision')::bigint, (s.seal->>'dataKeyVersion')::int, decode(s.seal->>'sealed', 'base64'), s.shown
              FROM (SELECT sealed_keys->$2 AS seal, (keys->$2)::text AS shown FROM outbound.workspace_settings WHERE workspace_id = $1) s
             WHERE s.seal IS NOT NULL
            """, workspaceId, provider);
        await using var reader = await SecondAsync(batch, cancellationToken);
        var rows = await reader.ListAsync(
            r => new KeyRow(r.GetGuid(0), r.GetInt64(1), r.GetInt32(2), r.GetFieldValue<byte[]>(3), r.GetString(4)), cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>
    /// Writes if the key that stands has <paramref name="expectedRevision"/> (0: there is none) and the same id. Lanes that rested
    /// because of the old key or its credits try the new one at once.
    /// </summary>
    public Task<bool> WriteAsync(Guid workspaceId, string provider, KeyRow key, long expectedRevision, AuditLine line, CancellationToken cancellationToken) => AuditedChange.RunAsync(app, workspaceId, line, $"""
        WITH k AS (
            UPDATE outbound.workspace_settings
               SET keys = jsonb_set(keys, ARRAY[$2], $3), sealed_keys = jsonb_set(sealed_keys, ARRAY[$2], $4), revision = revision + 1
             WHERE workspace_id = $1 AND coalesce((sealed_keys->$2->>'revision')::bigint, 0) = $5 AND coalesce(sealed_keys->$2->>'keyId', $6) = $6
            RETURNING 1),
        l AS (
            UPDATE outbound.lanes SET {LaneRest.Over}
             WHERE workspace_id = $1 AND provider = $2 AND waiting_reason IN ('key', 'provider_credits') AND EXISTS (SELECT FROM k)
            RETURNING id)
        SELECT 1 FROM k LEFT JOIN LATERAL (SELECT pg_notify('outbound_lanes', l.id::text) FROM l) n ON true
        """, cancellationToken, workspaceId, provider, Sql.Json(key.Shown), Sql.Json(Seal(key)), expectedRevision, key.KeyId.ToString());

    /// <summary>Removes the key and its seal, which a restore may have left out; false when there was none.</summary>
    public Task<bool> RemoveAsync(Guid workspaceId, string provider, AuditLine line, CancellationToken cancellationToken) => AuditedChange.RunAsync(app, workspaceId, line, """
        UPDATE outbound.workspace_settings SET keys = keys - $2, sealed_keys = sealed_keys - $2, revision = revision + 1
         WHERE workspace_id = $1 AND (jsonb_exists(sealed_keys, $2) OR jsonb_exists(keys, $2))
        RETURNING 1
        """, cancellationToken, workspaceId, provider);

    /// <summary>What may be shown of the workspace's keys, by provider.</summary>
    public async Task<List<(string Provider, string Shown)>> ListAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT k.key, k.value::text FROM outbound.workspace_settings, jsonb_each(keys) k WHERE workspace_id = $1 ORDER BY k.key", workspaceId);
        await using var reader = await SecondAsync(batch, cancellationToken);
        return await reader.ListAsync(r => (r.GetString(0), r.GetString(1)), cancellationToken);
    }

    /// <summary>Sets the status if the key still has this id and revision.</summary>
    public Task<bool> MarkStatusAsync(Guid workspaceId, string provider, Guid keyId, long revision, string status, CancellationToken cancellationToken) => ChangedAsync(workspaceId, """
        UPDATE outbound.workspace_settings SET keys = jsonb_set(keys, ARRAY[$2, 'status'], to_jsonb($3::text)), revision = revision + 1
         WHERE workspace_id = $1 AND sealed_keys->$2->>'keyId' = $4 AND (sealed_keys->$2->>'revision')::bigint = $5
        RETURNING 1
        """, cancellationToken, workspaceId, provider, status, keyId.ToString(), revision);

    /// <summary>Sets the time of last use, never back. Not a change of the settings: their revision stays.</summary>
    public Task<bool> MarkUsedAsync(Guid workspaceId, string provider, DateTimeOffset at, CancellationToken cancellationToken) => ChangedAsync(workspaceId, """
        UPDATE outbound.workspace_settings SET keys = jsonb_set(keys, ARRAY[$2, 'lastUsedAt'], to_jsonb($3::timestamptz))
         WHERE workspace_id = $1 AND jsonb_exists(keys, $2) AND coalesce((keys->$2->>'lastUsedAt')::timestamptz < $3, true)
        RETURNING 1
        """, cancellationToken, workspaceId, provider, at.ToUniversalTime());

    /// <summary>Writes that the key was tested.</summary>
    public Task NoteTestAsync(Guid workspaceId, AuditLine line, CancellationToken cancellationToken) => new AuditRows(app).AddAsync(workspaceId, line, cancellationToken);

    private async Task<bool> ChangedAsync(Guid workspaceId, string sql, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add(sql, parameters);
        await using var reader = await SecondAsync(batch, cancellationToken);
        var changed = await reader.ReadAsync(cancellationToken);
        await reader.CloseAsync();
        return changed;
    }

    private static async Task<NpgsqlDataReader> SecondAsync(WorkspaceBatch batch, CancellationToken cancellationToken)
    {
        var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return reader;
    }

    private static WorkspaceDataKey DataKey(Guid workspaceId, NpgsqlDataReader reader) => new()
    {
        WorkspaceId = workspaceId,
        Version = reader.GetInt32(0),
        Wrapped = reader.GetFieldValue<byte[]>(1),
        WrapperId = reader.GetString(2),
        CreatedAt = reader.GetFieldValue<DateTimeOffset>(3),
    };

    private static string Seal(KeyRow key) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["keyId"] = key.KeyId,
        ["revision"] = key.Revision,
        ["dataKeyVersion"] = key.DataKeyVersion,
        ["sealed"] = key.Sealed,
    });
}
