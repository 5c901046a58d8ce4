using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>Where a chunk works.</summary>
/// <param name="WaitCount">Waits in a row that the lane has behind it.</param>
public sealed record LaneInfo(Guid Id, Guid WorkspaceId, string WorkspaceSlug, string Type, string Provider, short WaitCount)
{
    /// <summary>What operators read: "acme · enrich_accounts · apollo".</summary>
    public string DisplayName => LaneName.Of(WorkspaceSlug, Type, Provider);
}

/// <summary>The chunk no longer runs: it was taken back. Nothing of the batch was written.</summary>
public sealed class ChunkFencedException(Guid chunkId, Exception inner) : Exception($"Chunk {chunkId} no longer runs.", inner);

/// <summary>A running chunk's round trips: open and take, commit and take, commit and finish.</summary>
internal sealed class ChunkStore(NpgsqlDataSource app, NpgsqlDataSource system)
{
    internal const string Fenced = "AO001";

    /// <summary>The lane of a chunk that may still be opened, else null.</summary>
    public async Task<LaneInfo?> FindAsync(Guid chunkId, CancellationToken cancellationToken)
    {
        var rows = await system.QueryAsync("""
            SELECT l.id, l.workspace_id, w.slug, l.type, l.provider, l.wait_count
              FROM outbound.chunks c JOIN outbound.lanes l ON l.id = c.lane_id JOIN outbound.workspaces w ON w.id = l.workspace_id
             WHERE c.id = $1 AND coalesce(c.status, '') = 'queued'
            """, r => new LaneInfo(r.GetGuid(0), r.GetGuid(1), r.GetString(2), r.GetString(3), r.GetString(4), r.GetInt16(5)), cancellationToken, chunkId);
        return rows.SingleOrDefault();
    }

    /// <summary>Opens the chunk and takes its first batch, in one round trip. Empty when it was refused or nothing is due.</summary>
    public async Task<List<TakenItem>> OpenAsync(Guid chunkId, LaneInfo lane, int workerId, int most, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, lane.WorkspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        batch.Add(BatchSql.Open, chunkId, workerId).Add(BatchSql.Take, chunkId, lane.Id, most);
        return await ReadTakenAsync(batch, skip: 1, cancellationToken);
    }

    /// <summary>Shows that the jobs of a slow batch have started.</summary>
    public async Task StartAsync(LaneInfo lane, Guid[] jobIds, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, lane.WorkspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        await batch.Add(BatchSql.Start, jobIds).ExecuteAsync(cancellationToken);
    }

    /// <summary>Writes a batch and takes the next one (<paramref name="most"/> above 0) or ends the chunk, in one round trip and one transaction.</summary>
    /// <exception cref="ChunkFencedException">The chunk was taken back meanwhile; nothing was written.</exception>
    public async Task<List<TakenItem>> CommitAsync(Guid chunkId, LaneInfo lane, BatchCommit commit, DateTimeOffset began, int most, CancellationToken cancellationToken)
    {
        try
        {
            if (commit.Steps.Count > 0)
                return await CommitStepsAsync(chunkId, lane, commit, began, most, cancellationToken);
            await using var batch = await WorkspaceBatch.OpenAsync(app, lane.WorkspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
            batch.Add(BatchSql.Fence, chunkId, commit.Items);
            return await RunAsync(batch, chunkId, lane, commit, began, most, returned: 2, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState == Fenced)
        {
            throw new ChunkFencedException(chunkId, e);
        }
    }

    private async Task<List<TakenItem>> CommitStepsAsync(Guid chunkId, LaneInfo lane, BatchCommit commit, DateTimeOffset began, int most, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, lane.WorkspaceId, cancellationToken, Sql.Command(BatchSql.Fence, chunkId, commit.Items));
        foreach (var step in commit.Steps)
            await step.RunAsync(transaction.Connection, cancellationToken);
        List<TakenItem> taken;
        await using (var batch = WorkspaceBatch.Within(transaction))
            taken = await RunAsync(batch.Add(WorkspaceBatch.Indexed), chunkId, lane, commit, began, most, returned: 1, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return taken;
    }

    /// <summary>Runs effects, outcomes and the take or the end.</summary>
    /// <param name="returned">Statements with rows that stand in the batch already.</param>
    private static async Task<List<TakenItem>> RunAsync(WorkspaceBatch batch, Guid chunkId, LaneInfo lane, BatchCommit commit, DateTimeOffset began,
        int most, int returned, CancellationToken cancellationToken)
    {
        foreach (var effect in commit.Effects)
            batch.Add(effect.Commands());
        var returning = returned + AddOutcomes(batch, chunkId, lane, commit, began);
        if (most <= 0)
            return await ExecuteAsync(batch.Add(BatchSql.Finish, chunkId), cancellationToken);
        return await ReadTakenAsync(batch.Add(BatchSql.Take, chunkId, lane.Id, most), returning, cancellationToken);
    }

    /// <summary>Adds the outcomes; returns how many of them return rows: the one that ends items.</summary>
    private static int AddOutcomes(WorkspaceBatch batch, Guid chunkId, LaneInfo lane, BatchCommit commit, DateTimeOffset began)
    {
        var returning = 0;
        if (commit.Retried.Count > 0)
            batch.Add(BatchSql.Retry, commit.Retried.Select(i => i.ItemId).ToArray(), commit.Retried.Select(i => i.DueAt.ToUniversalTime()).ToArray(),
                commit.Retried.Select(i => i.ErrorCode).ToArray(), commit.Retried.Select(i => i.ErrorMessage).ToArray(), chunkId);
        if (commit.HandedBack.Count > 0)
            batch.Add(BatchSql.HandBack, commit.HandedBack.ToArray(), chunkId);
        if (commit.Deferred.Count > 0)
            batch.Add(BatchSql.Defer, commit.Deferred.Select(i => i.ItemId).ToArray(), commit.Deferred.Select(i => i.DueAt.ToUniversalTime()).ToArray(), chunkId);
        if (commit.Continued.Count > 0)
            batch.Add(BatchSql.Continue, commit.Continued.ToArray(), chunkId);
        if (commit.Ended.Count > 0)
        {
            AddEnded(batch, chunkId, lane, commit.Ended, began);
            returning++;
        }
        if (commit.Wait is { } wait)
            batch.Add(BatchSql.Wait, lane.Id, wait.Until.ToUniversalTime(), wait.Reason, wait.Message, wait.Count);
        else if (commit.ClearsWait)
            batch.Add(BatchSql.ClearWait, lane.Id);
        return returning;
    }

    private static void AddEnded(WorkspaceBatch batch, Guid chunkId, LaneInfo lane, List<EndedItem> ended, DateTimeOffset began) =>
        batch.Add(BatchSql.End,
            ended.Select(i => i.ItemId).ToArray(), ended.Select(i => (short)i.Outcome).ToArray(), ended.Select(i => i.Credits).ToArray(),
            ended.Select(i => i.ErrorCode).ToArray(), ended.Select(i => i.ErrorField).ToArray(), ended.Select(i => i.ErrorMessage).ToArray(),
            ended.Select(i => i.CacheHit).ToArray(),
            lane.Provider.Length == 0 ? null : lane.Provider, chunkId, began.ToUniversalTime());

    private static async Task<List<TakenItem>> ExecuteAsync(WorkspaceBatch batch, CancellationToken cancellationToken)
    {
        await batch.ExecuteAsync(cancellationToken);
        return [];
    }

    // Npgsql's NextResult passes over statements without rows, so the take is found by counting those that return some.
    private static async Task<List<TakenItem>> ReadTakenAsync(WorkspaceBatch batch, int skip, CancellationToken cancellationToken)
    {
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        for (var i = 0; i < skip; i++)
            await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(r => new TakenItem(r.GetGuid(0), r.GetGuid(1), r.Nullable<Guid>(2), r.GetInt16(3), r.Text(4)), cancellationToken);
    }
}
