using System.Diagnostics;
using AdaptiveOutbound.Data.Audit;
using AdaptiveOutbound.Data.Lanes;
using AdaptiveOutbound.Data.Operations.Backups;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>Writes jobs and their items. The rows are the truth: a job exists when its transaction has committed.</summary>
internal sealed class JobWriter(NpgsqlDataSource app)
{
    /// <summary>Channel on which lanes with new work are named.</summary>
    public const string LaneChannel = "outbound_lanes";

    private const string InsertJobs = """
        INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed,
               dead_letters, enriched, no_match, skipped, unknown, calls, cache_hits, credits, attempts, max_attempts, cursor,
               origin_id, leads_to, created_by, created_at, scheduled_for, max_credits, schedule_id, trace_parent)
        SELECT t.id, $1, t.lane, t.type, t.name, t.queue, t.priority, 'pending', t.payload::jsonb, t.total, t.open, 0, 0,
               0, 0, 0, 0, 0, 0, 0, 0, 0, 5, 0, t.origin, t.leads_to, t.by, now(), t.scheduled, t.most, t.schedule, $17::text
          FROM unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::smallint[], $8::text[], $9::int[], $10::int[],
                      $11::uuid[], $12::uuid[], $13::text[], $14::timestamptz[], $15::numeric[], $16::uuid[])
               t(id, lane, type, name, queue, priority, payload, total, open, origin, leads_to, by, scheduled, most, schedule)
        """;

    private const string InsertItems = """
        INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, due_at, attempts, rescues, credits)
        SELECT t.id, $1, t.job, t.lane, t.record, CASE WHEN t.due IS NULL THEN 0 ELSE 3 END, 10 - t.priority, t.due, 0, 0, 0
          FROM unnest($2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::smallint[], $7::timestamptz[]) t(id, job, lane, record, priority, due)
        """;

    /// <summary>The lane of this work, made when it is new.</summary>
    public async Task<Guid> LaneAsync(Guid workspaceId, string type, string provider, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        // After a restore nothing works until a person says so, new work neither.
        batch.Add($$"""
            INSERT INTO outbound.lanes (id, workspace_id, type, provider, weight, width, paused, wait_count, careful, stopped_jobs)
            VALUES ($1, $2, $3, $4, 1, 4, {{RestoreHold.IsHeld}}, 0, false, '{}') ON CONFLICT (workspace_id, type, provider) DO NOTHING
            """, Guid.CreateVersion7(), workspaceId, type, provider);
        batch.Add("SELECT id FROM outbound.lanes WHERE workspace_id = $1 AND type = $2 AND provider = $3", workspaceId, type, provider);
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return reader.GetGuid(0);
    }

    /// <summary>A person asks again: a rest that a person may have settled ends now.</summary>
    public async Task TryAgainAsync(Guid workspaceId, Guid lane, CancellationToken cancellationToken)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
        await batch.Add(LaneRest.End, new[] { lane }, LaneRest.Fixable).ExecuteAsync(cancellationToken);
    }

    /// <summary>Writes jobs and items in one transaction and names their lanes to the dispatchers.</summary>
    /// <param name="remember">Given the first job as it was written, says what commits with it, such as the answer that an idempotency key gives again.</param>
    public async Task WriteAsync(Guid workspaceId, IReadOnlyList<NewJob> jobs, IReadOnlyList<NewItem> items, CancellationToken cancellationToken,
        Func<JobRow, IBatchEffect>? remember = null)
    {
        if (remember is null)
        {
            await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken);
            await Fill(batch, workspaceId, jobs, items).ExecuteAsync(cancellationToken);
            return;
        }

        await using var transaction = await WorkspaceTransaction.OpenAsync(app, workspaceId, cancellationToken);
        await WriteAsync(transaction, workspaceId, jobs, items, remember, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>As above, within a transaction that the caller commits.</summary>
    public static async Task WriteAsync(WorkspaceTransaction transaction, Guid workspaceId, IReadOnlyList<NewJob> jobs, IReadOnlyList<NewItem> items,
        Func<JobRow, IBatchEffect>? remember, CancellationToken cancellationToken)
    {
        await using (var batch = WorkspaceBatch.Within(transaction))
            await Fill(batch, workspaceId, jobs, items).ExecuteAsync(cancellationToken);
        if (remember is null)
            return;
        var written = await transaction.Connection.QueryAsync(JobReadSql.Find, JobRows.Read, cancellationToken, jobs[0].Id);
        await using var more = WorkspaceBatch.Within(transaction);
        await more.Add(remember(written.Single()).Commands()).ExecuteAsync(cancellationToken);
    }

    private static WorkspaceBatch Fill(WorkspaceBatch batch, Guid workspaceId, IReadOnlyList<NewJob> jobs, IReadOnlyList<NewItem> items)
    {
        if (jobs.Count > 0)
            batch.Add([JobsCommand(workspaceId, jobs)]).Add(jobs.Select(job => job.Audit).OfType<AuditLine>().Select(line => line.In(workspaceId)));
        if (items.Count > 0)
            batch.Add([ItemsCommand(workspaceId, items)]);
        SelectedItems.AddTo(batch, workspaceId, jobs);
        foreach (var lane in items.Where(i => i.DueAt is null).Select(i => i.LaneId).Distinct())
            batch.Add("SELECT pg_notify($1, $2)", LaneChannel, lane.ToString());
        return batch;
    }

    private static NpgsqlBatchCommand JobsCommand(Guid workspaceId, IReadOnlyList<NewJob> jobs) => Sql.Command(InsertJobs, workspaceId,
        jobs.Select(j => j.Id).ToArray(), jobs.Select(j => j.LaneId).ToArray(), jobs.Select(j => j.Type).ToArray(), jobs.Select(j => j.Name).ToArray(),
        jobs.Select(j => j.Queue).ToArray(), jobs.Select(j => j.Priority).ToArray(), jobs.Select(j => j.Payload).ToArray(),
        jobs.Select(j => j.Total).ToArray(), jobs.Select(j => j.OpenItems).ToArray(), jobs.Select(j => j.OriginId).ToArray(),
        jobs.Select(j => j.LeadsTo).ToArray(), jobs.Select(j => j.CreatedBy).ToArray(), jobs.Select(j => j.ScheduledFor?.ToUniversalTime()).ToArray(),
        jobs.Select(j => j.MaxCredits).ToArray(), jobs.Select(j => j.ScheduleId).ToArray(), TraceNow());

    // Of the request that writes the job; of one that nobody records there is nothing to continue.
    private static string? TraceNow() => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    private static NpgsqlBatchCommand ItemsCommand(Guid workspaceId, IReadOnlyList<NewItem> items) => Sql.Command(InsertItems, workspaceId,
        items.Select(i => i.Id).ToArray(), items.Select(i => i.JobId).ToArray(), items.Select(i => i.LaneId).ToArray(),
        items.Select(i => i.RecordId).ToArray(), items.Select(i => i.Priority).ToArray(),
        items.Select(i => DueTime(i.DueAt)).ToArray());

    /// <summary>The largest time is sent as 'infinity', until which an item waits for the job before its own.</summary>
    private static DateTime? DueTime(DateTimeOffset? due) =>
        due == DateTimeOffset.MaxValue ? DateTime.SpecifyKind(DateTime.MaxValue, DateTimeKind.Utc) : due?.UtcDateTime;
}
