using Npgsql;

namespace AdaptiveOutbound.Data.Workspaces;

/// <summary>
/// Several statements for one workspace in one round trip and one transaction. The first statement names the workspace,
/// so that row-level security lets its rows through; an error undoes all of them.
/// </summary>
internal sealed class WorkspaceBatch : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlBatch _batch;
    private readonly bool _owns;

    private WorkspaceBatch(NpgsqlConnection connection, bool owns)
    {
        _connection = connection;
        _owns = owns;
        _batch = new NpgsqlBatch(connection);
    }

    /// <summary>Names the workspace.</summary>
    public const string Context = "SELECT set_config('app.workspace_id', $1, true)";

    /// <summary>
    /// Keeps to indexes and their order: a plan made while a table was small would read it whole, and is kept when it has grown; and a
    /// lane of a million items on old statistics looks like one of thirteen, which would be collected and sorted for each batch.
    /// </summary>
    public const string Indexed = $"SELECT {IndexedSettings}";

    /// <summary>Names the workspace, and <see cref="Indexed"/>.</summary>
    public const string IndexedContext = $"SELECT set_config('app.workspace_id', $1, true), {IndexedSettings}";

    /// <summary>
    /// Names the workspace and plans each statement with its values: a search for a rare prefix and one for a common prefix need
    /// different plans. Compiling costs more than it saves, and so do parallel workers: their plans promise fewer rows than they bring, and
    /// were chosen over an index of three rows for it.
    /// </summary>
    public const string PlannedContext =
        "SELECT set_config('app.workspace_id', $1, true), set_config('plan_cache_mode', 'force_custom_plan', true), set_config('jit', 'off', true), set_config('max_parallel_workers_per_gather', '0', true)";

    private const string IndexedSettings = "set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)";

    /// <summary>Opens a connection of the app role and names the workspace.</summary>
    /// <param name="context"><see cref="Context"/>, <see cref="IndexedContext"/> or <see cref="PlannedContext"/>.</param>
    public static async Task<WorkspaceBatch> OpenAsync(NpgsqlDataSource app, Guid workspaceId, CancellationToken cancellationToken, string context = Context)
    {
        var batch = new WorkspaceBatch(await app.OpenConnectionAsync(cancellationToken), owns: true);
        return batch.Add(context, workspaceId.ToString());
    }

    /// <summary>More statements of a transaction that has named its workspace already.</summary>
    public static WorkspaceBatch Within(WorkspaceTransaction transaction) => new(transaction.Connection, owns: false);

    /// <summary>How long the batch may take; default 30 s.</summary>
    public WorkspaceBatch TakesAtMost(TimeSpan limit)
    {
        _batch.Timeout = (int)limit.TotalSeconds;
        return this;
    }

    /// <summary>Adds a statement with its positional parameters; null is sent as NULL of the type that the statement asks for.</summary>
    public WorkspaceBatch Add(string sql, params object?[] parameters)
    {
        _batch.BatchCommands.Add(Sql.Command(sql, parameters));
        return this;
    }

    public WorkspaceBatch Add(IEnumerable<NpgsqlBatchCommand> commands)
    {
        foreach (var command in commands)
            _batch.BatchCommands.Add(command);
        return this;
    }

    /// <summary>Runs everything; the reader stands on the first statement's result (that of the context).</summary>
    public Task<NpgsqlDataReader> ExecuteReaderAsync(CancellationToken cancellationToken) => _batch.ExecuteReaderAsync(cancellationToken);

    public Task ExecuteAsync(CancellationToken cancellationToken) => _batch.ExecuteNonQueryAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _batch.DisposeAsync();
        if (_owns)
            await _connection.DisposeAsync();
    }
}
