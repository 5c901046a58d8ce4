using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations;
using Npgsql;

namespace AdaptiveOutbound.Data.Monitoring;

/// <summary>What waits in one queue.</summary>
/// <param name="Queue">One of <see cref="LaneQueues"/>.</param>
/// <param name="Lanes">Lanes with due items.</param>
/// <param name="Items">Their due items, of at most <see cref="LaneBoard.MostCountedInAll"/> that are counted.</param>
/// <param name="Oldest">When the due item was made that waits longest; null when none waits.</param>
internal sealed record QueueFigures(string Queue, int Lanes, int Items, DateTimeOffset? Oldest);

/// <summary>When a nightly run of the installation last ended.</summary>
internal sealed record MaintenanceFigures(string Name, DateTimeOffset LastRunAt);

/// <summary>What monitors ask beyond <see cref="LaneBoard"/>, as the system role. Its cost grows with the lanes that have work, not with items.</summary>
internal sealed class InstallationRows(NpgsqlDataSource system)
{
    // Of each type the lanes whose next item is oldest: in them the item that waits longest stands first in one of the ranks.
    private const int Candidates = 100;

    private const string Queues = $"""
        {LaneBoard.Waiting},
        l AS MATERIALIZED (SELECT l.type, w.lane_id, row_number() OVER (PARTITION BY l.type ORDER BY w.id) k FROM w JOIN outbound.lanes l ON l.id = w.lane_id),
        n AS (SELECT lane_id, count(*) n FROM (SELECT lane_id FROM outbound.job_items WHERE state = 0 LIMIT $1) c GROUP BY lane_id),
        o AS (SELECT DISTINCT ON (l.type) l.type, f.id
                FROM l CROSS JOIN generate_series(-2, 10) r CROSS JOIN LATERAL (
                     SELECT i.id FROM outbound.job_items i WHERE i.lane_id = l.lane_id AND i.state = 0 AND i.rank = r::smallint ORDER BY i.id LIMIT 1) f
               WHERE l.k <= $2 ORDER BY l.type, f.id)
        SELECT t.type, t.lanes, t.items, o.id
          FROM (SELECT l.type, count(*)::int lanes, coalesce(sum(n.n), 0)::int items FROM l LEFT JOIN n ON n.lane_id = l.lane_id GROUP BY l.type) t
          LEFT JOIN o ON o.type = t.type
        """;

    private const string Maintenance = "SELECT name, last_run_at FROM outbound.maintenance WHERE last_run_at IS NOT NULL";

    /// <summary>All queues, also those in which nothing waits.</summary>
    public async Task<List<QueueFigures>> QueuesAsync(CancellationToken cancellationToken)
    {
        var types = await system.QueryAsync(Queues, r => new QueueFigures(DispatchStore.QueueOf(r.GetString(0)), r.GetInt32(1), r.GetInt32(2), r.IsDBNull(3) ? null : LaneBoard.MadeAt(r.GetGuid(3))),
            cancellationToken, LaneBoard.MostCountedInAll, Candidates);
        return [.. LaneQueues.All.Select(queue => types.Where(t => t.Queue == queue).Aggregate(new QueueFigures(queue, 0, 0, null), (a, b) =>
            new QueueFigures(queue, a.Lanes + b.Lanes, a.Items + b.Items, a.Oldest is { } old && old <= b.Oldest ? old : b.Oldest ?? a.Oldest)))];
    }

    /// <summary>Connections of the server that are used, and the most there can be.</summary>
    public Task<(long Used, long Most)> ConnectionsAsync(CancellationToken cancellationToken) => SystemFigures.ConnectionsAsync(system, cancellationToken);

    /// <summary>When the last backup was made; null when none was.</summary>
    public async Task<DateTimeOffset?> BackupAsync(CancellationToken cancellationToken) => (await DeploymentEvents.LastAsync(system, "backup", name: null, cancellationToken))?.At;

    public Task<List<MaintenanceFigures>> MaintenanceAsync(CancellationToken cancellationToken) =>
        system.QueryAsync(Maintenance, r => new MaintenanceFigures(r.GetString(0), r.GetFieldValue<DateTimeOffset>(1)), cancellationToken);
}
