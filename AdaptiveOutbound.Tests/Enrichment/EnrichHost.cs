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

    public static async Task<EnrichHost> StartAsync(Uri baseUrl, int accounts, WorkerOptions? options = null)
    {
        var copy = await TestDatabase.CreateAsync();
        var database = await OutboundDatabase.OpenAsync(new DatabaseOptions { Outbound = copy.Connections.App, OutboundSystem = copy.Connections.System, OutboundOwner = copy.Connections.Owner },
            TimeProvider.System, _ => { }, CancellationToken.None);
        var services = new ServiceCollection().AddOutboundEngine(database, options ?? new WorkerOptions { Workers = 6 }).AddOutboundEnrichment(database);
        services.AddSingleton(new KeySource(null!, null!)); // the sandbox's lane opens no stored key
        services.AddSingleton<IProvider>(new SandboxProvider(baseUrl, new ApolloOptions { TimeLimit = TimeSpan.FromSeconds(3) }, TimeProvider.System));
        var host = new EnrichHost(copy, database, services.BuildServiceProvider());
        await host.FillAsync(accounts);
        await host.Get<WorkerProcess>().StartAsync(CancellationToken.None);
        return host;
    }

    public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

    /// <summary>A job over records; all of them when none are named.</summary>
    public async Task<Guid> EnrichAsync(params Guid[] records)
    {
        var ids = records.Length == 0 ? Records : records;
        var writer = Get<JobWriter>();
        var lane = await writer.LaneAsync(Workspace, JobTypes.EnrichAccounts, SandboxProvider.ProviderName, CancellationToken.None);
        var job = new NewJob(Guid.CreateVersion7(), lane, JobTypes.EnrichAccounts, "Enrich", "{}", ids.Length, ids.Length);
        await writer.WriteAsync(Workspace, [job], [.. ids.Select(id => new NewItem(Guid.CreateVersion7(), job.Id, lane, id))], CancellationToken.None);
        return job.Id;
    }

    public Task EndedAsync(Guid job) => UntilAsync($"SELECT completed_at IS NOT NULL FROM outbound.jobs WHERE id = '{job}'");

    /// <summary>Waits until a query gives true; 20 s at most.</summary>
    public async Task UntilAsync(string sql)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await ReadAsync<bool>(sql))
            await Task.Delay(50, deadline.Token);
    }

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = _copy.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task RunAsync(string sql) => _copy.Owner.ExecuteAsync(sql, CancellationToken.None);

    /// <summary>Lets waiting items be due now.</summary>
    public Task SkipBackoffAsync() => RunAsync("UPDATE outbound.job_items SET due_at = now() WHERE state = 3");

    private async Task FillAsync(int accounts)
    {
        await RunAsync($"""
            INSERT INTO outbound.workspaces (id, slug, name, created_at) VALUES ('{Workspace}', 'demo', 'Demo', now());
            INSERT INTO outbound.workspace_settings (workspace_id, keys, sealed_keys, reveal_personal_emails, match_days, no_match_days, time_zone, revision)
            VALUES ('{Workspace}', '{"{}"}', '{"{}"}', false, 90, 14, 'UTC', 0)
            """);
        Records = [.. Enumerable.Range(0, accounts).Select(_ => Guid.CreateVersion7())];
        await _copy.Owner.ExecuteAsync("""
            INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
            SELECT id, $1, 'c' || n - 1 || '.example', jsonb_build_object('domain', 'c' || n - 1 || '.example'), '{}', now(), now()
              FROM unnest($2::uuid[]) WITH ORDINALITY t(id, n)
            """, CancellationToken.None, Workspace, Records);
    }

    public async ValueTask DisposeAsync()
    {
        await Get<WorkerProcess>().DisposeAsync();
        await _services.DisposeAsync();
        await _database.DisposeAsync();
        await _copy.DisposeAsync();
    }
}
