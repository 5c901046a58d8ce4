using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Enrichment;

/// <summary>What became of a revert that was to be written.</summary>
internal enum RevertStart
{
    Written,

    /// <summary>The run is open, or a batch of it is being written.</summary>
    RunIsOpen,

    /// <summary>The run has a revert that is open or has done its work.</summary>
    IsReverted,
}

/// <summary>The statements of a revert that are not about records' values.</summary>
internal sealed class RevertRows(NpgsqlDataSource app)
{
    /// <summary>Writes the revert's job if the run stands so. Two at once wait for one another, and so do a revert and a retry.</summary>
    public async Task<RevertStart> StartAsync(Guid workspaceId, NewJob revert, NewItem item, Func<JobRow, IBatchEffect>? remember, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var ended = await transaction.Connection.QueryAsync("SELECT completed_at IS NOT NULL FROM outbound.jobs WHERE id = $1 FOR NO KEY UPDATE", r => r.GetBoolean(0), cancellationToken, revert.OriginId);
        if (ended is not [true] || await IsWrittenAsync(transaction, revert.OriginId!.Value, cancellationToken))
            return RevertStart.RunIsOpen;
        var others = await transaction.Connection.QueryAsync("""
            SELECT id FROM outbound.jobs WHERE origin_id = $1 AND type = $2 AND (completed_at IS NULL OR status = 'completed') LIMIT 1
            """, r => r.GetGuid(0), cancellationToken, revert.OriginId, revert.Type);
        if (others.Count > 0)
            return RevertStart.IsReverted;
        await JobWriter.WriteAsync(transaction, workspaceId, [revert], [item], remember, cancellationToken);
        await using (var batch = WorkspaceBatch.Within(transaction))
            await batch.Add(new AddJobLogs([revert.OriginId.Value], "info", "reverted", $"{revert.CreatedBy ?? "The command line"} asked to put back what this run changed").Commands()).ExecuteAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return RevertStart.Written;
    }

    /// <summary>The next records that a run asked about, in the order of their ids; null when the run was removed.</summary>
    public async Task<List<RunRecord>?> NextAsync(Guid workspaceId, Guid runId, Guid? after, int limit, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        batch.Add("SELECT completed_at FROM outbound.jobs WHERE id = $1", runId);
        batch.Add("""
            SELECT i.record_id, CASE WHEN i.outcome IN (1, 2) THEN i.provider END, greatest(j.completed_at, i.finished_at)
              FROM outbound.job_items i JOIN outbound.jobs j ON j.id = i.job_id
             WHERE i.job_id = $1 AND i.record_id IS NOT NULL AND i.record_id > $2 ORDER BY i.record_id LIMIT $3
            """, runId, after ?? Guid.Empty, limit);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var isThere = await reader.ReadAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var records = await reader.ListAsync(r => new RunRecord(r.GetGuid(0), r.Text(1), r.Nullable<DateTimeOffset>(2)), cancellationToken);
        return isThere ? records : null;
    }

    /// <summary>Those of these records that are there, as they stand; locks nothing.</summary>
    public async Task<List<KnownRecord>> LookAsync(Guid workspaceId, RecordKind kind, Guid[] ids, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        return await new RecordTable(kind).FindAllAsync(transaction.Connection, workspaceId, ids, forUpdate: false, cancellationToken);
    }

    // A run that was cancelled has ended while a batch of it still writes what it has paid for.
    private static async Task<bool> IsWrittenAsync(WorkspaceTransaction transaction, Guid runId, CancellationToken cancellationToken) =>
        (await transaction.Connection.QueryAsync("""
            SELECT EXISTS (SELECT FROM outbound.jobs j JOIN outbound.chunks c ON c.lane_id = j.lane_id AND c.status IN ('queued', 'processing')
                             JOIN outbound.job_items i ON i.chunk_id = c.id AND i.state = 1 WHERE j.id = $1 AND i.job_id = j.id)
            """, r => r.GetBoolean(0), cancellationToken, runId))[0];
}
