using Npgsql;

namespace AdaptiveOutbound.Data.Lanes;

/// <summary>A chunk that was just written and waits for Hangfire.</summary>
/// <param name="HasMore">The lane has more due items than its new chunks take at once.</param>
public sealed record RungChunk(Guid Id, Guid LaneId, string Queue, string DisplayName, bool HasMore);

/// <summary>The dispatcher's statements. They run on a connection of the system role, in the transaction that also rings Hangfire.</summary>
internal static class DispatchStore
{
    // One chunk per free slot, as many as the due items need, slot by slot over the lanes, so that the first slots of all come first.
    private const string Dispatch = """
        WITH cand AS (
            SELECT l.id, l.workspace_id, s.slot, x.ord, d.n, l.type, l.provider
              FROM unnest($1::uuid[]) WITH ORDINALITY x(id, ord)
              JOIN outbound.lanes l ON l.id = x.id
             CROSS JOIN LATERAL (
                   SELECT count(*) n FROM (SELECT FROM outbound.job_items i WHERE i.lane_id = l.id AND i.state = 0 AND i.job_id <> ALL (l.stopped_jobs) LIMIT $2 * l.width) z) d
             CROSS JOIN LATERAL (
                   SELECT g::smallint slot FROM generate_series(0, least(l.width, (d.n + $2 - 1) / $2)::int - 1) g
                    WHERE NOT EXISTS (SELECT FROM outbound.chunks c WHERE c.lane_id = l.id AND c.slot = g AND c.status IN ('queued', 'processing'))) s
             WHERE NOT l.paused AND (l.waiting_until IS NULL OR l.waiting_until <= now())
             ORDER BY s.slot, x.ord LIMIT $3),
        ins AS (
            INSERT INTO outbound.chunks (id, lane_id, workspace_id, slot, status, items, created_at)
            SELECT gen_random_uuid(), id, workspace_id, slot, 'queued', 0, now() FROM cand
            ON CONFLICT (lane_id, slot) WHERE status IN ('queued', 'processing') DO NOTHING
            RETURNING id, lane_id, workspace_id)
        SELECT ins.id, ins.lane_id, w.slug, c.type, c.provider, c.n > $2
          FROM ins JOIN (SELECT DISTINCT id, type, provider, n FROM cand) c ON c.id = ins.lane_id JOIN outbound.workspaces w ON w.id = ins.workspace_id
        """;

    /// <summary>Takes free slots of the lanes: at most <paramref name="room"/> chunks, each for up to <paramref name="batchSize"/> items at a time.</summary>
    public static async Task<List<RungChunk>> DispatchAsync(NpgsqlConnection connection, Guid[] lanes, int batchSize, int room, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Dispatch, connection);
        command.Parameters.Add(new() { Value = lanes });
        command.Parameters.Add(new() { Value = batchSize });
        command.Parameters.Add(new() { Value = room });
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(r =>
        {
            var (slug, type, provider) = (r.GetString(2), r.GetString(3), r.GetString(4));
            var name = provider.Length == 0 ? $"{slug} · {type}" : $"{slug} · {type} · {provider}";
            return new RungChunk(r.GetGuid(0), r.GetGuid(1), QueueOf(type), name, r.GetBoolean(5));
        }, cancellationToken);
    }

    /// <summary>Remembers which Hangfire background job stands for which chunk.</summary>
    public static async Task LinkAsync(NpgsqlConnection connection, Guid[] chunks, string[] hangfireIds, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("UPDATE outbound.chunks c SET hangfire_id = t.h FROM unnest($1::uuid[], $2::text[]) t(id, h) WHERE c.id = t.id", connection);
        command.Parameters.Add(new() { Value = chunks });
        command.Parameters.Add(new() { Value = hangfireIds });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string QueueOf(string type) => type is Jobs.JobTypes.ImportCsv or Jobs.JobTypes.ExportData ? LaneQueues.Bulk : LaneQueues.Interactive;
}

/// <summary>Hangfire's queues. Hangfire.PostgreSql takes them alphabetically.</summary>
public static class LaneQueues
{
    public const string Interactive = "a-interactive";
    public const string Bulk = "b-bulk";
    public const string Maintenance = "c-maintenance";

    public static string[] All { get; } = [Interactive, Bulk, Maintenance];
}
