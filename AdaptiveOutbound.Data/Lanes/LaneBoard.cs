using AdaptiveOutbound.Data.Limits;
using AdaptiveOutbound.Data.Operations.Backups;
using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>A key at an endpoint: what it may call and what is left of that.</summary>
/// <param name="Left">Permits that are left now; null when unlimited.</param>
/// <param name="LastMinute">Permits handed out in the last minute.</param>
/// <param name="BlockedUntil">No call leaves before; null when it may.</param>
public sealed record LimitFigures(string Fingerprint, string Endpoint, int? MinuteLimit, int? HourLimit, int? DayLimit, int? Left, int LastMinute, bool Learnt, DateTimeOffset? BlockedUntil);

/// <summary>A lane with due items.</summary>
/// <param name="Backlog">Due items, counted up to <see cref="LaneBoard.MostCounted"/>.</param>
/// <param name="Oldest">When the item was made that waits longest.</param>
/// <param name="InFlight">Items that running chunks have taken.</param>
/// <param name="RestsUntil">Until when it rests; null when it does not.</param>
public sealed record LaneFigures(Guid Id, string WorkspaceSlug, string Type, string Provider, int Backlog, DateTimeOffset Oldest, int Chunks, int InFlight, bool Paused, DateTimeOffset? RestsUntil, string? Reason);

/// <summary>The whole installation.</summary>
/// <param name="Slots">Chunks that all workers can run at once.</param>
/// <param name="LanesWaiting">Lanes with due items.</param>
/// <param name="Backlog">Due items, counted up to <see cref="LaneBoard.MostCountedInAll"/>.</param>
/// <param name="Rests">Whether all work rests after a restore.</param>
public sealed record EngineFigures(int Workers, int Slots, int ChunksQueued, int ChunksProcessing, int LanesWaiting, int Backlog, DateTimeOffset Now, bool Rests);

/// <summary>Whose items a chunk took.</summary>
public sealed record ChunkWork(string WorkspaceSlug, IReadOnlyList<(Guid Id, string Name)> Jobs);

/// <summary>What operators see of limits and lanes, as the system role. Its cost grows with the lanes that have work, not with items.</summary>
internal sealed class LaneBoard(NpgsqlDataSource system)
{
    public const int MostCounted = 1_000;
    public const int MostCountedInAll = 100_000;
    private const int Shown = 100;

    // Ids grow with time: the least id of each rank was made first. Candidates are the lanes whose next item is oldest.
    internal const string Waiting = """
        WITH RECURSIVE w AS (
            (SELECT lane_id, id FROM outbound.job_items WHERE state = 0 ORDER BY lane_id, rank, id LIMIT 1)
            UNION ALL
            SELECT n.lane_id, n.id FROM w CROSS JOIN LATERAL (
                SELECT i.lane_id, i.id FROM outbound.job_items i WHERE i.state = 0 AND i.lane_id > w.lane_id ORDER BY i.lane_id, i.rank, i.id LIMIT 1) n)
        """;

    private const string Lanes = $"""
        {Waiting},
        old AS (SELECT lane_id FROM w ORDER BY id LIMIT $1)
        SELECT l.id, s.slug, l.type, l.provider,
               (SELECT count(*)::int FROM (SELECT FROM outbound.job_items i WHERE i.lane_id = l.id AND i.state = 0 LIMIT $2) c),
               (SELECT f.id FROM generate_series(-2, 10) r CROSS JOIN LATERAL (
                    SELECT i.id FROM outbound.job_items i WHERE i.lane_id = l.id AND i.state = 0 AND i.rank = r::smallint ORDER BY i.id LIMIT 1) f ORDER BY f.id LIMIT 1),
               (SELECT count(*)::int FROM outbound.chunks c WHERE c.lane_id = l.id AND c.status IN ('queued', 'processing')),
               (SELECT count(*)::int FROM outbound.chunks c JOIN outbound.job_items i ON i.chunk_id = c.id AND i.state = 1 WHERE c.lane_id = l.id AND c.status IN ('queued', 'processing')),
               l.paused, CASE WHEN l.waiting_until > now() THEN l.waiting_until END, CASE WHEN l.waiting_until > now() THEN l.waiting_reason END
          FROM old JOIN outbound.lanes l ON l.id = old.lane_id JOIN outbound.workspaces s ON s.id = l.workspace_id
        """;

    private const string Limits = $"""
        SELECT fingerprint, endpoint, minute_limit, hour_limit, day_limit,
               CASE WHEN minute_limit IS NULL AND hour_limit IS NULL AND day_limit IS NULL THEN NULL ELSE least(
                   {LimitStore.MinuteRoom}, {LimitStore.HourRoom}, {LimitStore.DayRoom}) END,
               outbound.window_used(minute_buckets, minute_counts, 0.25, 60.75, now()), learnt_at IS NOT NULL, CASE WHEN blocked_until > now() THEN blocked_until END
          FROM outbound.rate_limits ORDER BY coalesce(blocked_until > now(), false) DESC, minute_buckets[cardinality(minute_buckets)] DESC NULLS LAST, fingerprint, endpoint LIMIT $1
        """;

    private const string Engine = $"""
        {Waiting}
        SELECT (SELECT count(*)::int FROM pg_locks WHERE locktype = 'advisory' AND classid = 77 AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())),
               (SELECT coalesce(sum((data::jsonb ->> 'WorkerCount')::int), 0)::int FROM hangfire.server WHERE lastheartbeat > now() - interval '2 minutes'),
               (SELECT count(*)::int FROM outbound.chunks WHERE status = 'queued'), (SELECT count(*)::int FROM outbound.chunks WHERE status = 'processing'),
               (SELECT count(*)::int FROM w), (SELECT count(*)::int FROM (SELECT FROM outbound.job_items WHERE state = 0 LIMIT $1) c), now(), {RestoreHold.IsHeld}
        """;

    private const string OfChunk = "SELECT s.slug, l.type, l.provider FROM outbound.chunks c JOIN outbound.lanes l ON l.id = c.lane_id JOIN outbound.workspaces s ON s.id = l.workspace_id WHERE c.id = $1";
    private const string OfLane = "SELECT s.slug, l.type, l.provider FROM outbound.lanes l JOIN outbound.workspaces s ON s.id = l.workspace_id WHERE l.id = $1";

    private const string Work = """
        SELECT s.slug, j.id, j.name FROM outbound.chunks c JOIN outbound.lanes l ON l.id = c.lane_id JOIN outbound.workspaces s ON s.id = l.workspace_id
          LEFT JOIN LATERAL (
            SELECT n.id, n.name FROM (SELECT id, name, lane_id FROM outbound.jobs WHERE workspace_id = l.workspace_id ORDER BY id DESC LIMIT $2) n
             WHERE n.lane_id = l.id AND (EXISTS (SELECT FROM outbound.job_items i WHERE i.job_id = n.id AND i.state = 2 AND i.chunk_id = c.id)
                OR EXISTS (SELECT FROM outbound.job_items i WHERE i.chunk_id = c.id AND i.state = 1 AND i.job_id = n.id))
             ORDER BY n.id DESC LIMIT 20) j ON true
         WHERE c.id = $1
        """;

    /// <summary>Lanes with due items, the longest wait first, at most 100.</summary>
    public async Task<List<LaneFigures>> LanesAsync(CancellationToken cancellationToken)
    {
        var lanes = await system.QueryAsync(Lanes, r => r.IsDBNull(5) ? null : new LaneFigures(r.GetGuid(0), r.GetString(1), r.GetString(2), r.GetString(3), r.GetInt32(4), MadeAt(r.GetGuid(5)),
            r.GetInt32(6), r.GetInt32(7), r.GetBoolean(8), r.Nullable<DateTimeOffset>(9), r.Text(10)), cancellationToken, Shown, MostCounted);
        return [.. lanes.OfType<LaneFigures>().OrderBy(l => l.Oldest)];
    }

    /// <summary>Limits, blocked ones first, then the last used, at most 100.</summary>
    public Task<List<LimitFigures>> LimitsAsync(CancellationToken cancellationToken) => system.QueryAsync(Limits, r => new LimitFigures(r.GetString(0), r.GetString(1),
        r.Nullable<int>(2), r.Nullable<int>(3), r.Nullable<int>(4), r.Nullable<int>(5), r.GetInt32(6), r.GetBoolean(7), r.Nullable<DateTimeOffset>(8)), cancellationToken, Shown);

    public async Task<EngineFigures> EngineAsync(CancellationToken cancellationToken) => (await system.QueryAsync(Engine, r => new EngineFigures(
        r.GetInt32(0), r.GetInt32(1), r.GetInt32(2), r.GetInt32(3), r.GetInt32(4), r.GetInt32(5), r.GetFieldValue<DateTimeOffset>(6), r.GetBoolean(7)), cancellationToken, MostCountedInAll))[0];

    /// <summary>What operators read of a chunk; null when it is not there any more. Waits: Hangfire's dashboard asks while it writes a page.</summary>
    public string? NameOfChunk(Guid chunkId) => Name(OfChunk, chunkId);

    /// <summary>What operators read of a lane; null when it is not there any more.</summary>
    public string? NameOfLane(Guid laneId) => Name(OfLane, laneId);

    /// <summary>The chunk's workspace, and those of its newest jobs of which the chunk took items; null when it is not there any more. Waits, as <see cref="NameOfChunk"/>.</summary>
    public ChunkWork? WorkOfChunk(Guid chunkId)
    {
        using var command = system.CreateCommand(Work);
        command.Parameters.Add(new NpgsqlParameter { Value = chunkId });
        command.Parameters.Add(new NpgsqlParameter { Value = MostCounted });
        using var reader = command.ExecuteReader();
        string? slug = null;
        List<(Guid, string)> jobs = [];
        while (reader.Read())
        {
            slug = reader.GetString(0);
            if (!reader.IsDBNull(1)) jobs.Add((reader.GetGuid(1), reader.GetString(2)));
        }

        return slug is null ? null : new(slug, jobs);
    }

    private string? Name(string sql, Guid id)
    {
        using var command = system.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        using var reader = command.ExecuteReader();
        return reader.Read() ? LaneName.Of(reader.GetString(0), reader.GetString(1), reader.GetString(2)) : null;
    }

    /// <summary>When the row of this id was made.</summary>
    internal static DateTimeOffset MadeAt(Guid id) => DateTimeOffset.FromUnixTimeMilliseconds(Convert.ToInt64(id.ToString("N")[..12], 16));
}
