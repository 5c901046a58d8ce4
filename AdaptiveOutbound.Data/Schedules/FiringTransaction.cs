using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Schedules;

/// <summary>What a firing leaves in the schedule's row.</summary>
/// <param name="Wait">Why it waits for a person, for people; null when it does not.</param>
internal sealed record FiredSchedule(DateTimeOffset? DueAt, DateTimeOffset? NextRunAt, string? Wait, ScheduleRun Run);

/// <summary>
/// One firing of one schedule: the row is locked, looked at, and moves together with the job that is made. Whoever comes second, from
/// another process or through Hangfire, finds it moved.
/// </summary>
internal sealed class FiringTransaction : IAsyncDisposable
{
    // Behind every other lock: a person who changes the schedule waits for the firing, a second firing does not.
    private const string Take = $"""
        SELECT {ScheduleRows.Columns} FROM outbound.schedules WHERE workspace_id = $1 AND id = $2 AND ($3::timestamptz IS NULL OR next_run_at <= $3) FOR UPDATE
        """;

    private readonly WorkspaceTransaction _transaction;

    private FiringTransaction(WorkspaceTransaction transaction, Schedule schedule) => (_transaction, Schedule) = (transaction, schedule);

    /// <summary>The schedule, locked.</summary>
    public Schedule Schedule { get; }

    /// <summary>Locks the schedule; null when it is gone, another process has it, or its time has not come.</summary>
    /// <param name="now">Null for a run by hand, whenever it is due.</param>
    public static async Task<FiringTransaction?> OpenAsync(NpgsqlDataSource app, Guid workspaceId, Guid schedule, DateTimeOffset? now, CancellationToken cancellationToken)
    {
        var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        try
        {
            var rows = await transaction.Connection.QueryAsync(now is null ? Take : Take + " SKIP LOCKED", ScheduleRows.Read, cancellationToken, workspaceId, schedule, now?.ToUniversalTime());
            if (rows.Count == 1)
                return new FiringTransaction(transaction, rows[0]);
        }
        catch
        {
            await transaction.DisposeAsync();
            throw;
        }

        await transaction.DisposeAsync();
        return null;
    }

    /// <summary>Jobs of the schedule, among its newest, that have not ended.</summary>
    public async Task<int> OpenJobsAsync(CancellationToken cancellationToken) => (await _transaction.Connection.QueryAsync("""
        SELECT count(*)::int FROM (SELECT completed_at FROM outbound.jobs WHERE schedule_id = $1 ORDER BY id DESC LIMIT 100) j WHERE completed_at IS NULL
        """, r => r.GetInt32(0), cancellationToken, Schedule.Id))[0];

    /// <summary>Whether who it runs for may still run it: a member who is no viewer, or a token that is valid. One that a command made is nobody's.</summary>
    public async Task<bool> OwnerIsHereAsync(DateTimeOffset now, CancellationToken cancellationToken) => (await _transaction.Connection.QueryAsync("""
        SELECT ($2::uuid IS NULL OR EXISTS (SELECT FROM outbound.workspace_members WHERE workspace_id = $1 AND user_id = $2 AND role <> 'viewer'))
           AND ($3::uuid IS NULL OR EXISTS (SELECT FROM outbound.api_tokens WHERE workspace_id = $1 AND id = $3 AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > $4)))
        """, r => r.GetBoolean(0), cancellationToken, Schedule.WorkspaceId, Schedule.OwnerUserId, Schedule.OwnerTokenId, now.ToUniversalTime()))[0];

    /// <summary>Whether it means any record at this time.</summary>
    public async Task<bool> MeansAnyAsync(RecordKind kind, RecordFilter filter, CancellationToken cancellationToken) => (await _transaction.Connection.QueryAsync(
        $"SELECT EXISTS (SELECT FROM {RecordTable.NameOf(kind)} r WHERE {RecordFilterSql.Where(kind, filter)})", r => r.GetBoolean(0), cancellationToken, Schedule.WorkspaceId, filter.Search))[0];

    /// <summary>Makes the job, moves the row, notes the run, and commits it all.</summary>
    /// <param name="job">Null when none is made.</param>
    /// <param name="remember">Given the job as it was written, says what commits with it.</param>
    public async Task CommitAsync(NewJob? job, FiredSchedule fired, CancellationToken cancellationToken, Func<JobRow, IBatchEffect>? remember = null)
    {
        if (job is not null)
            await JobWriter.WriteAsync(_transaction, Schedule.WorkspaceId, [job], [], remember, cancellationToken);
        await using (var batch = WorkspaceBatch.Within(_transaction))
        {
            batch.Add("""
                UPDATE outbound.schedules SET due_at = $2, next_run_at = $3, waiting_message = $4, last_run_at = CASE WHEN $5::uuid IS NULL THEN last_run_at ELSE $6 END, last_job_id = coalesce($5, last_job_id)
                 WHERE id = $1
                """, Schedule.Id, fired.DueAt?.ToUniversalTime(), fired.NextRunAt?.ToUniversalTime(), fired.Wait, job?.Id, fired.Run.FiredAt.ToUniversalTime());
            batch.Add("INSERT INTO outbound.schedule_runs (id, workspace_id, schedule_id, due_at, fired_at, outcome, message, job_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
                fired.Run.Id, Schedule.WorkspaceId, Schedule.Id, fired.Run.DueAt.ToUniversalTime(), fired.Run.FiredAt.ToUniversalTime(), fired.Run.Outcome, fired.Run.Message, job?.Id);
            if (fired.Wait is { } why)
                batch.Add(ScheduleAlert.Raise, Schedule.WorkspaceId, ScheduleAlert.ScopeOf(Schedule.Id), $"The schedule “{Schedule.Name}” waits. {why}");
            else if (Schedule.WaitingMessage is not null)
                batch.Add(ScheduleAlert.End, Schedule.WorkspaceId, ScheduleAlert.ScopeOf(Schedule.Id));
            await batch.ExecuteAsync(cancellationToken);
        }

        await _transaction.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _transaction.DisposeAsync();
}
