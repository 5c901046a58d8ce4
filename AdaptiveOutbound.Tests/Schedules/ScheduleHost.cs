using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Data.Records;
using AdaptiveOutbound.Data.Workspaces;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Jobs.Schedules;
using AdaptiveOutbound.Jobs.Workspaces;
using AdaptiveOutbound.Tests.Support;
using AdaptiveOutbound.Web.Sandbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Schedules;

/// <summary>A workspace with a paid provider's key, a clock that stands still, and processes that can fire schedules; nobody works on what they make.</summary>
internal sealed class ScheduleHost : IAsyncDisposable
{
    private readonly List<(ServiceProvider Services, OutboundDatabase Database)> _processes = [];
    private readonly string _data = Directory.CreateTempSubdirectory("outbound-schedules-").FullName;
    private readonly SandboxServer _apollo;

    private ScheduleHost(TestDatabase database, SandboxServer apollo, Guid workspace) => (Database, _apollo, Workspace) = (database, apollo, workspace);

    public TestDatabase Database { get; }

    public Guid Workspace { get; }

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    public ScheduleOwner Ada { get; } = new("ada@company.example", null, null);

    public static async Task<ScheduleHost> StartAsync(int processes = 1, TimeSpan spread = default)
    {
        var database = await TestDatabase.CreateAsync();
        var apollo = await SandboxServer.StartAsync(new SandboxOptions { Key = "live", LimitPerMinute = null }, TimeProvider.System, CancellationToken.None);
        var host = new ScheduleHost(database, apollo, await TestWorkspace.CreateAsync(database, "demo"));
        for (var n = 0; n < processes; n++) await host.AddProcessAsync(spread);
        Assert.That(await host.Get<SetKey>().ExecuteAsync(host.Workspace, "apollo", "live-0123456789-SCHEDULES".AsMemory(), "ada", CancellationToken.None), Is.InstanceOf<SetKeyResult.Stored>());
        return host;
    }

    public T Get<T>(int process = 0) where T : notnull => _processes[process].Services.GetRequiredService<T>();

    /// <summary>Makes a schedule of the workspace.</summary>
    public async Task<ScheduleView> ScheduleAsync(string cron = "0 * * * *", string zone = "UTC", Func<WantedSchedule, WantedSchedule>? with = null, ScheduleOwner? owner = null)
    {
        var wanted = new WantedSchedule("Nightly", cron, zone, "enrich_accounts", new RecordFilter(), "apollo");
        return ((SaveScheduleResult.Saved)await Get<SaveSchedule>().AddAsync(Workspace, with?.Invoke(wanted) ?? wanted, owner ?? Ada, CancellationToken.None)).Schedule;
    }

    /// <summary>Sets the clock to its next run and fires it; what came of it.</summary>
    public async Task<string?> FireAtNextAsync(Guid schedule, TimeSpan late = default)
    {
        Clock.SetUtcNow((await FindAsync(schedule)).NextRunAt!.Value + late);
        return await Get<FireSchedule>().ExecuteAsync(Workspace, schedule, CancellationToken.None);
    }

    public async Task<ScheduleView> FindAsync(Guid schedule) => (await Get<ReadSchedules>().FindAsync(Workspace, schedule, CancellationToken.None))!;

    /// <summary>Accounts about which a provider answered so many days ago, by the database's clock; null for never.</summary>
    public Task AccountsAsync(params int?[] days) => Database.Owner.ExecuteAsync("""
        INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at, answered_at, matched, answered_by)
        SELECT gen_random_uuid(), $1, 'c' || n || '.example', jsonb_build_object('domain', 'c' || n || '.example'), '{}', now(), now(), now() - make_interval(days => d), d IS NOT NULL, CASE WHEN d IS NOT NULL THEN 'apollo' END
          FROM unnest($2::int[]) WITH ORDINALITY t(d, n)
        """, CancellationToken.None, Workspace, days);

    /// <summary>Ends all jobs, as if they had been worked on.</summary>
    public Task EndJobsAsync() => RunAsync("UPDATE outbound.jobs SET status = 'completed', completed_at = now(), open_items = 0");

    public Task RunAsync(string sql) => Database.Owner.ExecuteAsync(sql, CancellationToken.None);

    public async Task<T> AskAsync<T>(string sql) => (await Database.Owner.QueryAsync(sql, r => r.GetFieldValue<T>(0), CancellationToken.None))[0];

    public async ValueTask DisposeAsync()
    {
        foreach (var (services, database) in _processes)
        {
            await services.DisposeAsync();
            await database.DisposeAsync();
        }

        await _apollo.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    private async Task AddProcessAsync(TimeSpan spread)
    {
        var database = await OutboundDatabase.OpenAsync(
            new DatabaseOptions { Outbound = Database.Connections.App, OutboundSystem = Database.Connections.System }, TimeProvider.System, _ => { }, CancellationToken.None);
        var services = new ServiceCollection().AddSingleton<TimeProvider>(Clock).AddLogging().AddOutboundEngine(database, new WorkerOptions()).AddOutboundEnrichment(database)
            .AddOutboundSchedules(database, new ScheduleOptions { Spread = spread });
        services.AddSingleton(new KeyRows(database.App)).AddSingleton<IKeyStore, KeyStore>().AddSingleton(new SettingsRows(database.App)).AddSingleton<ChangeSettings>();
        services.AddKeys(_ => _data);
        services.AddApollo().Configure(o => o.BaseUrl = _apollo.BaseUrl);
        services.AddSingleton<IProvider>(new SandboxProvider(_apollo.BaseUrl, new ApolloOptions(), Clock));
        services.AddSingleton<KeyVerifier>(p => (name, key, ct) => p.GetServices<IProvider>().First(api => api.Name == name).TestKeyAsync(key, ct));
        _processes.Add((services.BuildServiceProvider(), database));
    }
}
