using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Imports;

/// <summary>The statements of undo that are not about records' values.</summary>
internal sealed class UndoRows(NpgsqlDataSource app)
{
    /// <summary>Writes the undo's job, unless the import has one that runs or has done its work; false then. Two at once wait for one another.</summary>
    public async Task<bool> StartAsync(Guid workspaceId, NewJob undo, NewItem item, Func<JobRow, IBatchEffect>? remember, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        await transaction.ExecuteAsync("SELECT FROM outbound.jobs WHERE id = $1 FOR NO KEY UPDATE", cancellationToken, undo.OriginId);
        var others = await transaction.Connection.QueryAsync("""
            SELECT id FROM outbound.jobs WHERE origin_id = $1 AND type = $2 AND (completed_at IS NULL OR status = 'completed') LIMIT 1
            """, r => r.GetGuid(0), cancellationToken, undo.OriginId, undo.Type);
        if (others.Count > 0)
            return false;
        await JobWriter.WriteAsync(transaction, workspaceId, [undo], [item], remember, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Notes the records that stay, each once, as items of the undo, so that people can see which; returns how many are new.</summary>
    internal static async Task<int> KeepAsync(NpgsqlConnection connection, UndoBatch batch, List<KnownRecord> kept, CancellationToken cancellationToken) =>
        kept.Count == 0 ? 0 : await connection.ExecuteAsync("""
            INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, outcome, credits,
                   error_code, error_message, finished_at)
            SELECT t.id, $1, $2, $3, t.record, 2, 5, 0, 0, 4, 0, 'changed_since',
                   CASE WHEN t.enriched THEN 'The record was enriched after the import.' ELSE 'The record was edited or imported again after the import.' END, now()
              FROM unnest($4::uuid[], $5::uuid[], $6::boolean[]) t(id, record, enriched)
            ON CONFLICT (job_id, record_id) WHERE record_id IS NOT NULL DO NOTHING
            """, cancellationToken, batch.WorkspaceId, batch.JobId, batch.LaneId, kept.Select(_ => Guid.CreateVersion7()).ToArray(),
            kept.Select(record => record.Id).ToArray(), kept.Select(record => record.EnrichedAt is not null).ToArray());
}
