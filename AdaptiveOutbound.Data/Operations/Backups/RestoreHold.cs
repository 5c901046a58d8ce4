using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>What a restore let rest, and what rested before it: a person lets it all go on.</summary>
/// <param name="Jobs">Jobs that the restore paused.</param>
/// <param name="LanesKept">Lanes that were paused before it: they stay so.</param>
/// <param name="Schedules">Schedules that it switched off.</param>
internal sealed record HeldThings(Guid[] Jobs, Guid[] LanesKept, Guid[] Schedules);

/// <summary>Lets everything rest that a restore brought back: what was spent since the backup is not in its rows.</summary>
internal static class RestoreHold
{
    /// <summary>Scope of the alert that each workspace gets.</summary>
    public const string Scope = "database";

    /// <summary>Whether the last restore is still to be followed by a person's word. True or false in SQL.</summary>
    public const string IsHeld = $"EXISTS (SELECT FROM outbound.deployment_events e WHERE e.kind = '{DeploymentEventKind.Restore}' AND {IsOpen})";

    /// <summary>Whether restore <c>e</c> is the last one and open.</summary>
    public const string IsOpen = $"e.id > coalesce((SELECT max(x.id) FROM outbound.deployment_events x WHERE x.kind = '{DeploymentEventKind.Resumed}'), 0)";

    /// <summary>What the open restore paused, and the lanes that were paused before it; no row when none is open. For statements that read jobs.</summary>
    public const string OpenIds = $"""
        SELECT ARRAY(SELECT jsonb_array_elements_text(e.detail -> 'held' -> 'jobs')::uuid) jobs, ARRAY(SELECT jsonb_array_elements_text(e.detail -> 'held' -> 'lanes_kept')::uuid) lanes_kept
          FROM outbound.deployment_events e WHERE e.kind = '{DeploymentEventKind.Restore}' AND {IsOpen} ORDER BY e.id DESC LIMIT 1
        """;

    /// <summary>The restore that is open, and the ids that its <c>detail</c> names.</summary>
    public const string OpenOne = $"SELECT e.detail::text, e.at FROM outbound.deployment_events e WHERE e.kind = '{DeploymentEventKind.Restore}' AND {IsOpen} ORDER BY e.id DESC LIMIT 1";

    /// <summary>
    /// Takes back what chunks had that run nowhere any more, forgets what Hangfire was to ring, and pauses jobs, lanes and schedules. In the
    /// restore's transaction, before the history of the replaced database takes the place of the backup's.
    /// </summary>
    public static async Task<HeldThings> RunAsync(NpgsqlConnection connection, DateTimeOffset backupAt, CancellationToken cancellationToken)
    {
        // A backup that was made during a hold: its paused rows are that hold's, and not a person's.
        var before = (await connection.QueryAsync(OpenOne, r => HeldThingsJson.Read(r.GetString(0)), cancellationToken)).FirstOrDefault();
        await connection.ExecuteAsync("SELECT outbound.rescue_chunk(id) FROM outbound.chunks WHERE status IN ('queued', 'processing')", cancellationToken);
        await connection.ExecuteAsync("DELETE FROM outbound.lane_wakes", cancellationToken);
        await ForgetHangfireAsync(connection, cancellationToken);
        var held = new HeldThings(
            await IdsAsync("SELECT id FROM outbound.jobs WHERE completed_at IS NULL AND (status IN ('pending', 'processing') OR (status = 'paused' AND id = ANY ($1))) ORDER BY id", before?.Jobs),
            before?.LanesKept ?? await IdsAsync("SELECT id FROM outbound.lanes WHERE paused AND id <> ALL ($1)", []),
            await IdsAsync("SELECT id FROM outbound.schedules WHERE enabled OR id = ANY ($1)", before?.Schedules));
        await connection.ExecuteAsync(SteerSql.Pause, cancellationToken, held.Jobs);
        await connection.ExecuteAsync(SteerSql.Log, cancellationToken, held.Jobs, "paused", "Job paused: the database was restored from a backup", null);
        await connection.ExecuteAsync("UPDATE outbound.lanes SET paused = true WHERE NOT paused", cancellationToken);
        await connection.ExecuteAsync("UPDATE outbound.schedules SET enabled = false, due_at = NULL, next_run_at = NULL, mirrored = false, revision = revision + 1 WHERE enabled", cancellationToken);
        await SayAsync(connection, backupAt, cancellationToken);
        return held;

        async Task<Guid[]> IdsAsync(string sql, Guid[]? known) => [.. await connection.QueryAsync(sql, r => r.GetGuid(0), cancellationToken, known ?? [])];
    }

    // All that Hangfire has is made from our rows: chunks, wakes and recurring jobs are rung and mirrored anew.
    private static Task<int> ForgetHangfireAsync(NpgsqlConnection connection, CancellationToken cancellationToken) => connection.ExecuteAsync("""
        DO $$ DECLARE tables text; BEGIN
            SELECT string_agg(format('hangfire.%I', tablename), ', ') INTO tables FROM pg_tables WHERE schemaname = 'hangfire' AND tablename <> 'schema';
            IF tables IS NOT NULL THEN EXECUTE 'TRUNCATE ' || tables; END IF;
        END $$
        """, cancellationToken);

    private static async Task SayAsync(NpgsqlConnection connection, DateTimeOffset backupAt, CancellationToken cancellationToken)
    {
        var message = $"The database was restored from a backup of {backupAt.UtcDateTime:yyyy-MM-dd HH:mm} UTC: what was done since is not in it. Jobs and schedules rest until an operator lets them go on (./outbound jobs resume --all).";
        await connection.ExecuteAsync($"DELETE FROM outbound.alerts WHERE code = '{AlertCodes.Restored}'", cancellationToken);
        await connection.ExecuteAsync($"""
            INSERT INTO outbound.alerts (id, workspace_id, code, scope, level, message, created_at)
            SELECT gen_random_uuid(), id, '{AlertCodes.Restored}', '{Scope}', 'warning', $1, now() FROM outbound.workspaces
            """, cancellationToken, message);
    }
}
