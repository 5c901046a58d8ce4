using Npgsql;

namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>A transaction of one workspace for work that needs answers between its statements. Disposed without a commit it undoes all.</summary>
internal sealed class WorkspaceTransaction : IAsyncDisposable
{
    private readonly NpgsqlTransaction _transaction;

    private WorkspaceTransaction(NpgsqlConnection connection, NpgsqlTransaction transaction) => (Connection, _transaction) = (connection, transaction);

    /// <summary>The connection on which it runs.</summary>
    public NpgsqlConnection Connection { get; }

    /// <summary>Opens a connection of the app role, begins and names the workspace.</summary>
    /// <param name="first">Statements that follow in the same round trip.</param>
    public static async Task<WorkspaceTransaction> OpenAsync(NpgsqlDataSource app, Guid workspaceId, CancellationToken cancellationToken, params NpgsqlBatchCommand[] first)
    {
        var connection = await app.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = new WorkspaceTransaction(connection, await connection.BeginTransactionAsync(cancellationToken));
            await using var batch = WorkspaceBatch.Within(transaction);
            await batch.Add(WorkspaceBatch.Context, workspaceId.ToString()).Add(first).ExecuteAsync(cancellationToken);
            return transaction;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs one statement; returns the rows it changed.</summary>
    public Task<int> ExecuteAsync(string sql, CancellationToken cancellationToken, params object?[] parameters) =>
        Connection.ExecuteAsync(sql, cancellationToken, parameters);

    public Task CommitAsync(CancellationToken cancellationToken) => _transaction.CommitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
