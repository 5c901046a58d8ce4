using AdaptiveOutbound.Data.Audit;
using Npgsql;

namespace AdaptiveOutbound.Data.Jobs;

/// <summary>A job that a person steers, or one of its chain; locked while it is decided what to do.</summary>
internal sealed record SteeredJob(Guid Id, string Status, bool HasEnded);

/// <summary>Writes what people do to jobs. One instance is one transaction of the app role in the workspace's context.</summary>
internal sealed class JobSteering : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;
    private readonly Guid _workspaceId;

    private JobSteering(NpgsqlConnection connection, NpgsqlTransaction transaction, Guid workspaceId) =>
        (_connection, _transaction, _workspaceId) = (connection, transaction, workspaceId);

    public static async Task<JobSteering> BeginAsync(NpgsqlDataSource app, Guid workspaceId, CancellationToken cancellationToken)
    {
        var connection = await app.OpenConnectionAsync(cancellationToken);
        var steering = new JobSteering(connection, await connection.BeginTransactionAsync(cancellationToken), workspaceId);
        await steering.ExecuteAsync("SELECT set_config('app.workspace_id', $1, true)", cancellationToken, workspaceId.ToString());
        return steering;
    }

    /// <summary>The job and the open ones of its chain, locked; empty when the workspace has no such job.</summary>
    public async Task<List<SteeredJob>> ChainAsync(Guid jobId, CancellationToken cancellationToken)
    {
        var ids = await ListAsync(Command(SteerSql.Chain, _workspaceId, jobId), r => r.GetGuid(0), cancellationToken);
        return await ListAsync(Command(SteerSql.Lock, ids.ToArray(), jobId), r => new SteeredJob(r.GetGuid(0), r.GetString(1), r.GetBoolean(2)), cancellationToken);
    }

    public async Task PauseAsync(Guid[] jobs, CancellationToken cancellationToken) => await ExecuteAsync(SteerSql.Pause, cancellationToken, jobs);

    public async Task CancelAsync(Guid[] jobs, CancellationToken cancellationToken) => await ExecuteAsync(SteerSql.Cancel, cancellationToken, jobs);

    public async Task ResumeAsync(Guid[] jobs, CancellationToken cancellationToken)
    {
        await ExecuteAsync(SteerSql.Resume, cancellationToken, jobs);
        await ExecuteAsync(SteerSql.EndRests, cancellationToken, jobs, Lanes.LaneRest.Fixable);
        await ExecuteAsync(SteerSql.BringBack, cancellationToken, jobs);
        await ExecuteAsync(SteerSql.Notify, cancellationToken, jobs);
    }

    /// <summary>Makes the job's failed items due again; returns how many.</summary>
    public async Task<int> RetryAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var command = Command(SteerSql.Retry, jobId);
        var items = await command.ExecuteScalarAsync(cancellationToken) as int? ?? 0;
        if (items > 0)
            await ExecuteAsync(SteerSql.Notify, cancellationToken, new[] { jobId });
        return items;
    }

    /// <summary>Whether what the import or enrichment did was taken back, or is being.</summary>
    public async Task<bool> IsUndoneAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var command = Command(SteerSql.IsUndone, jobId);
        return await command.ExecuteScalarAsync(cancellationToken) is true;
    }

    /// <summary>A row of each job's log.</summary>
    public async Task LogAsync(Guid[] jobs, string name, string message, string? by, CancellationToken cancellationToken) =>
        await ExecuteAsync(SteerSql.Log, cancellationToken, jobs, name, message, by);

    /// <summary>A line of the workspace's audit log.</summary>
    public async Task AuditAsync(AuditLine line, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        batch.BatchCommands.Add(line.In(_workspaceId));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Removes an ended job: from now on it is not there, and its items and logs go in steps. False: it is still being set aside.</summary>
    public async Task<bool> RemoveAsync(Guid jobId, CancellationToken cancellationToken)
    {
        await using var remove = Command(SteerSql.Remove, _workspaceId, jobId);
        return await remove.ExecuteScalarAsync(cancellationToken) is not null;
    }

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static async Task<List<T>> ListAsync<T>(NpgsqlCommand command, Func<NpgsqlDataReader, T> row, CancellationToken cancellationToken)
    {
        await using var disposed = command;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ListAsync(row, cancellationToken);
    }

    private NpgsqlCommand Command(string sql, params object?[] parameters)
    {
        var command = new NpgsqlCommand(sql, _connection, _transaction);
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }

    private async Task ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] parameters)
    {
        await using var command = Command(sql, parameters);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }
}
