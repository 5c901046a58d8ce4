using System.Text;
using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Imports;
using AdaptiveOutbound.Jobs.Imports.Csv;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Imports;

/// <summary>A database with one workspace, the import use cases and, when asked, a worker.</summary>
internal sealed class ImportHost : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly OutboundDatabase _outbound;
    private readonly ServiceProvider _services;

    private ImportHost(TestDatabase database, OutboundDatabase outbound, ServiceProvider services) =>
        (_database, _outbound, _services) = (database, outbound, services);

    public Guid Workspace { get; } = Guid.CreateVersion7();

    public static async Task<ImportHost> CreateAsync(CsvLimits? limits = null)
    {
        var database = await TestDatabase.CreateAsync();
        var connections = database.Connections;
        var outbound = await OutboundDatabase.OpenAsync(
            new DatabaseOptions { Outbound = connections.App, OutboundSystem = connections.System, OutboundOwner = connections.Owner, CheckRole = false },
            TimeProvider.System, TestContext.Progress.WriteLine, CancellationToken.None);
        var services = new ServiceCollection()
            .AddLogging(b => b.AddProvider(new ErrorsToProgress()))
            .AddSingleton(limits ?? new CsvLimits())
            .AddOutboundEngine(outbound, new WorkerOptions { Workers = 4 })
            .AddOutboundImports(outbound)
            .AddSingleton<IProvider>(new ApolloProvider("sandbox", new Uri("http://127.0.0.1:1/"), new ApolloOptions(), TimeProvider.System)) // asked by nobody
            .AddSingleton<IJobWork>(new FakeEnrich("enrich_contacts"))
            .AddSingleton<IJobWork>(new FakeEnrich("enrich_accounts"));
        var host = new ImportHost(database, outbound, services.BuildServiceProvider());
        await database.Owner.ExecuteAsync("INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ($1, 'acme', 'Acme', now())", default, host.Workspace);
        return host;
    }

    public NpgsqlDataSource App => _outbound.App;

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    public Task StartWorkerAsync() => Get<WorkerProcess>().StartAsync(CancellationToken.None);

    public async Task<UploadedCsv> UploadAsync(string text) => await UploadAsync(Encoding.UTF8.GetBytes(text));

    public async Task<UploadedCsv> UploadAsync(byte[] bytes)
    {
        var (file, problem) = await Get<UploadFile>().ExecuteAsync(Workspace, "people.csv", new MemoryStream(bytes), default);
        Assert.That(problem, Is.Null);
        return file!;
    }

    public async Task<ImportStarted> StartAsync(Guid fileId, params string[] then)
    {
        var (started, problem) = await Get<StartImport>().ExecuteAsync(Workspace, new ImportRequest(fileId, null, [], then, "sandbox", false, null), default);
        Assert.That(problem, Is.Null);
        return started!;
    }

    /// <summary>Uploads, imports and waits for the last job of the chain.</summary>
    public async Task<ImportStarted> ImportAsync(string text, params string[] then)
    {
        var started = await StartAsync((await UploadAsync(text)).FileId, then);
        await EndedAsync(started.ExportJobId ?? started.EnrichJobId ?? started.ImportJobId);
        return started;
    }

    public Task EndedAsync(Guid job) => Eventually.TrueAsync(
        async () => (await RowsAsync("SELECT (completed_at IS NOT NULL)::text FROM outbound.jobs WHERE id = $1", job))[0][0] == "true",
        $"job {job} has ended", TimeSpan.FromMinutes(10));

    /// <summary>Rows as texts, past row-level security.</summary>
    public async Task<List<string?[]>> RowsAsync(string sql, params object[] parameters)
    {
        await using var command = _database.Owner.CreateCommand(sql);
        foreach (var value in parameters)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await using var reader = await command.ExecuteReaderAsync();
        return await reader.ListAsync(r => Enumerable.Range(0, r.FieldCount).Select(i => r.IsDBNull(i) ? null : r.GetValue(i).ToString()).ToArray(), default);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _outbound.DisposeAsync();
        await _database.DisposeAsync();
    }

    private sealed class ErrorsToProgress : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;
        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
                TestContext.Progress.WriteLine(formatter(state, exception) + " " + exception);
        }

        public void Dispose()
        {
        }
    }
}
