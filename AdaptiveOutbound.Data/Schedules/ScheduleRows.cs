using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Schedules;

/// <summary>The statements of a workspace's schedules.</summary>
internal sealed class ScheduleRows(NpgsqlDataSource app)
{
    /// <summary>Schedules that a workspace may have.</summary>
    public const int Most = 1_000;

    internal const string Columns = """
        id, workspace_id, name, cron, time_zone, type, filter::text, provider, priority, trim_scale(max_credits), overlap, missed, enabled, due_at, next_run_at, last_run_at,
        last_job_id, waiting_message, created_by, owner_user_id, owner_token_id, created_at, updated_at, revision
        """;

    /// <summary>Adds a schedule; false when the workspace has <see cref="Most"/> already.</summary>
    /// <param name="remember">What commits with it, such as the answer that an idempotency key gives again; null for nothing.</param>
    public async Task<bool> AddAsync(Schedule made, AuditLine line, IBatchEffect? remember, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, made.WorkspaceId, cancellationToken);
        var added = await transaction.ExecuteAsync($"""
            INSERT INTO outbound.schedules (id, workspace_id, name, cron, time_zone, type, filter, provider, priority, max_credits, overlap, missed, enabled, due_at, next_run_at,
                   created_by, owner_user_id, owner_token_id, created_at, updated_at, revision, mirrored)
            SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $19, 0, false
             WHERE (SELECT count(*) FROM outbound.schedules WHERE workspace_id = $2) < {Most}
            """, cancellationToken, [made.Id, made.WorkspaceId, .. Wanted(made), made.CreatedBy, made.OwnerUserId, made.OwnerTokenId, made.CreatedAt.ToUniversalTime()]);
        if (added == 0)
            return false;
        if (remember is not null)
        {
            await using var batch = WorkspaceBatch.Within(transaction);
            await batch.Add(remember.Commands()).ExecuteAsync(cancellationToken);
        }

        return await EndAsync(transaction, made.WorkspaceId, line, cancellationToken);
    }

    /// <summary>Writes it as somebody wants it, if its revision is still the one given; false when it is gone or another by now.</summary>
    /// <param name="keepsTimes">Its next run stays as the row says it: a firing may have moved it meanwhile.</param>
    public async Task<bool> ChangeAsync(Schedule wanted, bool keepsTimes, AuditLine line, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, wanted.WorkspaceId, cancellationToken);
        var changed = await transaction.ExecuteAsync("""
            UPDATE outbound.schedules
               SET name = $3, cron = $4, time_zone = $5, type = $6, filter = $7, provider = $8, priority = $9, max_credits = $10, overlap = $11, missed = $12, enabled = $13,
                   due_at = CASE WHEN $21 THEN due_at ELSE $14 END, next_run_at = CASE WHEN $21 THEN next_run_at ELSE $15 END, created_by = $16, owner_user_id = $17, owner_token_id = $18, updated_at = $19, waiting_message = NULL,
                   revision = revision + 1, mirrored = false
             WHERE id = $1 AND workspace_id = $2 AND revision = $20
            """, cancellationToken, [wanted.Id, wanted.WorkspaceId, .. Wanted(wanted), wanted.CreatedBy, wanted.OwnerUserId, wanted.OwnerTokenId, wanted.UpdatedAt.ToUniversalTime(), wanted.Revision, keepsTimes]);
        return changed > 0 && await EndAsync(transaction, wanted.WorkspaceId, line, cancellationToken);
    }

    /// <summary>Removes it; its jobs stay. False when there is none.</summary>
    public async Task<bool> DeleteAsync(Guid workspaceId, Guid id, Func<string, AuditLine> line, CancellationToken cancellationToken)
    {
        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        var gone = await transaction.Connection.QueryAsync("DELETE FROM outbound.schedules WHERE id = $1 AND workspace_id = $2 RETURNING name", r => r.GetString(0), cancellationToken, id, workspaceId);
        if (gone.Count == 0)
            return false;
        await transaction.ExecuteAsync(ScheduleAlert.End, cancellationToken, workspaceId, ScheduleAlert.ScopeOf(id));
        return await EndAsync(transaction, workspaceId, line(gone[0]), cancellationToken);
    }

    /// <summary>Newest first, from the one before <paramref name="before"/> on.</summary>
    public async Task<JobPage<Schedule>> ListAsync(Guid workspaceId, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(workspaceId, $"SELECT {Columns} FROM outbound.schedules WHERE workspace_id = $1 AND ($2::uuid IS NULL OR id < $2) ORDER BY id DESC LIMIT $3",
            Read, cancellationToken, workspaceId, before, limit + 1);
        return rows.Count > limit ? new(rows.GetRange(0, limit), rows[limit - 1].Id.ToString()) : new(rows, null);
    }

    /// <summary>One of them, or null.</summary>
    public async Task<Schedule?> FindAsync(Guid workspaceId, Guid id, CancellationToken cancellationToken) =>
        (await QueryAsync(workspaceId, $"SELECT {Columns} FROM outbound.schedules WHERE workspace_id = $1 AND id = $2", Read, cancellationToken, workspaceId, id)).SingleOrDefault();

    /// <summary>What came of its firings, newest first.</summary>
    public async Task<JobPage<ScheduleRun>> RunsAsync(Guid workspaceId, Guid schedule, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(workspaceId, """
            SELECT id, due_at, fired_at, outcome, message, job_id FROM outbound.schedule_runs
             WHERE workspace_id = $1 AND schedule_id = $2 AND ($3::uuid IS NULL OR id < $3) ORDER BY id DESC LIMIT $4
            """, r => new ScheduleRun
        {
            Id = r.GetGuid(0), WorkspaceId = workspaceId, ScheduleId = schedule, DueAt = r.GetFieldValue<DateTimeOffset>(1), FiredAt = r.GetFieldValue<DateTimeOffset>(2),
            Outcome = r.GetString(3), Message = r.Text(4), JobId = r.Nullable<Guid>(5),
        }, cancellationToken, workspaceId, schedule, before, limit + 1);
        return rows.Count > limit ? new(rows.GetRange(0, limit), rows[limit - 1].Id.ToString()) : new(rows, null);
    }

    /// <summary>Locks a schedule to fire it; null when it is gone, another process has it, or its time has not come.</summary>
    /// <param name="now">Null for a run by hand, whenever it is due.</param>
    public Task<FiringTransaction?> FireAsync(Guid workspaceId, Guid id, DateTimeOffset? now, CancellationToken cancellationToken) =>
        FiringTransaction.OpenAsync(app, workspaceId, id, now, cancellationToken);

    internal static Schedule Read(NpgsqlDataReader r) => new()
    {
        Id = r.GetGuid(0), WorkspaceId = r.GetGuid(1), Name = r.GetString(2), Cron = r.GetString(3), TimeZone = r.GetString(4), Type = r.GetString(5), Filter = r.GetString(6),
        Provider = r.Text(7), Priority = r.GetInt16(8), MaxCredits = r.Nullable<decimal>(9), Overlap = r.GetString(10), Missed = r.GetString(11), Enabled = r.GetBoolean(12),
        DueAt = r.Nullable<DateTimeOffset>(13), NextRunAt = r.Nullable<DateTimeOffset>(14), LastRunAt = r.Nullable<DateTimeOffset>(15), LastJobId = r.Nullable<Guid>(16),
        WaitingMessage = r.Text(17), CreatedBy = r.Text(18), OwnerUserId = r.Nullable<Guid>(19), OwnerTokenId = r.Nullable<Guid>(20), CreatedAt = r.GetFieldValue<DateTimeOffset>(21),
        UpdatedAt = r.GetFieldValue<DateTimeOffset>(22), Revision = r.GetInt32(23),
    };

    private static object?[] Wanted(Schedule s) =>
    [
        s.Name, s.Cron, s.TimeZone, s.Type, Sql.Json(s.Filter), s.Provider, s.Priority, s.MaxCredits, s.Overlap, s.Missed, s.Enabled, s.DueAt?.ToUniversalTime(), s.NextRunAt?.ToUniversalTime(),
    ];

    // What it waited for is looked at anew.
    private static async Task<bool> EndAsync(WorkspaceTransaction transaction, Guid workspaceId, AuditLine line, CancellationToken cancellationToken)
    {
        await transaction.AuditAsync(workspaceId, line, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }

    private async Task<List<T>> QueryAsync<T>(Guid workspaceId, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        await using var reader = await batch.Add(sql, parameters).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }
}

/// <summary>The alert of a schedule that waits for a person: one a schedule.</summary>
internal static class ScheduleAlert
{
    private const string Code = Credits.AlertCodes.Schedule;

    public static string ScopeOf(Guid schedule) => $"schedule {schedule}";

    /// <summary>$1 workspace, $2 scope, $3 message. One that had ended comes back.</summary>
    public const string Raise = $"""
        INSERT INTO outbound.alerts (id, workspace_id, code, scope, level, message, created_at)
        VALUES (gen_random_uuid(), $1, '{Code}', $2, 'warning', $3, now()) ON CONFLICT (workspace_id, code, scope) DO UPDATE
           SET message = excluded.message, created_at = now(), ends_at = NULL, dismissed_at = NULL, dismissed_by = NULL
         WHERE alerts.ends_at <= now() OR alerts.message <> excluded.message
        """;

    /// <summary>$1 workspace, $2 scope.</summary>
    public const string End = $"UPDATE outbound.alerts SET ends_at = now() WHERE workspace_id = $1 AND code = '{Code}' AND scope = $2 AND (ends_at IS NULL OR ends_at > now())";
}
