using AdaptiveOutbound.Data.Credits;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Operations.Backups;

/// <summary>A restore after which all work rests still.</summary>
/// <param name="At">When it was done.</param>
internal sealed record OpenHold(DateTimeOffset At, RestoreDetail Restore);

/// <summary>A workspace by its name.</summary>
internal sealed record NamedWorkspace(Guid Id, string Slug);

/// <summary>The statements of letting work go on after a restore.</summary>
internal sealed class HoldRows(NpgsqlDataSource app, NpgsqlDataSource system)
{
    /// <summary>The restore, or null when nothing rests because of one.</summary>
    public async Task<OpenHold?> FindAsync(CancellationToken cancellationToken) => (await system.QueryAsync(
        RestoreHold.OpenOne, r => new OpenHold(r.GetFieldValue<DateTimeOffset>(1), HeldThingsJson.Detail(r.GetString(0))), cancellationToken)).FirstOrDefault();

    /// <summary>All workspaces by name, but those that are being removed.</summary>
    public Task<List<NamedWorkspace>> WorkspacesAsync(CancellationToken cancellationToken) => system.QueryAsync(
        "SELECT id, slug FROM outbound.workspaces WHERE slug NOT LIKE '-%' ORDER BY slug", r => new NamedWorkspace(r.GetGuid(0), r.GetString(1)), cancellationToken);

    /// <summary>
    /// How many jobs the hold keeps from going on now: those that the restore paused and that are so still, and open ones in the lanes that it paused,
    /// which were made or resumed since.
    /// </summary>
    public async Task<int> RestingAsync(HeldThings held, CancellationToken cancellationToken) => (await system.QueryAsync("""
        SELECT count(*)::int FROM outbound.jobs j JOIN outbound.lanes l ON l.id = j.lane_id
         WHERE j.completed_at IS NULL AND ((j.status = 'paused' AND j.id = ANY ($1)) OR (j.status IN ('pending', 'processing') AND l.paused AND l.id <> ALL ($2)))
           AND j.workspace_id NOT IN (SELECT id FROM outbound.removals WHERE id = workspace_id)
        """, r => r.GetInt32(0), cancellationToken, held.Jobs, held.LanesKept))[0];

    /// <summary>Which of these jobs are still paused, by workspace.</summary>
    public async Task<IReadOnlyList<(Guid Workspace, Guid[] Jobs)>> PausedAsync(Guid[] jobs, CancellationToken cancellationToken) =>
        await system.QueryAsync("SELECT workspace_id, array_agg(id ORDER BY id) FROM outbound.jobs WHERE id = ANY ($1) AND completed_at IS NULL AND status = 'paused' GROUP BY 1 ORDER BY 1",
            r => (r.GetGuid(0), r.GetFieldValue<Guid[]>(1)), cancellationToken, jobs);

    /// <summary>Which of these schedules are still off.</summary>
    public Task<List<(Guid Workspace, Guid Schedule)>> SwitchedOffAsync(Guid[] schedules, CancellationToken cancellationToken) => system.QueryAsync(
        "SELECT workspace_id, id FROM outbound.schedules WHERE id = ANY ($1) AND NOT enabled ORDER BY 1, 2", r => (r.GetGuid(0), r.GetGuid(1)), cancellationToken, schedules);

    /// <summary>Switches a schedule on; false when it is on or gone by now.</summary>
    public async Task<bool> SwitchOnAsync(Guid workspaceId, Guid schedule, DateTimeOffset? dueAt, DateTimeOffset? nextRunAt, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var changed = await transaction.ExecuteAsync("""
            UPDATE outbound.schedules SET enabled = true, due_at = $3, next_run_at = $4, mirrored = false, revision = revision + 1 WHERE workspace_id = $1 AND id = $2 AND NOT enabled
            """, cancellationToken, workspaceId, schedule, dueAt?.ToUniversalTime(), nextRunAt?.ToUniversalTime());
        await transaction.CommitAsync(cancellationToken);
        return changed > 0;
    }

    /// <summary>Lets lanes go on, but those that were paused before and those of workspaces that are being removed; how many.</summary>
    public async Task<int> OpenLanesAsync(Guid[] kept, CancellationToken cancellationToken) => (await system.QueryAsync("""
        WITH l AS (
            UPDATE outbound.lanes SET paused = false
             WHERE paused AND id <> ALL ($1) AND workspace_id NOT IN (SELECT id FROM outbound.removals WHERE id = workspace_id) RETURNING id)
        SELECT pg_notify('outbound_lanes', id::text) FROM l
        """, _ => true, cancellationToken, kept)).Count;

    /// <summary>Ends the workspace's alert.</summary>
    public async Task EndAlertAsync(Guid workspaceId, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        await batch.Add(new EndAlert(workspaceId, AlertCodes.Restored, RestoreHold.Scope).Commands()).ExecuteAsync(cancellationToken);
    }

    /// <summary>Notes that work goes on: from then on nothing rests because of the restore. Who follows jobs looks at them again.</summary>
    /// <param name="detail">JSON object.</param>
    public async Task EndAsync(string file, string saidBy, string detail, CancellationToken cancellationToken)
    {
        await using var connection = await system.OpenConnectionAsync(cancellationToken);
        await DeploymentEvents.AddAsync(connection, DeploymentEventKind.Resumed, file, ProductVersion.Text, saidBy, detail, cancellationToken);
        await connection.ExecuteAsync($"SELECT pg_notify('{JobChanges.Channel}', id || ':') FROM outbound.workspaces", cancellationToken);
    }
}
