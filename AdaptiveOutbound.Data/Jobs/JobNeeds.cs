using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>A lane that waits for a person, and a job whose records wait in it.</summary>
/// <param name="Reason">One of <see cref="LaneRest.Fixable"/>.</param>
/// <param name="Message">One sentence for people.</param>
public sealed record StuckLane(string Reason, string Message, Guid JobId);

/// <summary>A job all of whose records failed at their last attempt.</summary>
public sealed record DeadJob(Guid Id, string Name);

/// <summary>Reads what in a workspace waits for a person. Its cost grows with the workspace's lanes and a day's jobs, not with what waits.</summary>
internal sealed class JobNeeds(NpgsqlDataSource app)
{
    // A lane that waits has due items: the first one names a job.
    private const string Stuck = """
        SELECT l.waiting_reason, coalesce(l.waiting_message, ''), i.job_id
          FROM outbound.lanes l CROSS JOIN LATERAL (SELECT d.job_id FROM outbound.job_items d WHERE d.lane_id = l.id AND d.state = 0 LIMIT 1) i
         WHERE l.workspace_id = $1 AND l.waiting_until > now() AND l.waiting_reason = ANY ($2) ORDER BY l.waiting_until
        """;

    private const string Dead = """
        SELECT id, name FROM (SELECT id, name, status FROM outbound.jobs WHERE workspace_id = $1 AND id >= $2 ORDER BY id DESC LIMIT $3) d
         WHERE status = 'dead_letter' ORDER BY id DESC LIMIT 1
        """;

    /// <summary>Lanes that wait for one of these reasons and have work.</summary>
    public Task<List<StuckLane>> StuckAsync(Guid workspaceId, string[] reasons, CancellationToken cancellationToken) =>
        ReadAsync(workspaceId, Stuck, r => new StuckLane(r.GetString(0), r.GetString(1), r.GetGuid(2)), cancellationToken, workspaceId, reasons);

    /// <summary>The newest job made since that is a dead letter; of more than <see cref="JobHistory.MostCounted"/> jobs among the newest.</summary>
    public async Task<DeadJob?> NewestDeadAsync(Guid workspaceId, DateTimeOffset since, CancellationToken cancellationToken) =>
        (await ReadAsync(workspaceId, Dead, r => new DeadJob(r.GetGuid(0), r.GetString(1)), cancellationToken, workspaceId, JobHistory.LeastId(since), JobHistory.MostCounted)).SingleOrDefault();

    private async Task<List<T>> ReadAsync<T>(Guid workspaceId, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, WorkspaceBatch.IndexedContext);
        await using var reader = await batch.Add(sql, parameters).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }
}
