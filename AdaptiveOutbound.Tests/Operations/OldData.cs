using AdaptiveOutbound.Data.Operations;
using AdaptiveOutbound.Jobs.Operations;
using AdaptiveOutbound.Tests.Support;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace AdaptiveOutbound.Tests.Operations;

/// <summary>An engine without a worker, a clock of its own, and rows of any age.</summary>
internal sealed class OldData(EngineHost host) : IAsyncDisposable
{
    private Guid _lane;

    public EngineHost Host => host;

    public Guid Workspace => host.Make.Workspace;

    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 26, 12, 0, 0, TimeSpan.Zero));

    public CleanupOptions Options { get; set; } = new();

    public static async Task<OldData> CreateAsync()
    {
        var data = new OldData(await EngineHost.CreateAsync());
        data._lane = await data.Host.Make.LaneAsync();
        // The months that there are depend on the day on which the test runs.
        await data.Host.RunAsync("""
            DO $$ DECLARE part text; BEGIN
                FOR part IN SELECT relname FROM pg_class WHERE relnamespace = 'outbound'::regnamespace AND relname ~ '^job_logs_\d{4}_\d{2}$' LOOP EXECUTE 'DROP TABLE outbound.' || part; END LOOP;
            END $$
            """);
        return data;
    }

    /// <summary>An id of that age.</summary>
    public Guid Id(double days) => Guid.CreateVersion7(At(days));

    public DateTimeOffset At(double days) => Clock.GetUtcNow().AddDays(-days);

    public CleanUpData Clean() => new(new CleanupRows(host.Database.System), Options, Clock);

    public RunCleanup Run() => new(new MaintenanceRows(host.Database.System), Clean(), Options, Clock, NullLogger<RunCleanup>.Instance);

    /// <summary>Cleans up to the end; what went.</summary>
    public async Task<SortedDictionary<string, long>> CleanAsync(Guid? workspace = null)
    {
        var progress = new CleanupProgress();
        await Clean().ExecuteAsync(workspace, progress, () => Task.FromResult(true), CancellationToken.None);
        return progress.Removed;
    }

    /// <summary>A job with one ended item and a line of log that no month's partition took.</summary>
    public async Task<Guid> JobAsync(double days, bool open = false, Guid? leadsTo = null, Guid? origin = null, Guid? workspace = null, string payload = "{}", string type = "test", Guid? id = null)
    {
        var job = id ?? Id(days);
        await host.RunAsync("""
            INSERT INTO outbound.jobs (id, workspace_id, lane_id, type, name, queue, priority, status, payload, total, open_items, processed, failed, dead_letters, enriched, no_match, skipped,
                   unknown, calls, cache_hits, credits, attempts, max_attempts, cursor, origin_id, leads_to, created_at, completed_at)
            VALUES ($1, $2, $3, $4, 'Old', 'b-bulk', 5, CASE WHEN $5 THEN 'processing' ELSE 'completed' END, $6::jsonb, 1, 0, 1, 0, 0, 1, 0, 0, 0, 1, 0, 1, 1, 5, 0, $7, $8, $9, CASE WHEN $5 THEN NULL ELSE $9 END)
            """, job, workspace ?? Workspace, _lane, type, open, payload, origin, leadsTo, At(days));
        await host.RunAsync("INSERT INTO outbound.job_items (id, workspace_id, job_id, lane_id, record_id, state, rank, attempts, rescues, outcome, credits, finished_at) VALUES ($1, $2, $3, $4, $1, 2, 5, 1, 0, 1, 1, $5)",
            Id(days), workspace ?? Workspace, job, _lane, At(days));
        await host.RunAsync("INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, created_at) VALUES ($1, $2, 'info', 'x', 'x', $3)", workspace ?? Workspace, job, At(days));
        return job;
    }

    public async Task<Guid> LookupAsync(double days, int state, bool answered = false, Guid? workspace = null)
    {
        var id = Id(days);
        await host.RunAsync("""
            INSERT INTO outbound.provider_lookups (id, workspace_id, provider, endpoint, question, input, state, credits_reserved, credits_charged, answer, job_id, chunk_id, asked_at)
            VALUES ($1, $2, 'sandbox', 'people', decode(replace($1::text, '-', ''), 'hex'), 'a.example', $3, 1, 1, CASE WHEN $4 THEN '{"name":"A"}'::jsonb END, $1, $1, $5)
            """, id, workspace ?? Workspace, (short)state, answered, At(days));
        return id;
    }

    public async Task<Guid> FileAsync(double days, string kind, double keptDays, Guid? workspace = null, int parts = 2)
    {
        var id = Id(days);
        await host.RunAsync("INSERT INTO outbound.files (id, workspace_id, name, kind, size, records, format, created_at, expires_at) VALUES ($1, $2, 'f.csv', $3, 1, 1, '{}', $4, $5)",
            id, workspace ?? Workspace, kind, At(days), At(days - keptDays));
        await host.RunAsync("INSERT INTO outbound.file_parts (workspace_id, file_id, number, first_line, first_record, records, content) SELECT $1, $2, n, 0, 0, 1, '\\x00' FROM generate_series(0, $3 - 1) n",
            workspace ?? Workspace, id, parts);
        return id;
    }

    public Task AuditAsync(double days, Guid? workspace = null) => host.RunAsync(
        "INSERT INTO outbound.audit_events (id, workspace_id, created_at, actor, action, subject) VALUES ($1, $2, $3, 'a', 'b', 'c')", Id(days), workspace ?? Workspace, At(days));

    public Task ChunkAsync(double days, string status) => host.RunAsync("""
        INSERT INTO outbound.chunks (id, workspace_id, lane_id, slot, status, items, created_at, finished_at) VALUES ($1, $2, $3, 0, $4, 1, $5, CASE $4 WHEN 'processing' THEN NULL ELSE $5 END)
        """, Id(days), Workspace, _lane, status, At(days));

    public Task KeyAsync(string key, double expiredDays, Guid? workspace = null) => host.RunAsync(
        "INSERT INTO outbound.idempotency_keys (workspace_id, caller, key, route, request_hash, created_at, expires_at) VALUES ($1, 'c', $2, 'r', '\\x00', $3, $4)",
        workspace ?? Workspace, key, At(expiredDays + 1), At(expiredDays));

    public async Task ScheduleRunAsync(double days)
    {
        await host.RunAsync("""
            INSERT INTO outbound.schedules (id, workspace_id, name, cron, time_zone, type, filter, priority, overlap, missed, enabled, created_at, updated_at, revision, mirrored)
            SELECT $1, $1, 'S', '0 3 * * *', 'UTC', 'enrich_accounts', '{}', 5, 'skip', 'once', false, now(), now(), 0, true WHERE NOT EXISTS (SELECT FROM outbound.schedules)
            """, Workspace);
        await host.RunAsync("INSERT INTO outbound.schedule_runs (id, workspace_id, schedule_id, due_at, fired_at, outcome) VALUES ($1, $2, $2, $3, $3, 'started')", Id(days), Workspace, At(days));
    }

    /// <summary>Makes the month's partition of the logs, with a line in it.</summary>
    public async Task MonthAsync(int year, int month)
    {
        var from = new DateTimeOffset(year, month, 1, 0, 0, 0, TimeSpan.Zero);
        await host.RunAsync($"CREATE TABLE IF NOT EXISTS outbound.job_logs_{year}_{month:00} PARTITION OF outbound.job_logs FOR VALUES FROM ('{from:O}') TO ('{from.AddMonths(1):O}')");
        await host.RunAsync("INSERT INTO outbound.job_logs (workspace_id, job_id, level, event, message, created_at) VALUES ($1, $1, 'info', 'x', 'x', $2)", Workspace, from.AddDays(3));
    }

    public Task<int> CountAsync(string table, string where = "true") => host.AskAsync<int>($"SELECT count(*)::int FROM outbound.{table} WHERE {where}");

    public ValueTask DisposeAsync() => host.DisposeAsync();
}
