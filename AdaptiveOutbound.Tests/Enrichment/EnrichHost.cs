using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.DependencyInjection;

namespace AdaptiveOutbound.Tests.Enrichment;

/// <summary>A worker that enriches against a double, with one workspace of accounts <c>c0.example</c>, <c>c1.example</c>…</summary>
internal sealed class EnrichHost : IAsyncDisposable
{
    private readonly TestDatabase _copy;
    private readonly OutboundDatabase _database;
    private readonly ServiceProvider _services;

    private EnrichHost(TestDatabase copy, OutboundDatabase database, ServiceProvider services) =>
        (_copy, _database, _services) = (copy, database, services);

    public Guid Workspace { get; } = Guid.CreateVersion7();
    public Guid[] Records { get; private set; } = [];
    public string Connection => _copy.Connections.Owner!;
    public DatabaseConnections Connections => _copy.Connections;

    public static async Task<EnrichHost> StartAsync(Uri baseUrl, int accounts, WorkerOptions? options = null)
    {
        var host = await CreateAsync(baseUrl, accounts, options);
        await host.Get<WorkerProcess>().StartAsync(CancellationToken.None);
        return host;
    }

    /// <summary>Without a worker in this process: the work is done by others.</summary>
    public static async Task<EnrichHost> CreateAsync(Uri baseUrl, int accounts, WorkerOptions? options = null)
    {
        var copy = await TestDatabase.CreateAsync();
        var database = await OutboundDatabase.OpenAsync(new DatabaseOptions { Outbound = copy.Connections.App, OutboundSystem = copy.Connections.System, OutboundOwner = copy.Connections.Owner },
            TimeProvider.System, _ => { }, CancellationToken.None);
        var services = new ServiceCollection().AddOutboundEngine(database, options ?? new WorkerOptions { Workers = 6 }).AddOutboundEnrichment(database);
        services.AddSingleton(new KeySource(null!, null!)); // the sandbox's lane opens no stored key
        services.AddSingleton<IProvider>(new SandboxProvider(baseUrl, new ApolloOptions { TimeLimit = TimeSpan.FromSeconds(3) }, TimeProvider.System));
        var host = new EnrichHost(copy, database, services.BuildServiceProvider());
        host.Records = await host.FillAsync(host.Workspace, "demo", accounts);
        return host;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A job over records; all of them when none are named.</summary>
    public Task<Guid> EnrichAsync(params Guid[] records) => EnrichAsync(Workspace, records.Length == 0 ? Records : records);

    /// <summary>A job over the accounts of a new workspace.</summary>
    public async Task<Guid> EnrichElsewhereAsync(string slug, int accounts)
    {
        var workspace = Guid.CreateVersion7();
        return await EnrichAsync(workspace, await FillAsync(workspace, slug, accounts));
    }

    private async Task<Guid> EnrichAsync(Guid workspace, Guid[] records)
    {
        var writer = Get<JobWriter>();
        var lane = await writer.LaneAsync(workspace, JobTypes.EnrichAccounts, SandboxProvider.ProviderName, CancellationToken.None);
        var job = new NewJob(Guid.CreateVersion7(), lane, JobTypes.EnrichAccounts, "Enrich", "{}", records.Length, records.Length);
        await writer.WriteAsync(workspace, [job], [.. records.Select(id => new NewItem(Guid.CreateVersion7(), job.Id, lane, id))], CancellationToken.None);
        return job.Id;
    }

    public Task EndedAsync(Guid job, TimeSpan? limit = null) => UntilAsync($"SELECT completed_at IS NOT NULL FROM outbound.jobs WHERE id = '{job}'", limit);

    /// <summary>Waits until a query gives true; 20 s at most unless told otherwise.</summary>
    public Task UntilAsync(string sql, TimeSpan? limit = null) => Eventually.TrueAsync(() => ReadAsync<bool>(sql), sql, limit);

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = _copy.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task RunAsync(string sql) => _copy.Owner.ExecuteAsync(sql, CancellationToken.None);

    /// <summary>Lets waiting items be due now.</summary>
    public Task SkipBackoffAsync() => RunAsync("UPDATE outbound.job_items SET due_at = now() WHERE state = 3");

    private async Task<Guid[]> FillAsync(Guid workspace, string slug, int accounts)
    {
        await RunAsync($"""
            INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ('{workspace}', '{slug}', '{slug}', now());
            INSERT INTO outbound.workspace_settings (workspace_id, keys, sealed_keys, reveal_personal_emails, match_days, no_match_days, time_zone, revision)
            VALUES ('{workspace}', '{"{}"}', '{"{}"}', false, 90, 14, 'UTC', 0)
            """);
        Guid[] records = [.. Enumerable.Range(0, accounts).Select(_ => Guid.CreateVersion7())];
        await _copy.Owner.ExecuteAsync("""
            INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
            SELECT id, $1, 'c' || n - 1 || '.example', jsonb_build_object('domain', 'c' || n - 1 || '.example'), '{}', now(), now()
              FROM unnest($2::uuid[]) WITH ORDINALITY t(id, n)
            """, CancellationToken.None, workspace, records);
        return records;
    }

    public async ValueTask DisposeAsync()
    {
        await Get<WorkerProcess>().DisposeAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        await _copy.DisposeAsync();
    }
}
