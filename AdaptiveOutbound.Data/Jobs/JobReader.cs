using System.Globalization;
using AdaptiveOutbound.Data.Workspaces;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>Reads jobs, their logs and their items, as the app role in the workspace's context.</summary>
internal sealed class JobReader(NpgsqlDataSource app)
{
    /// <summary>The job, or null when the workspace has none of this id.</summary>
    public async Task<JobRow?> FindAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken) =>
        (await QueryAsync(workspaceId, JobReadSql.Find, JobRows.Read, cancellationToken, jobId)).SingleOrDefault();

    /// <summary>Jobs, newest first.</summary>
    /// <param name="before">The page begins with the job before this one; null with the newest.</param>
    /// <param name="limit">1 to 200.</param>
    public async Task<JobPage<JobRow>> ListAsync(Guid workspaceId, string? status, string? type, Guid? before, int limit, CancellationToken cancellationToken)
    {
        var sql = status is JobStatus.Pending or JobStatus.Processing or JobStatus.Paused ? JobReadSql.ListOpen : JobReadSql.List;
        // Planned with its values: a rare type and a common one need different plans.
        var rows = await ReadAsync(WorkspaceBatch.PlannedContext, workspaceId, sql, JobRows.Read, cancellationToken, workspaceId, status, type, before, limit + 1);
        return Page(rows, limit, r => r.Id.ToString());
    }

    /// <summary>Those of these jobs that the workspace has, newest first.</summary>
    public Task<List<JobRow>> FindAllAsync(Guid workspaceId, Guid[] jobIds, CancellationToken cancellationToken) =>
        QueryAsync(workspaceId, JobReadSql.FindAll, JobRows.Read, cancellationToken, jobIds);

    /// <summary>The newest job of this type that another one led to or was the reason for; null when there is none.</summary>
    public async Task<JobRow?> NewestOfOriginAsync(Guid workspaceId, Guid originId, string type, CancellationToken cancellationToken) =>
        (await QueryAsync(workspaceId, JobReadSql.NewestOfOrigin, JobRows.Read, cancellationToken, originId, type)).SingleOrDefault();

    /// <summary>The newest open jobs, and those among the newest that have ended since; each at most <paramref name="limit"/>, newest first.</summary>
    /// <param name="since">Jobs that ended before are left out; null leaves out all that have ended.</param>
    public async Task<List<JobRow>> CurrentAsync(Guid workspaceId, DateTimeOffset? since, int limit, CancellationToken cancellationToken)
    {
        var open = await QueryAsync(workspaceId, JobReadSql.ListOpen, JobRows.Read, cancellationToken, workspaceId, null, null, null, limit);
        if (since is { } from)
            open.AddRange(await QueryAsync(workspaceId, JobReadSql.EndedSince, JobRows.Read, cancellationToken, workspaceId, from.ToUniversalTime(), limit));
        return [.. open.DistinctBy(r => r.Id).OrderByDescending(r => r.Id)];
    }

    /// <summary>The whole run that the job belongs to, in order: what led to it, itself, what it leads to. Empty when the workspace has no such job.</summary>
    public Task<List<JobRow>> RunAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken) =>
        QueryAsync(workspaceId, JobReadSql.Run, JobRows.Read, cancellationToken, jobId);

    /// <summary>The job and what it leads to, in order.</summary>
    public Task<List<JobRow>> ChainAsync(Guid workspaceId, Guid jobId, CancellationToken cancellationToken) =>
        QueryAsync(workspaceId, JobReadSql.Chain, JobRows.Read, cancellationToken, jobId);

    /// <summary>Steps of the job after <paramref name="afterId"/>, oldest first.</summary>
    public Task<List<JobLogRow>> LogsAsync(Guid workspaceId, Guid jobId, long afterId, int limit, CancellationToken cancellationToken) =>
        QueryAsync(workspaceId, JobReadSql.Logs, ReadLog, cancellationToken, jobId, afterId, limit);

    /// <summary>Steps of the job before <paramref name="beforeId"/>, newest first; of one level, or of all.</summary>
    public async Task<JobPage<JobLogRow>> NewestLogsAsync(Guid workspaceId, Guid jobId, string? level, long? beforeId, int limit, CancellationToken cancellationToken)
    {
        var rows = await QueryAsync(workspaceId, JobReadSql.NewestLogs, ReadLog, cancellationToken, jobId, beforeId, level, limit + 1);
        return Page(rows, limit, r => r.Id.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Items of the job: rejected lines by line, then records by id. An item of neither kind, as that of an export, is not listed.</summary>
    /// <param name="cursor">A line, or a record's id, after which the page begins.</param>
    /// <param name="outcomes">Those that ended so; none: all.</param>
    public async Task<JobPage<JobItemRow>> ItemsAsync(Guid workspaceId, Guid jobId, ItemOutcome[] outcomes, string? cursor, int limit, CancellationToken cancellationToken)
    {
        var ended = outcomes.Length == 0 ? null : outcomes.Select(o => (short)o).ToArray();
        List<JobItemRow> rows = [];
        if (!Guid.TryParse(cursor, out var record))
        {
            var line = long.TryParse(cursor, CultureInfo.InvariantCulture, out var after) ? after : 0;
            rows = await QueryAsync(workspaceId, JobReadSql.Lines, JobRows.ReadItem, cancellationToken, jobId, ended, line, limit + 1);
        }
        if (rows.Count <= limit)
            rows.AddRange(await QueryAsync(workspaceId, JobReadSql.Records, JobRows.ReadItem, cancellationToken, jobId, ended, record, limit + 1 - rows.Count));
        return Page(rows, limit, r => r.RecordId?.ToString() ?? r.Line?.ToString(CultureInfo.InvariantCulture) ?? "");
    }

    private static JobLogRow ReadLog(NpgsqlDataReader r) => new(r.GetInt64(0), r.GetString(1), r.GetString(2), r.GetString(3), r.Text(4), r.GetFieldValue<DateTimeOffset>(5));

    private static JobPage<T> Page<T>(List<T> rows, int limit, Func<T, string> cursor) =>
        rows.Count > limit ? new(rows.GetRange(0, limit), cursor(rows[limit - 1])) : new(rows, null);

    private Task<List<T>> QueryAsync<T>(Guid workspaceId, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] parameters) =>
        ReadAsync(WorkspaceBatch.Context, workspaceId, sql, row, cancellationToken, parameters);

    private async Task<List<T>> ReadAsync<T>(string context, Guid workspaceId, string sql, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var batch = await WorkspaceBatch.OpenAsync(app, workspaceId, cancellationToken, context);
        await using var reader = await batch.Add(sql, parameters).ExecuteReaderAsync(cancellationToken);
        await reader.NextResultAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }
}
