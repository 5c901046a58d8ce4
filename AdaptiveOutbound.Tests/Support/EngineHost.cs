using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Lanes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace AdaptiveOutbound.Tests.Support;

/// <summary>The engine over a database of its own or of another host: one worker process, so to say, with scripted work.</summary>
internal sealed class EngineHost : IAsyncDisposable
{
    private readonly TestDatabase? _owned;
    private readonly OutboundDatabase _database;
    private readonly ServiceProvider _services;

    private EngineHost(TestDatabase database, bool owns, OutboundDatabase opened, ScriptedWork[] works, WorkerOptions options)
    {
        (Database, _database, _owned) = (database, opened, owns ? database : null);
        Work = works[0];
        var services = new ServiceCollection().AddOutboundEngine(opened, options).AddLogging(b => b.SetMinimumLevel(LogLevel.None));
        foreach (var work in works)
            services.AddSingleton<IJobWork>(work);
        _services = services.BuildServiceProvider();
        Make = new Make(this);
    }

    public TestDatabase Database { get; }
    public ScriptedWork Work { get; }
    public Make Make { get; }

    /// <summary>Makes a database with one workspace and the engine on it; nothing runs yet.</summary>
    public static async Task<EngineHost> CreateAsync(WorkerOptions? options = null, params ScriptedWork[] works)
    {
        var database = await TestDatabase.CreateAsync();
        var host = new EngineHost(database, true, await OpenAsync(database), works.Length > 0 ? works : [new ScriptedWork()], options ?? new WorkerOptions());
        await host.Make.WorkspaceAsync();
        return host;
    }

    /// <summary>A second process on the same database and workspace.</summary>
    public async Task<EngineHost> BesideAsync(params ScriptedWork[] works)
    {
        var host = new EngineHost(Database, false, await OpenAsync(Database), works.Length > 0 ? works : [new ScriptedWork()], new WorkerOptions());
        host.Make.Workspace = Make.Workspace;
        return host;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Begins to work: presence, dispatcher, reconciler, Hangfire's server.</summary>
    public Task StartAsync() => Get<WorkerProcess>().StartAsync(CancellationToken.None);

    /// <summary>The single figure or text that this SQL gives, read past row-level security.</summary>
    public async Task<T> AskAsync<T>(string sql, params object?[] parameters)
    {
        var rows = await Database.Owner.QueryAsync(sql, r => r.GetFieldValue<T>(0), CancellationToken.None, parameters);
        return rows[0];
    }

    /// <summary>Runs SQL as the owner.</summary>
    public Task RunAsync(string sql, params object?[] parameters) => Database.Owner.ExecuteAsync(sql, CancellationToken.None, parameters);

    /// <summary>Waits until the SQL gives true; fails after the limit.</summary>
    public Task UntilAsync(string sql, params object?[] parameters) => Eventually.TrueAsync(() => AskAsync<bool>($"SELECT coalesce(({sql}), false)", parameters), sql);

    /// <summary>Waits until the job has this status.</summary>
    public Task UntilStatusAsync(Guid job, string status) => UntilAsync("SELECT status = $2 FROM outbound.jobs WHERE id = $1", job, status);

    public async ValueTask DisposeAsync()
    {
        await Get<WorkerProcess>().DisposeAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        if (_owned is not null)
            await _owned.DisposeAsync();
    }

    private static Task<OutboundDatabase> OpenAsync(TestDatabase database) => OutboundDatabase.OpenAsync(
        new DatabaseOptions { Outbound = database.Connections.App, OutboundSystem = database.Connections.System, OutboundOwner = database.Connections.Owner, CheckRole = false },
        TimeProvider.System, _ => { }, CancellationToken.None);
}
