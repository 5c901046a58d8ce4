using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>A chunk that was just written and waits for Hangfire.</summary>
/// <param name="HasMore">The lane has more due items than its new chunks take at once.</param>
public sealed record RungChunk(Guid Id, Guid LaneId, string Queue, string DisplayName, bool HasMore);

/// <summary>Lanes whose turn it is.</summary>
/// <param name="Room">The most chunks that they may get together.</param>
/// <param name="HeavyRoom">The most of them for lanes with more than a few due items.</param>
internal sealed record DispatchTurn(Guid[] Lanes, int BatchSize, int Room, int HeavyRoom);

/// <summary>What came of a turn.</summary>
/// <param name="LeftOut">Lanes that have a backlog and a free slot, and got no room.</param>
/// <param name="LeftOutSparse">The same of lanes with few due items.</param>
internal sealed record Dispatched(List<RungChunk> Rung, HashSet<Guid> LeftOut, HashSet<Guid> LeftOutSparse);

/// <summary>The dispatcher's statements. They run on a connection of the system role, in the transaction that also rings Hangfire.</summary>
internal static class DispatchStore
{
    /// <summary>Lanes with no more due items than this are done at once: slots are kept for them.</summary>
    public const int SparseItems = 50;

    // One chunk per free slot, as many as the due items need, slot by slot over the lanes, so that the first slots of all come
    // first; lanes with little to do before all others, for which a part of the room is kept: $4 is what is left of it to the others.
    // Items are counted as far as that room makes a difference: a lane with more counts as full.
    public const string Dispatch = """
        WITH cand AS MATERIALIZED (
            SELECT l.id, l.workspace_id, s.slot, x.ord, d.n, d.n <= $5 AS sparse, l.type, l.provider,
                   row_number() OVER (PARTITION BY d.n <= $5 ORDER BY s.slot, x.ord) AS k
              FROM unnest($1::uuid[]) WITH ORDINALITY x(id, ord)
             CROSS JOIN LATERAL (SELECT * FROM outbound.lanes l WHERE l.id = x.id OFFSET 0) l
             CROSS JOIN LATERAL (SELECT CASE WHEN $4 <= 0 THEN $5 + 1 WHEN cardinality($1) > $4 THEN $2 + 1 ELSE $2 * l.width END AS most) look
             CROSS JOIN LATERAL (
                   SELECT count(*) n FROM (
                          SELECT FROM outbound.job_items i WHERE i.lane_id = l.id AND i.state = 0 AND coalesce(array_position(l.stopped_jobs, i.job_id), 0) < 1
                           LIMIT look.most) z) seen
             CROSS JOIN LATERAL (SELECT CASE WHEN seen.n < look.most THEN seen.n ELSE $2 * l.width END n) d
             CROSS JOIN LATERAL (
                   SELECT g::smallint slot FROM generate_series(0, least(l.width, (d.n + $2 - 1) / $2)::int - 1) g
                    WHERE NOT EXISTS (SELECT FROM outbound.chunks c WHERE c.lane_id = l.id AND c.slot = g AND c.status IN ('queued', 'processing'))) s
             WHERE NOT l.paused AND (l.waiting_until IS NULL OR l.waiting_until <= now())),
        ins AS (
            INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at)
            SELECT gen_random_uuid(), id, workspace_id, slot, 'queued', 0, now()
              FROM (SELECT * FROM cand WHERE sparse OR k <= $4 ORDER BY sparse DESC, slot, ord LIMIT $3) picked
            ON CONFLICT (lane_id, slot) WHERE status IN ('queued', 'processing') DO NOTHING
            RETURNING id, lane_id)
        SELECT ins.id, c.id, (SELECT w.slug FROM outbound.workspaces w WHERE w.id = c.workspace_id), c.type, c.provider, c.n > $2, c.sparse
          FROM (SELECT DISTINCT id, workspace_id, type, provider, n, sparse FROM cand) c LEFT JOIN ins ON ins.lane_id = c.id
        """;

    /// <summary>Takes free slots of the lanes, each for up to <see cref="DispatchTurn.BatchSize"/> items at a time.</summary>
    public static async Task<Dispatched> DispatchAsync(NpgsqlConnection connection, DispatchTurn turn, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Sql.Command(WorkspaceBatch.Indexed));
        batch.BatchCommands.Add(Sql.Command(Dispatch, turn.Lanes, turn.BatchSize, turn.Room, turn.HeavyRoom, SparseItems));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        var dispatched = new Dispatched([], [], []);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (reader.IsDBNull(0))
                (reader.GetBoolean(6) ? dispatched.LeftOutSparse : dispatched.LeftOut).Add(reader.GetGuid(1));
            else
                dispatched.Rung.Add(Read(reader));
        }
        return dispatched;
    }

    private static RungChunk Read(NpgsqlDataReader r)
    {
        var type = r.GetString(3);
        return new RungChunk(r.GetGuid(0), r.GetGuid(1), QueueOf(type), LaneName.Of(r.GetString(2), type, r.GetString(4)), r.GetBoolean(5));
    }

    /// <summary>Remembers which Hangfire background job stands for which chunk.</summary>
    public static async Task LinkAsync(NpgsqlConnection connection, Guid[] chunks, string[] hangfireIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE outbound.chunks c SET hangfire_id = t.h FROM unnest($1::uuid[], $2::text[]) t(id, h) WHERE c.id = t.id", connection);
        command.Parameters.Add(new() { Value = chunks });
        command.Parameters.Add(new() { Value = hangfireIds });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Hangfire's queue of chunks of this job type.</summary>
    internal static string QueueOf(string type) => type switch
    {
        Jobs.JobTypes.ImportCsv or Jobs.JobTypes.ExportData or Jobs.JobTypes.UndoImport or Jobs.JobTypes.RevertEnrichment => LaneQueues.Bulk,
        Jobs.JobTypes.CleanupData => LaneQueues.Maintenance,
        _ => LaneQueues.Interactive,
    };
}

/// <summary>Hangfire's queues. Hangfire.PostgreSql takes them alphabetically.</summary>
public static class LaneQueues
{
    public const string Interactive = "a-interactive";
    public const string Bulk = "b-bulk";
    public const string Maintenance = "c-maintenance";

    public static string[] All { get; } = [Interactive, Bulk, Maintenance];
}
