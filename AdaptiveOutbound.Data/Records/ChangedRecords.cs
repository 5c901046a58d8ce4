using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Records;

/// <summary>Changed records of one kind that wait to be enriched by themselves.</summary>
internal readonly record struct ChangedSet(Guid WorkspaceId, RecordKind Kind);

/// <summary>The statements of records that are enriched by themselves.</summary>
internal sealed class ChangedRecords(NpgsqlDataSource app, NpgsqlDataSource system)
{
    /// <summary>Records of one job.</summary>
    public const int Most = 10_000;

    /// <summary>Notes records that are new or were changed, where the workspace wants them enriched; commits with what changed them.</summary>
    public static Task NoteAsync(NpgsqlConnection connection, Guid workspaceId, RecordKind kind, Guid[] ids, CancellationToken cancellationToken) =>
        connection.ExecuteAsync("""
            INSERT INTO outbound.changed_records (workspace_id, kind, record_id, changed_at)
            SELECT $1, $2, id, now() FROM unnest($3::uuid[]) id WHERE (SELECT auto_enrich FROM outbound.workspace_settings WHERE workspace_id = $1)
            ON CONFLICT (workspace_id, kind, record_id) DO UPDATE SET changed_at = excluded.changed_at
            """, cancellationToken, workspaceId, (short)kind, ids);

    /// <summary>
    /// Those of which none changed for <paramref name="quiet"/>, or the oldest waits for <paramref name="longest"/>. Walks from set to set, so that its
    /// cost grows with the workspaces that wait and not with their records.
    /// </summary>
    public Task<List<ChangedSet>> DueAsync(TimeSpan quiet, TimeSpan longest, CancellationToken cancellationToken) => system.QueryAsync($"""
        WITH RECURSIVE w AS (
            (SELECT workspace_id, kind FROM outbound.changed_records ORDER BY workspace_id, kind LIMIT 1)
            UNION ALL
            SELECT n.workspace_id, n.kind FROM w CROSS JOIN LATERAL (
                   SELECT c.workspace_id, c.kind FROM outbound.changed_records c WHERE (c.workspace_id, c.kind) > (w.workspace_id, w.kind) ORDER BY c.workspace_id, c.kind LIMIT 1) n)
        SELECT w.workspace_id, w.kind FROM w
         CROSS JOIN LATERAL (SELECT c.changed_at FROM outbound.changed_records c WHERE c.workspace_id = w.workspace_id AND c.kind = w.kind ORDER BY c.changed_at LIMIT 1) oldest
         CROSS JOIN LATERAL (SELECT c.changed_at FROM outbound.changed_records c WHERE c.workspace_id = w.workspace_id AND c.kind = w.kind ORDER BY c.changed_at DESC LIMIT 1) newest
         WHERE (newest.changed_at <= now() - $1::interval OR oldest.changed_at <= now() - $2::interval) AND NOT {RestoreHold.IsHeld}
        """, r => new ChangedSet(r.GetGuid(0), (RecordKind)r.GetInt16(1)), cancellationToken, quiet, longest);

    /// <summary>
    /// Makes the job of at most <see cref="Most"/> of them, those first that wait longest, in the transaction in which they cease to wait. Null when none
    /// is left, or another process has them.
    /// </summary>
    /// <param name="job">Given how many there are, the job.</param>
    /// <param name="done">What commits with it.</param>
    public async Task<Guid?> TakeAsync(ChangedSet set, Func<int, NewJob> job, IReadOnlyList<IBatchEffect> done, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, set.WorkspaceId, cancellationToken);
        // A record that was deleted meanwhile ceases to wait, and is not enriched.
        var ids = await transaction.Connection.QueryAsync($"""
            WITH c AS (
                SELECT record_id FROM outbound.changed_records WHERE workspace_id = $1 AND kind = $2 ORDER BY changed_at LIMIT {Most} FOR UPDATE SKIP LOCKED),
            d AS (DELETE FROM outbound.changed_records x USING c WHERE x.workspace_id = $1 AND x.kind = $2 AND x.record_id = c.record_id RETURNING x.record_id)
            SELECT r.id FROM d JOIN {RecordTable.NameOf(set.Kind)} r ON r.id = d.record_id ORDER BY r.id
            """, r => r.GetGuid(0), cancellationToken, set.WorkspaceId, (short)set.Kind);
        NewJob? made = null;
        if (ids.Count > 0)
        {
            made = job(ids.Count);
            await JobWriter.WriteAsync(transaction, set.WorkspaceId, [made], [.. ids.Select(id => new NewItem(Guid.CreateVersion7(), made.Id, made.LaneId, id, made.Priority))], null, cancellationToken);
            await using var batch = WorkspaceBatch.Within(transaction);
            await batch.Add(done.SelectMany(effect => effect.Commands())).ExecuteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return made?.Id;
    }

    /// <summary>Whether the workspace has asked a real provider before.</summary>
    public async Task<bool> HasAskedAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        await using var reader = await batch.Add("SELECT EXISTS (SELECT FROM outbound.usage_daily WHERE workspace_id = $1 AND provider <> 'sandbox')", workspaceId).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return (await reader.ListAsync(r => r.GetBoolean(0), cancellationToken))[0];
    }

    /// <summary>Commits what a person should know.</summary>
    public async Task SayAsync(Guid workspaceId, IBatchEffect effect, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        await batch.Add(effect.Commands()).ExecuteAsync(cancellationToken);
    }
}
