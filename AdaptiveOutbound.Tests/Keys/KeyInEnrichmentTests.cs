using AdaptiveOutbound.Data;
using AdaptiveOutbound.Data.Jobs;
using AdaptiveOutbound.Data.Keys;
using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs;
using AdaptiveOutbound.Jobs.Enrichment;
using AdaptiveOutbound.Jobs.Keys;
using AdaptiveOutbound.Jobs.Lanes;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Jobs.Providers;
using AdaptiveOutbound.Jobs.Providers.Apollo;
using AdaptiveOutbound.Tests.Providers;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using NUnit.Framework;

namespace AdaptiveOutbound.Tests.Keys;

/// <summary>A marked key goes through a whole run against a provider that repeats it wherever it can.</summary>
internal sealed class KeyInEnrichmentTests
{
    private const string Canary = "canary/7b3e+marked=key-Qx81Zt";

    [Test]
    public async Task The_key_is_in_no_log_line_no_background_job_and_no_dump_of_the_database()
    {
        await using var api = await HttpDouble.StartAsync();
        await using var run = await Run.CreateAsync(api.BaseUrl);
        api.Reply = _ => Reply.Json("""{"healthy":true,"is_logged_in":true}""");
        Assert.That(await run.Get<SetKey>().ExecuteAsync(run.Workspace, "apollo", Canary.AsMemory(), "ada@example.com", CancellationToken.None),
            Is.InstanceOf<SetKeyResult.Stored>());
        await run.Get<WorkerProcess>().StartAsync(CancellationToken.None);

        api.Reply = seen => new Reply(500, $$"""{"error":"key {{seen.Key}} broke us"}""", Headers: ("x-request-id", seen.Key));
        var broken = await run.EnrichAsync();
        await run.UntilAsync("SELECT count(*) > 0 FROM outbound.job_items WHERE state = 3 AND error_code IS NOT NULL");
        api.Reply = seen => new Reply(422, $$"""{"error":"{{seen.Key}} {{Uri.EscapeDataString(seen.Key)}} is no domain"}""");
        var bad = await run.EnrichAsync();
        await run.UntilAsync($"SELECT completed_at IS NOT NULL FROM outbound.jobs WHERE id = '{bad}'");
        api.Reply = seen => new Reply(401, $"Invalid access credentials: {seen.Key}", "text/plain");
        var refused = await run.EnrichAsync();
        await run.UntilAsync("SELECT EXISTS (SELECT FROM outbound.lanes WHERE waiting_reason = 'key')");

        var dump = await run.DumpAsync();
        Assert.Multiple(() =>
        {
            Assert.That(api.Requests.Count(r => r.Key == Canary), Is.GreaterThanOrEqualTo(4), "the provider has seen the key");
            Assert.That(dump, Does.Contain("broke us").And.Contain("Invalid access credentials"), "what it said is there");
            Assert.That(dump, Does.Contain(broken.ToString()).And.Contain(refused.ToString()).And.Contain("RunChunk"), "the dump is whole");
            foreach (var (where, text) in new[] { ("database", dump), ("log", run.Logs.Text) })
            foreach (var form in Forms())
                Assert.That(text.Contains(form, StringComparison.OrdinalIgnoreCase), Is.False, $"{where} holds the key as {form[..4]}…");
        });
    }

    private static IEnumerable<string> Forms()
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(Canary);
        return [Canary, Canary[..14], Uri.EscapeDataString(Canary), Convert.ToBase64String(bytes), Convert.ToHexString(bytes), Canary.Replace("/", "\\/", StringComparison.Ordinal)];
    }

    /// <summary>A worker with custody and provider <c>apollo</c> at the double's address.</summary>
    private sealed class Run : IAsyncDisposable
    {
        private readonly TestDatabase _copy;
        private readonly OutboundDatabase _database;
        private readonly ServiceProvider _services;
        private readonly string _data = Directory.CreateTempSubdirectory("outbound-keys-").FullName;

        private Run(TestDatabase copy, OutboundDatabase database, Uri baseUrl)
        {
            (_copy, _database) = (copy, database);
            var services = new ServiceCollection().AddOutboundEngine(database, new WorkerOptions { Workers = 4 }).AddOutboundEnrichment(database);
            services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
            services.AddSingleton(new KeyRows(database.App)).AddSingleton<IKeyStore, KeyStore>();
            services.AddKeys(_ => _data);
            services.AddApollo().Configure(o => o.BaseUrl = baseUrl);
            services.AddSingleton<KeyVerifier>(p => (_, key, ct) => p.GetRequiredService<IProvider>().TestKeyAsync(key, ct));
            _services = services.BuildServiceProvider();
            HangfireLog.Use(_services.GetRequiredService<ILoggerFactory>());
        }

        public LogCapture Logs { get; } = new();
        public Guid Workspace { get; private set; }

        public static async Task<Run> CreateAsync(Uri baseUrl)
        {
            var copy = await TestDatabase.CreateAsync();
            var database = await OutboundDatabase.OpenAsync(new DatabaseOptions { Outbound = copy.Connections.App, OutboundSystem = copy.Connections.System },
                TimeProvider.System, _ => { }, CancellationToken.None);
            return new Run(copy, database, baseUrl) { Workspace = await TestWorkspace.CreateAsync(copy, "demo") };
        }

        public T Get<T>() where T : notnull => _services.GetRequiredService<T>();

        /// <summary>A job over one new account.</summary>
        public async Task<Guid> EnrichAsync()
        {
            var record = Guid.CreateVersion7();
            await _copy.Owner.ExecuteAsync("""
                INSERT INTO outbound.accounts (id, workspace_id, domain, fields, provenance, created_at, updated_at)
                VALUES ($1, $2, $3, jsonb_build_object('domain', $3), '{}', now(), now())
                """, CancellationToken.None, record, Workspace, $"c{record:N}.example");
            var writer = Get<JobWriter>();
            var lane = await writer.LaneAsync(Workspace, JobTypes.EnrichAccounts, "apollo", CancellationToken.None);
            var job = new NewJob(Guid.CreateVersion7(), lane, JobTypes.EnrichAccounts, "Enrich", "{}", 1, 1);
            await writer.WriteAsync(Workspace, [job], [new NewItem(Guid.CreateVersion7(), job.Id, lane, record)], CancellationToken.None);
            return job.Id;
        }

        public Task UntilAsync(string sql) => Eventually.TrueAsync(
            async () => (await _copy.Owner.QueryAsync(sql, r => r.GetBoolean(0), CancellationToken.None))[0], sql);

        /// <summary>Every row of every table, as text.</summary>
        public async Task<string> DumpAsync()
        {
            var tables = await _copy.Owner.QueryAsync("""
                SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                 WHERE n.nspname IN ('outbound', 'hangfire') AND c.relkind = 'r'
                """, r => r.GetString(0), CancellationToken.None);
            await using var connection = await _copy.Owner.OpenConnectionAsync();
            var dump = new System.Text.StringBuilder();
            foreach (var table in tables)
            {
                using var reader = await connection.BeginTextExportAsync($"COPY (SELECT * FROM {table}) TO STDOUT");
                dump.AppendLine(table).AppendLine(await reader.ReadToEndAsync());
            }
            return dump.ToString();
        }

        public async ValueTask DisposeAsync()
        {
            await Get<WorkerProcess>().DisposeAsync();
            HangfireLog.Use(NullLoggerFactory.Instance); // it is process-wide: the tests after this one log through it too
            await _services.DisposeAsync();
            await _database.DisposeAsync();
            await _copy.DisposeAsync();
            Directory.Delete(_data, recursive: true);
        }
    }
}
