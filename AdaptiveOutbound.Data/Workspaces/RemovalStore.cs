using AdaptiveOutbound.Data.Audit;
using Npgsql;

namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>
/// Removes what people removed, step by step: a removal is a row until the last of its rows has gone, so that it goes on where it was
/// interrupted. The steps are a function of the owner, which may delete what the app may only add to.
/// </summary>
internal sealed class RemovalStore(NpgsqlDataSource app, NpgsqlDataSource system)
{
    // Large enough to be quick, small enough that a step takes a fraction of a second.
    private const int Step = 20_000;

    // The name is free again, and no address or command leads here any more. No slug begins with a hyphen.
    private const string Hide = """
        WITH w AS (UPDATE outbound.workspaces SET slug = '-' || replace(id::text, '-', '') WHERE id = $1 AND slug = $2 RETURNING id)
        INSERT INTO outbound.removals (id, workspace_id, name) SELECT id, id, $2 FROM w RETURNING 1
        """;

    /// <summary>
    /// Takes a workspace away from everybody: its name, members, invitations, tokens and keys are gone and its lanes take nothing more.
    /// The rest goes in steps. False when there is none of this id and slug.
    /// </summary>
    public async Task<bool> BeginAsync(Guid workspaceId, string slug, AuditLine line, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        if ((await transaction.Connection.QueryAsync(Hide, _ => true, cancellationToken, workspaceId, slug)).Count == 0)
            return false;
        await using (var batch = WorkspaceBatch.Within(transaction))
        {
            batch.Add("UPDATE outbound.lanes SET paused = true WHERE workspace_id = $1", workspaceId);
            foreach (var table in new[] { "workspace_members", "invitations", "api_tokens", "idempotency_keys", "workspace_data_keys", "schedules", "changed_records" })
                batch.Add($"DELETE FROM outbound.{table} WHERE workspace_id = $1", workspaceId);
            batch.Add("UPDATE outbound.workspace_settings SET keys = '{}', sealed_keys = '{}', revision = revision + 1 WHERE workspace_id = $1", workspaceId);
            await batch.Add([line.In(workspaceId)]).ExecuteAsync(cancellationToken);
        }

        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    /// <summary>Removals that have not ended, oldest first.</summary>
    public Task<List<Guid>> PendingAsync(CancellationToken cancellationToken) =>
        system.QueryAsync("SELECT id FROM outbound.removals ORDER BY created_at, id LIMIT 20", r => r.GetGuid(0), cancellationToken);

    /// <summary>The removal of a workspace of that name that has not ended, or null.</summary>
    public async Task<Guid?> FindAsync(string slug, CancellationToken cancellationToken) => (await system.QueryAsync(
        "SELECT id FROM outbound.removals WHERE name = $1 AND id = workspace_id ORDER BY created_at LIMIT 1", r => (Guid?)r.GetGuid(0), cancellationToken, slug)).FirstOrDefault();

    /// <summary>Whether the removal has ended.</summary>
    public async Task<bool> HasEndedAsync(Guid id, CancellationToken cancellationToken) =>
        (await system.QueryAsync("SELECT NOT EXISTS (SELECT FROM outbound.removals WHERE id = $1)", r => r.GetBoolean(0), cancellationToken, id))[0];

    /// <summary>One step. How many rows went, 0 when it has ended, null when it must wait: for running chunks, or since another process is at it.</summary>
    public async Task<int?> StepAsync(Guid id, CancellationToken cancellationToken) =>
        (await system.QueryAsync("SELECT outbound.remove_step($1, $2)", r => r.Nullable<int>(0), cancellationToken, id, Step))[0];
}
