using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace AdaptiveOutbound.Bench;

/// <summary>The product's parts on the round's database, and the owner's view of its rows.</summary>
internal sealed class BenchApp : IAsyncDisposable
{
    private readonly NpgsqlDataSource _owner;
    private ServiceProvider? _services;

    private BenchApp(OutboundDatabase database, NpgsqlDataSource owner) => (Database, _owner) = (database, owner);

    public OutboundDatabase Database { get; }
    public Guid Workspace { get; } = Guid.CreateVersion7();

    public static async Task<BenchApp> OpenAsync(CancellationToken cancellationToken)
    {
        var options = DatabaseOptions.From(name => Environment.GetEnvironmentVariable(name.Replace(":", "__", StringComparison.Ordinal)));
        var database = await OutboundDatabase.OpenAsync(options, TimeProvider.System, Console.Error.WriteLine, cancellationToken);
        var app = new BenchApp(database, NpgsqlDataSource.Create(OwnerSession.AsGroup(database.Connections.RequireOwner())));
        await app.RunAsync("INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ($1, 'bench', 'Bench', now())", app.Workspace);
        await app.RunAsync("""
            INSERT INTO outbound.workspace_settings (workspace_id, keys, sealed_keys, reveal_personal_emails, match_days, no_match_days, time_zone, revision)
            VALUES ($1, '{}', '{}', false, 90, 14, 'UTC', 0)
            """, app.Workspace);
        return app;
    }

    /// <summary>Makes the engine, with what <paramref name="more"/> adds, and starts its worker.</summary>
    public async Task StartAsync(Action<IServiceCollection> more, CancellationToken cancellationToken)
    {
        var services = new ServiceCollection()
            .AddLogging(logs => logs.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).SetMinimumLevel(LogLevel.Warning))
            .AddOutboundEngine(Database, new WorkerOptions());
        more(services);
        _services = services.BuildServiceProvider();
        await Get<WorkerProcess>().StartAsync(cancellationToken);
    }

    public T Get<T>() where T : notnull => _services!.GetRequiredService<T>();

    /// <summary>Runs as the owner, past row-level security.</summary>
    public Task RunAsync(string sql, params object[] parameters) => _owner.ExecuteAsync(sql, CancellationToken.None, parameters);

    /// <summary>One number, read as the owner.</summary>
    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
        await using var command = _owner.CreateCommand(sql);
        command.CommandTimeout = 0;
        foreach (var value in parameters)
            command.Parameters.Add(new() { Value = value });
        return Convert.ToInt64(await command.ExecuteScalarAsync(), provider: null);
    }

    /// <summary>One id, read as the owner.</summary>
    public async Task<Guid> ReadIdAsync(string sql)
    {
        await using var command = _owner.CreateCommand(sql);
        return (Guid)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>Waits until a job has ended; looks 20 times a second.</summary>
    public async Task EndedAsync(Guid job, CancellationToken cancellationToken)
    {
        while (await Database.System.QueryAsync("SELECT completed_at IS NOT NULL FROM outbound.jobs WHERE id = $1", r => r.GetBoolean(0), cancellationToken, job) is [false])
            await Task.Delay(50, cancellationToken);
    }

    /// <summary>Lets running chunks end.</summary>
    public Task StopWorkerAsync() => Get<WorkerProcess>().DisposeAsync().AsTask();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null) await _services.DisposeAsync();
        await _owner.DisposeAsync();
        await Database.DisposeAsync();
    }
}
