using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Credits;

/// <summary>Workers of 50 slots each that enrich with a paid provider, as processes would: they share nothing but the database.</summary>
internal sealed class BudgetHost : IAsyncDisposable
{
    public const string Key = "live-0123456789-BUDGET";

    private readonly TestDatabase _copy;
    private readonly OutboundDatabase _database;
    private readonly Uri _provider;
    private readonly List<ServiceProvider> _workers = [];
    private readonly string _data = Directory.CreateTempSubdirectory("outbound-budget-").FullName;

    private BudgetHost(TestDatabase copy, OutboundDatabase database, Uri provider) => (_copy, _database, _provider) = (copy, database, provider);

    public Guid Workspace { get; private set; }

    public static async Task<BudgetHost> StartAsync(Uri provider, int workers)
    {
        var copy = await TestDatabase.CreateAsync();
        var database = await OutboundDatabase.OpenAsync(new DatabaseOptions { Outbound = copy.Connections.App, OutboundSystem = copy.Connections.System }, TimeProvider.System, _ => { }, CancellationToken.None);
        var host = new BudgetHost(copy, database, provider) { Workspace = await TestWorkspace.CreateAsync(copy, "demo") };
        for (var n = 0; n < workers; n++) host._workers.Add(host.Build());
        Assert.That(await host.Get<SetKey>().ExecuteAsync(host.Workspace, "apollo", Key.AsMemory(), "ada@example.com", CancellationToken.None), Is.InstanceOf<SetKeyResult.Stored>());
        foreach (var worker in host._workers) await worker.GetRequiredService<WorkerProcess>().StartAsync(CancellationToken.None);
        return host;
    }

    public T Get<T>() where T : notnull => _workers[0].GetRequiredService<T>();

    /// <summary>Sets the limits as an admin does.</summary>
    public async Task LimitAsync(decimal? perJob = null, decimal? perDay = null, decimal? perMonth = null) =>
        Assert.That(await Get<ChangeSettings>().ExecuteAsync(Workspace, new WantedSettings(false, false, new CreditLimits(perJob, perDay, perMonth), new FreshnessDays(90, 14), "UTC"), null, "ada", CancellationToken.None),
            Is.EqualTo(new ChangeSettingsResult.Changed(Done: true)));

    /// <summary>A job over new accounts, in a lane of the greatest width.</summary>
    public async Task<Guid> EnrichAsync(int accounts, decimal? maxCredits = null)
    {
        var records = Enumerable.Range(0, accounts).Select(_ => Guid.CreateVersion7()).ToArray();
        await _copy.Owner.ExecuteAsync("""
            INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
            SELECT id, $1, 'c' || replace(id::text, '-', '') || '.example', jsonb_build_object('domain', 'c' || replace(id::text, '-', '') || '.example'), '{}', now(), now() FROM unnest($2::uuid[]) t(id)
            """, CancellationToken.None, Workspace, records);
        var writer = Get<JobWriter>();
        var lane = await writer.LaneAsync(Workspace, JobTypes.EnrichAccounts, "apollo", CancellationToken.None);
        await RunAsync("UPDATE outbound.lanes SET width = 64");
        var job = new NewJob(Guid.CreateVersion7(), lane, JobTypes.EnrichAccounts, "Enrich", "{}", accounts, accounts) { MaxCredits = maxCredits };
        await writer.WriteAsync(Workspace, [job], [.. records.Select(id => new NewItem(Guid.CreateVersion7(), job.Id, lane, id))], CancellationToken.None);
        return job.Id;
    }

    public Task EndedAsync(Guid job) => UntilAsync($"SELECT completed_at IS NOT NULL FROM outbound.jobs WHERE id = '{job}'");

    public Task UntilAsync(string sql) => Eventually.TrueAsync(() => ReadAsync<bool>(sql), sql, TimeSpan.FromSeconds(60));

    public async Task<T> ReadAsync<T>(string sql)
    {
        await using var command = _copy.Owner.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public Task RunAsync(string sql) => _copy.Owner.ExecuteAsync(sql, CancellationToken.None);

    /// <summary>Credits that count as spent or are reserved at one moment.</summary>
    public Task<decimal> HeldAsync() => ReadAsync<decimal>("""
        SELECT coalesce((SELECT sum(credits) FROM outbound.usage_daily WHERE provider <> 'sandbox'), 0) + coalesce((SELECT sum(credits_reserved) FROM outbound.provider_lookups WHERE state = 0), 0)
        """);

    public async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
        {
            await worker.GetRequiredService<WorkerProcess>().DisposeAsync();
            await worker.DisposeAsync();
        }

        await _database.DisposeAsync();
        await _copy.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private ServiceProvider Build()
    {
        var services = new ServiceCollection().AddOutboundEngine(_database, new WorkerOptions { Workers = 50 }).AddOutboundEnrichment(_database);
        services.AddLogging();
        services.AddSingleton(new KeyRows(_database.App)).AddSingleton<IKeyStore, KeyStore>();
        services.AddSingleton(new SettingsRows(_database.App)).AddSingleton<ChangeSettings>();
        services.AddKeys(_ => _data);
        services.AddApollo().Configure(o => (o.BaseUrl, o.TimeLimit) = (_provider, TimeSpan.FromSeconds(3)));
        services.AddSingleton<KeyVerifier>(p => (_, key, ct) => p.GetRequiredService<IProvider>().TestKeyAsync(key, ct));
        return services.BuildServiceProvider();
    }
}
